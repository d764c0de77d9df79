"""Moved to the ground."""

from ntc_cert.form_rows import Rows

__all__ = ["Rows"]

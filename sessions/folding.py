"""Moved to the ground."""

from ntc_cert.folding import folded

__all__ = ["folded"]

"""Logging in, the administration's pages, and the health of the installation."""

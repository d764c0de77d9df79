"""A session as one portable file, and back: docs/archive.md says what stands in it."""

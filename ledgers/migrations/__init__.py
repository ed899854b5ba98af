"""The versions of the book, as alembic scripts."""

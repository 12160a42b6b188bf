"""Revisions of the database, for Alembic."""

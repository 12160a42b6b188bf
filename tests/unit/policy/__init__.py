"""The decisions, as tables and as properties."""

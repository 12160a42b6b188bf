"""Reads the lists that schools really have, and gives one `Roster` whatever the format."""

"""Reads the regulation and the kinds of room, and refuses what contradicts itself."""

"""Arranges: a roster and the room layouts become a school on a Matrix homeserver."""

"""Lessons and meetings on video: planned, opened, watched over, ended, and who was there."""

"""The doors of video conferences: who is known for sure gets a token for one conference."""

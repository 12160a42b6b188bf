"""The regulation and the kinds of room, as files that a director can read."""

from pathlib import Path

FOLDER = Path(__file__).parent

"""Acts: the assistant in the rooms, and its web side."""

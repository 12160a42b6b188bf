"""The commands: one file each, listed in `table`."""

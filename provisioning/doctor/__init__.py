"""Is the school's server in order: each part green or red, with what to do."""

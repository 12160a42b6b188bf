"""Keeping order: cards for the moderators, warnings, silences, locks, calls for help, records."""

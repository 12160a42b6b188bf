"""The Matrix side: requests, the sync, encryption."""

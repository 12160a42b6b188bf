"""The doors of a video conference, as the playbook sets them up: Prosody, and who gets past it."""

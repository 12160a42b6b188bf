"""The web side: what a browser asks of Parta itself, beside the homeserver."""

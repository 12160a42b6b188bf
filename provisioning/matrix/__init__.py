"""Talks to the homeserver: the client-server API and Synapse's admin API, nothing above them."""

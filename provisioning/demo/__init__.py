"""A whole school on one machine: Synapse with SQLite, provisioned, with logins to try."""

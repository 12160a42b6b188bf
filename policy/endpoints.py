"""Addresses that the Synapse module serves and that provisioning asks: named once, here."""

# POST: many people become members of one room in one go (policy/synapse/joins.py).
JOIN = "/_synapse/client/parta/v1/join"
# GET: the regulation in force, to read; POST: to accept it (policy/synapse/acceptance.py).
RULES = "/_synapse/client/parta/v1/rules"
# GET ?after=NUMBER: what people reported in their clients (Synapse's event reports), oldest first.
REPORTS = "/_synapse/client/parta/v1/reports"

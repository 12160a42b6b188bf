"""Addresses that the Synapse module serves and that provisioning asks: named once, here."""

# POST: many people become members of one room in one go (policy/synapse/joins.py).
JOIN = "/_synapse/client/parta/v1/join"

"""Addresses that the Synapse module serves to provisioning and programs: named once, here."""

# POST: many people become members of one room in one go (policy/synapse/joins.py).
JOIN = "/_synapse/client/parta/v1/join"
# GET: the regulation in force, to read; POST: to accept it (policy/synapse/acceptance.py).
RULES = "/_synapse/client/parta/v1/rules"
# GET, for programs: who was here last when (policy/synapse/facts.py).
SEEN = "/_synapse/client/parta/v1/seen"
# GET, for programs: what people reported (policy/synapse/facts.py).
REPORTS = "/_synapse/client/parta/v1/reports"
# On the assistant's web side, POST {"since", "until"} (days, ISO 8601) with the provisioning user's
# token as Bearer: the head's digest of these days as PDF (bot/web/digest.py).
DIGEST = "/digest"

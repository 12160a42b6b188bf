"""Addresses that the Synapse module serves to provisioning and programs: named once, here."""

# POST: many people become members of one room in one go (policy/synapse/joins.py).
JOIN = "/_synapse/client/parta/v1/join"
# GET: the regulation in force, to read; POST: to accept it (policy/synapse/acceptance.py).
RULES = "/_synapse/client/parta/v1/rules"
# GET, for programs: who was here last when (policy/synapse/facts.py).
SEEN = "/_synapse/client/parta/v1/seen"
# GET, for programs: what people reported (policy/synapse/facts.py).
REPORTS = "/_synapse/client/parta/v1/reports"
# POST, for programs and administrators: letters with one-time codes (policy/synapse/letters.py).
LETTERS = "/_synapse/client/parta/v1/letters"
# POST: a code, and the own password in its place (policy/synapse/activation.py).
ACTIVATE = "/_synapse/client/parta/v1/activate"
# The page for people that does it, on the assistant's web side (bot/web/start.py); a letter's
# address has the code behind "#", so that it stands in no log.
START = "/start"
# On the assistant's web side, POST {"since", "until"} (days, ISO 8601) with the provisioning user's
# token as Bearer: the head's digest of these days as PDF (bot/web/digest.py).
DIGEST = "/digest"
# On the assistant's web side, from Alertmanager on the same machine (bot/web/alerts.py).
ALERTS = "/alerts"
# There too, for `parta conformance`, POST {"user", "room", "rooms", "text"}: what would come of a
# command that a throw-away person types (bot/web/rehearsal.py).
REHEARSE = "/rehearse"

# Video conferences, on the assistant's web side (bot/conference/routes.py).
# POST {"room_id", "openid": {"access_token", "matrix_server_name"}}: {"jwt", "url", …}, or
# {"error", "message"}.
CONFERENCE_ENTRY = "/conference/token"
# POST by the page of a browser that used a personal link: the same answer.
CONFERENCE_LINK_ENTRY = "/conference/link/token"
CONFERENCE_LINK = "/conference/link/"  # and the secret: GET shows the page, POST uses the link
CONFERENCE_PAGE = "/conference"  # where a personal link leads to
CONFERENCE_WIDGET = "/conference/widget"  # the widget in Element
CONFERENCE_WIDGET_BUILD = "/conference/widget_build"  # Element asks: ?roomId=…
CONFERENCE_AVATAR = (
    "/conference/avatar/"  # and two letters: what Jitsi shows of who has no camera on
)
# POST from Prosody: who came and who left (docs/conferences.md).
CONFERENCE_PRESENCE = "/conference/presence"
# Element asks whether conferences of this server want a token.
ELEMENT_JITSI = "/.well-known/element/jitsi"

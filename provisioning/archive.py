"""An archive: a room whose class or club is no more, kept as it was, to be read and not written in.

Pure. The archive event keeps name and power levels from before, so that a class that comes back
gets its own rooms again, and what Parta does not manage in them.
"""

from typing import Any

from policy import events
from policy.power_levels import NOBODY
from policy.roster import Json, StateKey
from provisioning.observe import ObservedRoom
from provisioning.school import School
from templates import message, say

# Above the assistant, so above every account but the provisioning user, who created the room.
CLOSED = NOBODY + 1
_ACTIONS = ("events_default", "state_default", "invite", "kick", "ban", "redact")


def is_archive(room: ObservedRoom) -> bool:
    """Is the room marked as an archive, closed altogether or on the way to it?"""
    mark = room.content(events.ARCHIVE)
    return bool(mark) and mark.get("open") is not True


def levels_before(room: ObservedRoom) -> Json:
    """The power levels of the room as they were before it was closed; else as they are."""
    levels = room.content("m.room.power_levels")
    if levels.get("events_default") == CLOSED:
        return dict(room.content(events.ARCHIVE).get("levels", levels))
    return levels


def opened(room: ObservedRoom) -> dict[str, Any]:
    """The archive event of a room that is in use again; its levels are needed until they stand."""
    return {**room.content(events.ARCHIVE), "open": True}


def state(room: ObservedRoom, school: School) -> dict[StateKey, dict[str, Any]]:
    """Mark, name and topic of an archive."""
    if is_archive(room):
        mark = dict(room.content(events.ARCHIVE))
    else:
        mark = {
            "name": str(room.content("m.room.name").get("name", room.key)),
            "year": school.school_year,
            "levels": dict(levels_before(room)),
        }
    language = school.language
    name = say(message("archive-name", name=mark["name"], year=str(mark["year"])), language)
    topic = say(message("archive-topic"), language)
    return {
        # First: what the other events say after it could not be told from what was before.
        (events.ARCHIVE, ""): mark,
        ("m.room.name", ""): {"name": name[:255]},
        ("m.room.topic", ""): {"topic": topic, "m.topic": {"m.text": [{"body": topic}]}},
    }


def closed_levels(current: Json) -> dict[str, Any]:
    """Power levels by which nobody does anything in a room, the assistant neither."""
    return {
        **current,
        **dict.fromkeys(_ACTIONS, CLOSED),
        "users_default": 0,
        "users": {},
        "events": dict.fromkeys(current.get("events", {}), CLOSED),
        "notifications": dict.fromkeys({"room": 0, **current.get("notifications", {})}, CLOSED),
    }

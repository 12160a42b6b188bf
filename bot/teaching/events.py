"""Keys of what the assistant writes for teachers, and how its own events are read again.

They stand in the content of the assistant's own messages. People cannot write them (the homeserver
refuses every `org.parta.` key that a person sends), and only the assistant's events are believed.
"""

import hashlib
import html
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.matrix.batch import Event, content_of
from bot.work.inbox import is_edit, kind_of

# {"by": user id, "title"}: an announcement and whose it is.
ANNOUNCEMENT = "org.parta.announcement"
# {"by", "title", "due": milliseconds or null, "closed": bool}: the root of a task's thread.
TASK = "org.parta.task"
# {"by", "subject", "topic", "title"}: a learning material.
MATERIAL = "org.parta.material"
# {"by", "title", "slots": [[start in milliseconds, minutes], …]}: hours of a consultation.
CONSULTATION = "org.parta.consultation"
# {"by"}: a poll that the assistant started for somebody.
POLL = "org.parta.poll"

_MESSAGE = "m.room.message"
_LARGEST = 45_000
_EVENT_ID = re.compile(r"\$[!-~]{1,254}")


def own(event: Event, me: str, key: str) -> Mapping[str, Any] | None:
    """What stands under `key` in a message of the assistant `me`, None where that is none."""
    if event.get("sender") != me or kind_of(event) != _MESSAGE or is_edit(event):
        return None
    found = content_of(event).get(key)
    return found if isinstance(found, Mapping) else None


def event_id(value: object) -> str:
    """An event id that somebody wrote, empty where it is none: databases take no other."""
    if isinstance(value, str) and _EVENT_ID.fullmatch(value):
        return value
    return ""


def fact_id(*parts: str) -> str:
    """An id of at most 255 signs for what is remembered under several names."""
    joined = ":".join(parts)
    return joined if len(joined) <= 255 else hashlib.sha256(joined.encode()).hexdigest()


def at(event: Event) -> int:
    """When an event was sent (milliseconds)."""
    sent = event.get("origin_server_ts")
    return sent if isinstance(sent, int) else 0


def shown(when: datetime) -> str:
    """A moment as people write it in both languages."""
    return f"{when:%d.%m.%Y %H:%M}"


def fits(text: str) -> bool:
    """Does it fit into one event, said twice and kept twice? An event holds 64 KiB."""
    formatted = html.escape(text).replace("\n", "<br>")
    return len(formatted.encode()) + 3 * len(text.encode()) <= _LARGEST


def first_line(text: str, most: int = 80) -> str:
    """What a text is called in a list."""
    line = next((it.strip() for it in text.splitlines() if it.strip()), "")
    return line if len(line) <= most else line[: most - 1] + "…"

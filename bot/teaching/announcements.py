"""What an announcement looks like, and what is remembered of it. Pure."""

from collections.abc import Iterable
from typing import Any

from bot.commands.prompts import YES, prompt
from bot.effects import Kept, Remember, Send
from bot.matrix.batch import Event
from bot.store.store import Job, RoomRow
from bot.teaching.events import ANNOUNCEMENT, at, fact_id, first_line, own
from bot.text import Line, Text
from bot.work.readers import View
from policy.people import Person
from policy.school import School
from templates import message

ACKNOWLEDGE = "acknowledge"
FACT = "announcement"
ACKNOWLEDGED = "acknowledgement"


def announced(school: School, person: Person, row: RoomRow, text: str, mark: str) -> list[Send]:
    """The announcement in one room, with the sign to tap."""
    language = school.about.language
    parts = Text.of(
        Line(message("announce-heading"), bold=True),
        text,
        message("announce-by", name=person.entry.full_name, role=role_of(school, person, row)),
        message("announce-tap"),
    )
    more: dict[str, Any] = {
        # A notice rings nowhere: what is announced is a message.
        "msgtype": "m.text",
        ANNOUNCEMENT: {"by": person.user, "title": first_line(text)},
    }
    return prompt(
        row.room_id, parts, language, do=ACKNOWLEDGE, payload={}, choices=(YES,), everybody=True,
        mark=mark, more=more,
    )  # fmt: skip


def role_of(school: School, person: Person, row: RoomRow) -> str:
    """The title of the highest role in which `person` is in that room, or at the school."""
    roles = school.regulation.roles
    here = school.roles_in(person, row.kind, row.group) or person.roles
    highest = max(sorted(here), key=lambda it: roles[it].level)
    return roles[highest].title[school.about.language]


def announcements_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: what was announced, by the assistant's own message."""
    found = own(event, view.me, ANNOUNCEMENT)
    if found is not None:
        yield Remember(
            str(event["event_id"]), FACT, at(event), row.key, str(found.get("by", "")),
            {"title": str(found.get("title", "")), "kind": row.kind, "group": row.group},
        )  # fmt: skip


def acknowledged(row: RoomRow, event_id: str, user: str, now: int) -> Remember:
    """Somebody tapped. Once is enough: a sign taken back later takes nothing back."""
    return Remember(
        fact_id(event_id, user), ACKNOWLEDGED, now, row.key, user, {"announcement": event_id}
    )

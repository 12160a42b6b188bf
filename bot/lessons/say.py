"""How lessons and meetings are told of: announcements, what becomes of them, answers. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.model import Call
from bot.commands.prompts import prompt
from bot.effects import Effect, Send
from bot.lessons.record import Record
from bot.teaching.events import shown
from bot.text import Line, Link, Part, Text, Words, content
from policy.regulation import DIRECT
from templates import message

LINK = "conference-link"  # the answer to the sign under an announcement
PHONE = "📞"
# In the assistant's own announcement: the conference that it is about.
CONFERENCE = "org.parta.conference"


def when(it: Record, zone: ZoneInfo) -> tuple[str, str]:
    """When it begins, with its day, and until when it goes on."""
    at = it.conference.opened or it.conference.opens
    start = datetime.fromtimestamp(at / 1000, zone)
    return shown(start), f"{start + timedelta(minutes=it.minutes):%H:%M}"


def announcement(
    it: Record,
    name: str,
    language: str,
    zone: ZoneInfo,
    *,
    links: Sequence[str] = (),
    materials: Sequence[Link] = (),
) -> list[Send]:
    """The message in the room, plain enough for any phone, with the sign for a link of one's own.

    `name` is the host's; `links` are verified content, `materials` those of the catalogue.
    """
    return prompt(
        it.room_id,
        announced(it, name, zone, links=links, materials=materials),
        language,
        do=LINK,
        payload={"conference": it.name},
        choices=(PHONE,),
        everybody=True,
        mark="announcement",
        more={"msgtype": "m.text", CONFERENCE: {"name": it.name}},
    )


def announced(
    it: Record,
    name: str,
    zone: ZoneInfo,
    *,
    links: Sequence[str] = (),
    materials: Sequence[Link] = (),
) -> Text:
    """What the announcement says."""
    known = it.conference
    start, end = when(it, zone)
    parts: list[Part | Words] = [Line(heading(it), bold=True)]
    if known.state == "planned":
        parts.append(message("lesson-when", when=start, minutes=it.minutes))
        parts.append(message("lesson-by", name=name))
        parts.append(message("lesson-door-later", sign=PHONE))
    else:
        parts.append(message("lesson-now", until=end))
        parts.append(message("lesson-by", name=name))
        parts.append(message("lesson-door", sign=PHONE))
    if links:
        parts.append(message("lesson-shown"))
        parts += links
    if materials:
        parts.append(message("lesson-materials"))
        parts += materials
    return Text.of(*parts)


def heading(it: Record) -> Words:
    """«Урок. Математика: дроби»; a meeting without a title has its form's name."""
    key = f"lesson-form-{it.conference.form.replace('_', '-')}"
    if not it.conference.title:
        return message(key)
    title = it.conference.title
    return message("lesson-heading", form=message(key), title=title[:1].upper() + title[1:])


def became(event_id: str, text: Text | Words, language: str) -> dict[str, Any]:
    """The edit of an announcement."""
    new = content(text, language, more={"msgtype": "m.text"})
    return {
        "msgtype": "m.text",
        "body": f"* {new['body']}",
        "m.mentions": {},
        "m.new_content": new,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }


def reply_of(call: Call) -> dict[str, str]:
    """Where the answer to a command goes, for work that is done in another lane."""
    thread = "" if call.place.kind == DIRECT and not call.thread else call.thread or call.event_id
    return {"room_id": call.room.room_id, "event_id": call.event_id, "thread": thread,
            "language": call.language, "user": call.user}  # fmt: skip


def told(payload: Mapping[str, Any], what: Text | Words) -> list[Effect]:
    """The answer to the command that a piece of work came from; nothing where it came from none."""
    to = payload.get("reply")
    if not isinstance(to, Mapping) or not to.get("room_id"):
        return []
    language = str(to["language"])
    if not to.get("event_id"):
        return [Send(str(to["room_id"]), content(what, language))]
    where: dict[str, Any] = {"reply_to": str(to["event_id"])}
    if to.get("thread"):
        where["thread"] = str(to["thread"])
    return [Send(str(to["room_id"]), content(what, language, **where))]

"""Consultations: the card in the room, and who may take which hour. Pure (M3).

The card says which hours are free and never who took the others: that is known to the teacher and
to the family.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.commands.prompts import NO, NUMBERS, prompt
from bot.effects import Kept, Remember, Send
from bot.matrix.batch import Event
from bot.store.store import Fact, Job, RoomRow
from bot.teaching.events import CONSULTATION, fact_id, own
from bot.teaching.slots import Slot
from bot.text import Bullets, Line, Text, content
from bot.work.readers import View
from policy.people import PUPIL, Person
from policy.school import School
from templates import Message, message, say

FACT = "consultation"
BOOK = "consultation-book"  # the answer to a card


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a card; `family` are the ids of the pupils for whom `booked` took it."""

    card: str
    number: int  # from 1
    at: int  # milliseconds
    minutes: int
    by: str
    booked: str = ""
    family: tuple[str, ...] = ()
    withdrawn: bool = False


def family_of(school: School, person: Person, group: str | None) -> tuple[str, ...]:
    """Person ids of the pupils of `group` for whom somebody comes: oneself, or one's children."""
    if PUPIL in person.roles:
        return (person.id,)
    return tuple(
        sorted(
            it.id
            for it in school.people.children(person)
            if PUPIL in it.entry.groups.get(group or "", ())
        )
    )


def held(hours: Iterable[Hour], family: Sequence[str]) -> Hour | None:
    """The hour that a family has already: one of them, whoever of it took it."""
    return next((it for it in hours if set(it.family) & set(family)), None)


def taken(
    hours: Sequence[Hour], number: int, user: str, family: tuple[str, ...], now: int
) -> Hour | Message:
    """The hour after `user` took it, or the sentence why not."""
    hour = next((it for it in hours if it.number == number), None)
    if hour is None or hour.withdrawn:
        return message("consultation-no-such")
    reasons = {
        "consultation-no-child": not family,
        "consultation-over": hour.at <= now,
        "consultation-have-it": bool(set(hour.family) & set(family)),
        "consultation-have-other": held(hours, family) is not None,
        "consultation-taken": bool(hour.booked),
    }
    for key, is_so in reasons.items():
        if is_so:
            return message(key)
    return replace(hour, booked=user, family=family)


def offered(
    room_id: str,
    by: str,
    name: str,
    slots: Sequence[Slot],
    language: str,
    zone: ZoneInfo,
) -> list[Send]:
    """The card, with a keycap to tap for each hour."""
    hours = [Hour("", number, at, minutes, by) for number, (at, minutes) in enumerate(slots, 1)]
    return prompt(
        room_id, card_text(hours, name, language, zone), language, do=BOOK, payload={},
        choices=(*NUMBERS[: len(hours)], NO), everybody=True, mark="card",
        more={
            "msgtype": "m.text",
            CONSULTATION: {"by": by, "slots": [[at, minutes] for at, minutes in slots]},
        },
    )  # fmt: skip


def card_text(hours: Sequence[Hour], name: str, language: str, zone: ZoneInfo) -> Text:
    """What the card says now."""
    if hours and all(it.withdrawn for it in hours):
        return Text.of(Line(message("consultation-title", name=name), bold=True),
                       message("consultation-withdrawn"))  # fmt: skip
    lines = []
    for it in hours:
        key = "consultation-line-taken" if it.booked else "consultation-line-free"
        sign = NUMBERS[it.number - 1] if it.number <= len(NUMBERS) else str(it.number)
        lines.append(say(message(key, sign=sign, when=when(it, zone)), language))
    return Text.of(
        Line(message("consultation-title", name=name), bold=True),
        Bullets(lines),
        message("consultation-tap"),
    )


def when(hour: Hour, zone: ZoneInfo) -> str:
    """«26.11.2026 15:00–15:15»."""
    start = datetime.fromtimestamp(hour.at / 1000, zone)
    return f"{start:%d.%m.%Y %H:%M}–{start + timedelta(minutes=hour.minutes):%H:%M}"


def edited(
    card: str, hours: Sequence[Hour], name: str, language: str, zone: ZoneInfo
) -> dict[str, Any]:
    """The card's edit into how it stands now."""
    fresh = content(card_text(hours, name, language, zone), language, more={"msgtype": "m.text"})
    return {
        "msgtype": "m.text",
        "body": f"* {fresh['body']}",
        "m.mentions": {},
        "m.new_content": fresh,
        "m.relates_to": {"rel_type": "m.replace", "event_id": card},
    }


def consultations_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: each hour of a card that the assistant posted."""
    for hour in hours_of(event, view.me):
        yield remembered(hour, row)


def hours_of(event: Event, me: str) -> list[Hour]:
    """The hours of a card as it was posted, none where it is no card."""
    found = own(event, me, CONSULTATION)
    slots = found.get("slots") if found is not None else None
    if found is None or not isinstance(slots, list):
        return []
    return [
        Hour(str(event["event_id"]), number, int(at), int(minutes), str(found.get("by", "")))
        for number, (at, minutes) in enumerate(slots, 1)
    ]


def remembered(hour: Hour, row: RoomRow) -> Remember:
    """The fact of an hour."""
    return Remember(
        fact_id(hour.card, "hour", str(hour.number)), FACT, hour.at, row.key, hour.by,
        {
            "card": hour.card, "number": hour.number, "minutes": hour.minutes,
            "booked": hour.booked, "family": list(hour.family), "withdrawn": hour.withdrawn,
            "kind": row.kind, "group": row.group, "room_id": row.room_id,
        },
    )  # fmt: skip


def hour_of(fact: Fact) -> Hour:
    """The hour that a fact tells of."""
    data: Mapping[str, Any] = fact.data
    return Hour(
        str(data["card"]), int(data["number"]), fact.at, int(data["minutes"]), fact.subject,
        str(data.get("booked", "")), tuple(map(str, data.get("family", ()))),
        data.get("withdrawn") is True,
    )  # fmt: skip

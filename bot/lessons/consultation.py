"""A consultation's conference: opened when its hour comes, for the two and a child's parents (M3).

It belongs to the room between the teacher and the assistant: nobody else sees who took the hour.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.desk import Desk
from bot.effects import Effect
from bot.lessons.doors import linked
from bot.lessons.record import MINUTE_MS, Record, new_name, written
from bot.school import place_of
from bot.teaching.consultations import Hour, hour_of
from bot.teaching.events import fact_id
from bot.text import notice
from policy.conference_event import Conference
from policy.contacts import guardians_of
from policy.people import PUPIL, Person
from policy.rights import verdict
from templates import message

VIDEO = "consultation-video"
BEFORE_MS = 3 * MINUTE_MS


def timer(hour: Hour) -> str:
    """The key of what opens it."""
    return f"{VIDEO}:{hour.card}:{hour.number}"


async def open_hour(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The hour comes: a link to the teacher, to who took it, and to a pupil's parents."""
    fact = await desk.memory.fact(fact_id(str(payload["card"]), "hour", str(payload["number"])))
    hour = hour_of(fact) if fact is not None else None
    if hour is None or not hour.booked or hour.withdrawn or desk.settings.conference is None:
        return ()
    teacher, guest = desk.school.person(hour.by), desk.school.person(hour.booked)
    room = desk.rooms.with_person(hour.by)
    if teacher is None or guest is None or room is None:
        return ()
    if not verdict(desk.school, teacher, place_of(room), "conference.start").allowed:
        return ()
    guests = _guests(desk, guest)
    if PUPIL in guest.roles and len(guests) == 1:
        # A pupil talks to a teacher on video only where a parent may sit beside (W9).
        said = message("consultation-no-parent", name=guest.entry.full_name)
        return [notice(teacher.user, said, desk.language)]
    found = Conference(
        new_name(), "consultation", guest.entry.full_name, teacher.user, "open",
        opened=desk.now, guests=guests,
    )  # fmt: skip
    minutes = hour.minutes + BEFORE_MS // MINUTE_MS
    it = Record(found, room.room_id, room.key, room.kind, room.group, minutes)
    effects = await written(desk, it)
    for user in (teacher.user, *sorted(guests)):
        if user not in (teacher.user, guest.user):
            said = message("consultation-child", name=guest.entry.full_name,
                           teacher=teacher.entry.full_name)  # fmt: skip
            effects.append(notice(user, said, desk.language))
        effects += linked(it, user, desk.language, mark=f"link-{user}")
    return effects


def _guests(desk: Desk, guest: Person) -> frozenset[str]:
    beside = guardians_of(desk.school, guest) if PUPIL in guest.roles else ()
    return frozenset({guest.user, *beside})

"""Works on the card of a consultation, one wish after another: taken, given back, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.commands.prompts import NO, prompt
from bot.commands.rights import require_in
from bot.desk import Desk
from bot.effects import Cancel, Effect, Schedule, Send
from bot.lessons import consultation as video
from bot.school import place_of
from bot.store.store import RoomRow
from bot.teaching.consultations import (
    FACT,
    Hour,
    edited,
    family_of,
    held,
    hour_of,
    hours_of,
    remembered,
    taken,
    when,
)
from bot.text import Words, notice
from policy.people import Person
from policy.refusal import Refused
from templates import Message, message
from templates.refusals import sentence

REMIND = "consultation-remind"
GIVE_BACK = "consultation-mine"  # the answer to a private confirmation
_HOUR_MS = 3_600_000


async def work(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """One wish. Rights are asked again: they may have changed since it was typed."""
    row = desk.rooms.get(str(payload["room_id"]))
    person = desk.school.person(str(payload["user"]))
    if row is None or person is None:
        return ()
    what, language = str(payload["what"]), str(payload["language"])
    feature = "consultation.offer" if what == "withdraw" else "consultation.book"
    try:
        require_in(desk.school, person, place_of(row), feature)
    except Refused as refused:
        return [notice(person.user, sentence(desk.school, refused.refusal, language), language)]
    hours = await _hours(desk, row, str(payload["card"]))
    match what:
        case "book":
            return _book(desk, row, person, hours, int(payload["number"]), language)
        case "cancel":
            return _cancel(desk, row, person, hours, language)
        case _:
            return _withdraw(desk, row, person, hours, language)


async def _hours(desk: Desk, row: RoomRow, card: str) -> list[Hour]:
    """How the card stands; as it was posted where nothing is remembered of it."""
    facts = await desk.memory.facts([FACT], room_key=row.key)
    found = [hour for it in facts if (hour := hour_of(it)).card == card]
    if not found:
        event = await desk.look.event(row.room_id, card)
        found = hours_of(event, desk.me) if event is not None else []
    return sorted(found, key=lambda it: it.number)


def _book(
    desk: Desk, row: RoomRow, person: Person, hours: list[Hour], number: int, language: str
) -> Sequence[Effect]:
    family = family_of(desk.school, person, row.group)
    hour = taken(hours, number, person.user, family, desk.now)
    if isinstance(hour, Message):
        return [notice(person.user, hour, language)]
    teacher = _name(desk, hour.by)
    children = ", ".join(desk.school.people.by_id[it].entry.full_name for it in family)
    effects: list[Effect] = [
        *_changed(desk, row, hours, hour),
        *prompt(
            person.user,
            message("consultation-booked", name=teacher, when=when(hour, desk.zone)),
            language,
            do=GIVE_BACK,
            by=person.user,
            choices=(NO,),
            everybody=True,
            payload={"room_id": row.room_id, "card": hour.card},
        ),
        _tell(
            desk, hour.by,
            message(
                "consultation-booked-teacher", name=person.entry.full_name, children=children,
                when=when(hour, desk.zone),
            ),
        ),
    ]  # fmt: skip
    if hour.at - _HOUR_MS > desk.now:
        payload = {"room_id": row.room_id, "card": hour.card, "number": hour.number}
        effects.append(Schedule(_timer(hour), hour.at - _HOUR_MS, REMIND, payload))
    if desk.settings.conference is not None:
        which = {"card": hour.card, "number": hour.number}
        effects.append(Schedule(video.timer(hour), hour.at - video.BEFORE_MS, video.VIDEO, which))
    return effects


def _cancel(
    desk: Desk, row: RoomRow, person: Person, hours: list[Hour], language: str
) -> Sequence[Effect]:
    hour = held(hours, family_of(desk.school, person, row.group))
    if hour is None:
        return [notice(person.user, message("consultation-have-none"), language)]
    free = replace(hour, booked="", family=())
    said = when(hour, desk.zone)
    effects: list[Effect] = [
        *_changed(desk, row, hours, free),
        Cancel(_timer(hour)),
        Cancel(video.timer(hour)),
        notice(person.user, message("consultation-given-back", when=said), language),
        _tell(
            desk, hour.by,
            message("consultation-given-back-teacher", name=person.entry.full_name, when=said),
        ),
    ]  # fmt: skip
    if hour.booked != person.user:  # the other parent took it
        effects.append(_tell(desk, hour.booked, message("consultation-given-back", when=said)))
    return effects


def _withdraw(
    desk: Desk, row: RoomRow, person: Person, hours: list[Hour], language: str
) -> Sequence[Effect]:
    if not hours or hours[0].by != person.user:
        return [notice(person.user, message("consultation-not-yours"), language)]
    gone = [replace(it, withdrawn=True) for it in hours]
    effects: list[Effect] = [remembered(it, row) for it in gone]
    effects += [Cancel(key) for it in hours for key in (_timer(it), video.timer(it))]
    effects.append(_card(desk, row, gone))
    for it in hours:
        if it.booked:
            said = message(
                "consultation-off", name=person.entry.full_name, when=when(it, desk.zone)
            )
            effects.append(_tell(desk, it.booked, said))
    effects.append(notice(person.user, message("consultation-is-withdrawn"), language))
    return effects


def _changed(desk: Desk, row: RoomRow, hours: list[Hour], hour: Hour) -> list[Effect]:
    """The hour's new fact, and the card with it."""
    now = [hour if it.number == hour.number else it for it in hours]
    return [remembered(hour, row), _card(desk, row, now)]


def _card(desk: Desk, row: RoomRow, hours: list[Hour]) -> Send:
    name = _name(desk, hours[0].by)
    return Send(row.room_id, edited(hours[0].card, hours, name, desk.language, desk.zone))


def _tell(desk: Desk, user: str, what: Words) -> Send:
    return notice(user, what, desk.language)


def _name(desk: Desk, user: str) -> str:
    person = desk.school.person(user)
    return person.entry.full_name if person else user


def _timer(hour: Hour) -> str:
    return f"{REMIND}:{hour.card}:{hour.number}"


async def remind(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """An hour before: to the family and to the teacher."""
    row = desk.rooms.get(str(payload["room_id"]))
    if row is None:
        return ()
    hours = await _hours(desk, row, str(payload["card"]))
    hour = next((it for it in hours if it.number == payload["number"]), None)
    if hour is None or not hour.booked or hour.withdrawn or hour.at <= desk.now:
        return ()
    said = when(hour, desk.zone)
    family = message("consultation-soon", name=_name(desk, hour.by), when=said)
    teacher = message("consultation-soon-teacher", name=_name(desk, hour.booked), when=said)
    return [
        _tell(desk, user, what)
        for user, what in ((hour.booked, family), (hour.by, teacher))
        if desk.school.person(user) is not None
    ]

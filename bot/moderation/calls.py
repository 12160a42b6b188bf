"""«Позови взрослого»: at once to the moderators and the class teacher, until somebody takes it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.commands.prompts import PROMPT, Answer, prompt, settled
from bot.desk import Desk
from bot.effects import Cancel, Effect, Once, Remember, Schedule, Send
from bot.matrix.batch import Event, content_of
from bot.moderation.actions import recorded
from bot.moderation.cardtext import is_by_people, quoted
from bot.moderation.kinds import CALL, MINUTE_MS, MODERATION
from bot.moderation.naming import described, person_name, room_name
from bot.moderation.reach import directors, may_decide
from bot.store.store import RoomRow
from bot.text import Line, Part, Quote, Text, Words, content
from bot.work.inbox import is_state, kind_of
from policy import events
from policy.people import Person
from templates import message

TAKE = "✋"
TAKEN = "adult_taken"
WAITED = "adult_waited"
_EVIDENCE = 20
_LOOK_BACK = 60
_WAIT_MS = 15 * MINUTE_MS


async def called(desk: Desk, child: Person, row: RoomRow, event_id: str) -> list[Effect]:
    """Everything that a call starts. Called again while it is open it only comforts."""
    open_calls = [
        it
        for it in await desk.memory.facts(
            (CALL,), since=desk.now - 2 * _WAIT_MS, subject=child.user
        )
        if not it.data.get("taken")
    ]
    if open_calls:
        return [Send(child.user, content(message("call-still"), desk.language))]
    call = {"id": event_id, "child": child.user, "room_id": row.room_id}
    said = await _said(desk, row)
    effects: list[Effect] = [
        Once(f"call:{event_id}"),
        Remember(
            f"call:{event_id}", CALL, desk.now, row.key, child.user,
            {"room_id": row.room_id, "taken": "", "taken_at": None},
        ),
        Send(child.user, content(message("call-heard"), desk.language)),
        Schedule(_key(event_id), desk.now + _WAIT_MS, WAITED, {**call, "round": 1}),
    ]  # fmt: skip
    room = desk.rooms.by_key(MODERATION)
    if room is not None:
        effects += _card(desk, room.room_id, call, said, mark="call")
    for number, user in enumerate(nearest(desk, child)):
        # Evidence only for who may read the room anyway.
        member = not row.key or user in desk.school.members(row.kind, row.group)
        effects += _card(desk, user, call, said if member and row.key else (), mark=f"call{number}")
    effects += recorded(
        desk, "call", child.user, of=child.user, room_id=row.room_id, more={"event": event_id}
    )
    return effects


def nearest(desk: Desk, child: Person) -> list[str]:
    """User ids of the child's class teachers; where nobody is named, of the heads of the school."""
    people = desk.school.people
    found = {
        people.by_id[teacher].user
        for group in child.entry.groups
        for teacher in people.having(group, ("class_teacher",))
        if people.by_id[teacher].is_adult_in_charge
    }
    return sorted(found) or directors(desk.school)


async def _said(desk: Desk, row: RoomRow) -> list[Event]:
    """The last messages of people in the room, oldest first."""
    found = [
        it
        for it in await desk.look.recent(row.room_id, _LOOK_BACK)
        if kind_of(it) == "m.room.message" and not is_state(it) and is_by_people(desk, it)
    ]
    return list(reversed(found[:_EVIDENCE]))


def sealed(said: Sequence[Event]) -> dict[str, Any]:
    """What tells later whether the quotes are what was written: the ids, and a checksum."""
    text = json.dumps(
        [[it.get("event_id"), it.get("sender"), it.get("content")] for it in said],
        ensure_ascii=False,
        sort_keys=True,
    )
    return {
        "events": [str(it.get("event_id")) for it in said],
        "sha256": hashlib.sha256(text.encode(errors="replace")).hexdigest(),
    }


def _card(
    desk: Desk, to: str, call: Mapping[str, Any], said: Sequence[Event], *, mark: str
) -> list[Send]:
    parts: list[Part | Words] = [*_head(desk, call)]
    if said:
        parts += [message("call-evidence"), *(Quote(quoted(desk, it)) for it in said)]
    parts.append(message("call-take", sign=TAKE))
    # Clients are silent about notices; nobody may miss this, also in the moderation room.
    more: dict[str, Any] = {"msgtype": "m.text"}
    if said:
        more[events.EVIDENCE] = sealed(said)
    return prompt(
        to, Text.of(*parts), desk.language, do=TAKEN, payload=call, choices=(TAKE,), mark=mark,
        more=more, mention=[to] if to.startswith("@") else (),
    )  # fmt: skip


def _head(desk: Desk, call: Mapping[str, Any]) -> list[Part]:
    language = desk.language
    who = described(desk.school, str(call["child"]), language)
    where = room_name(desk, str(call["room_id"]), language)
    return [
        Line(message("call-card", who=who), bold=True),
        Line(message("call-where", where=where)),
    ]


def may_take(desk: Desk, person: Person, child: Person) -> bool:
    """A moderator, a head of the school, or an adult who teaches the child."""
    if not person.is_adult_in_charge:
        return False
    return (
        may_decide(desk.school, person)
        or person.user in directors(desk.school)
        or desk.school.people.teaches(person, child)
    )


async def taken(desk: Desk, given: Answer) -> Sequence[Effect]:
    """Somebody takes it: the child is told who, everybody else that nobody is needed any more."""
    child = desk.school.person(str(given.payload.get("child")))
    call_id, by = str(given.payload.get("id")), given.person.user
    known = await desk.memory.fact(f"call:{call_id}")
    if child is None or not may_take(desk, given.person, child):
        return ()
    if known is not None and known.data.get("taken"):
        return ()
    name = person_name(desk.school, by)
    data = {"room_id": given.payload.get("room_id"), "taken": by, "taken_at": desk.now}
    at = known.at if known else desk.now
    key = desk.room_key(str(given.payload.get("room_id")))
    told = Text.of(*_head(desk, given.payload), Line(message("call-taken", name=name), bold=True))
    return [
        Once(f"call-taken:{call_id}"),
        Cancel(_key(call_id)),
        Remember(f"call:{call_id}", CALL, at, key, child.user, data),
        Send(
            child.user,
            content(message("call-taken-child", name=name), desk.language, mention=[child.user]),
        ),
        settled(given, told),
        *await _other_cards(desk, given, child, told),
        *recorded(desk, "take", by, of=child.user, room_id=str(given.payload.get("room_id"))),
    ]


async def _other_cards(desk: Desk, given: Answer, child: Person, told: Text) -> list[Effect]:
    """The cards of the same call elsewhere, edited too: nobody goes on waiting under them."""
    people = {*nearest(desk, child), *directors(desk.school)}
    rows = [desk.rooms.by_key(MODERATION), *map(desk.rooms.with_person, sorted(people))]
    found: list[Effect] = []
    for row in rows:
        for event in await desk.look.recent(row.room_id, _LOOK_BACK) if row is not None else ():
            asked = content_of(event).get(PROMPT)
            if (
                row is not None
                and event.get("sender") == desk.me
                and event.get("event_id") != given.prompt_id
                and isinstance(asked, Mapping)
                and asked.get("do") == TAKEN
                and dict(asked.get("payload", {})).get("id") == given.payload.get("id")
            ):
                card = replace(given, room=row, prompt_id=str(event["event_id"]))
                found.append(settled(card, told))
    return found


async def waited(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """A quarter of an hour and nobody took it: remind them; another: the heads of the school."""
    call_id, turn = str(payload["id"]), int(payload.get("round", 1))
    known = await desk.memory.fact(f"call:{call_id}")
    child = desk.school.person(str(payload["child"]))
    if child is None or (known is not None and known.data.get("taken")):
        return ()
    room = desk.rooms.by_key(MODERATION)
    call = {key: payload[key] for key in ("id", "child", "room_id")}
    effects: list[Effect] = []
    if turn == 1:
        reminder = message("call-reminder", who=described(desk.school, child.user, desk.language))
        if room is not None:
            loud = content(reminder, desk.language, more={"msgtype": "m.text"})
            effects.append(Send(room.room_id, loud))
        effects += [
            Send(it, content(reminder, desk.language, mention=[it])) for it in nearest(desk, child)
        ]
    else:
        for number, user in enumerate(directors(desk.school)):
            effects += _card(desk, user, call, (), mark=f"escalated{number}")
        effects += recorded(desk, "escalate", desk.me, of=child.user, room_id=call["room_id"])
    if turn == 1:
        again = {**call, "round": 2}
        effects.append(Schedule(_key(call_id), desk.now + _WAIT_MS, WAITED, again))
    return effects


def _key(call_id: str) -> str:
    return f"call:{call_id}"

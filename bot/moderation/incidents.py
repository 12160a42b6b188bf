"""What the homeserver writes into the moderation room (`policy.synapse.incidents`) becomes facts.

Only its own words count: the event's sender is the provisioning user, the room the managed one of
the key `moderation`. Held messages become cards at once; refusals are counted and become a card
only where they come again and again.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.desk import Desk
from bot.effects import Effect, Kept, Remember
from bot.matrix.batch import Event, content_of
from bot.moderation.case import HELD, POST, Case
from bot.moderation.kinds import INCIDENT, MODERATION, REPORT
from bot.moderation.protections.raid import raid
from bot.moderation.protections.refusals import refusals
from bot.moderation.untrusted import exact, number, words
from bot.store.store import Job, RoomRow
from bot.work.inbox import is_state, kind_of
from bot.work.readers import View
from policy import events

WEIGH_PERSON = "weigh_person"
WEIGH_ROOM = "weigh_room"
_KINDS = frozenset({"refused", "held", "noted"})
_LONGEST_TEXT = 4_000


def incidents_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: an incident is remembered; what needs somebody becomes a card."""
    if row.key != MODERATION or kind_of(event) != "m.room.message" or is_state(event):
        return
    written = content_of(event).get(events.INCIDENT)
    if event.get("sender") != view.provisioner or not isinstance(written, Mapping):
        return
    kind, event_id = words(written, "kind"), exact(event, "event_id")
    if kind not in _KINDS or not event_id:
        return
    user = exact(written, "user")
    room_id = exact(written, "room_id")
    fact = Remember(
        event_id,
        INCIDENT,
        _time(event),
        words(written, "key"),
        user,
        {
            "kind": kind,
            "rule": words(written, "rule"),
            "row": words(written, "row"),
            "clause": words(written, "clause"),
            "setting": words(written, "setting"),
            "count": max(number(written, "count", 1), 1),
            "room_id": room_id,
            "event_type": words(written, "event_type"),
        },
    )
    yield fact
    if kind == "held":
        yield Job(POST, _held(event_id, written).to_dict(), f"case:{event_id}")
    if kind == "refused" and view.school.person(user) is not None:
        yield Job(WEIGH_PERSON, {"user": user, "room_id": room_id}, f"person:{user}")
    if kind != "noted" and room_id:
        yield from weigh_room(room_id, fact.room_key)


def weigh_room(room_id: str, key: str) -> Iterable[Job]:
    """Is this one too many in this room? Only managed rooms are closed."""
    if key:
        yield Job(WEIGH_ROOM, {"room_id": room_id}, f"room:{room_id}")


def _held(event_id: str, written: Mapping[str, Any]) -> Case:
    return Case(
        f"incident:{event_id}",
        HELD,
        user=exact(written, "user"),
        room_id=exact(written, "room_id"),
        event_type=exact(written, "event_type"),
        text=words(written, "text", _LONGEST_TEXT),
        rule=words(written, "rule"),
        row=words(written, "row"),
        setting=words(written, "setting"),
    )


def _time(event: Event) -> int:
    at = event.get("origin_server_ts")
    return at if isinstance(at, int) and not isinstance(at, bool) else 0


async def weigh_person(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: has one person been refused too often lately?"""
    settings = desk.school.safety.protections.get("refusals")
    user = str(payload["user"])
    if settings is None:
        return ()
    since = desk.now - settings.seconds * 1000
    facts = await desk.memory.facts((INCIDENT,), since=since, subject=user)
    return await refusals(desk, settings, user, str(payload["room_id"]), facts)


async def weigh_a_room(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: do reports and refusals pile up in one room?"""
    settings = desk.school.safety.protections.get("raid")
    row = desk.rooms.get(str(payload["room_id"]))
    if settings is None or row is None or not row.key:
        return ()
    since = desk.now - settings.seconds * 1000
    facts = await desk.memory.facts((INCIDENT, REPORT), since=since, room_key=row.key)
    return await raid(desk, settings, row, facts)

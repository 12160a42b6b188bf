"""A pupils' or club room without its teacher is closed within a minute, and opened again (A2).

Only what was closed here is opened here. The room is told once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.desk import Desk
from bot.effects import Effect, Kept, Remember, Schedule, SetState
from bot.matrix.batch import Event
from bot.moderation.actions import recorded
from bot.moderation.kinds import LOCK, MINUTE_MS
from bot.moderation.locks import NO_ADULT, lock_of
from bot.store.store import Job, RoomRow
from bot.text import notice
from bot.work.inbox import is_state, kind_of
from bot.work.readers import View
from policy import events
from templates import message

ADULTS = "adults"
EVERYWHERE = "adults_everywhere"
# The rooms of children; a room of parents needs no adult.
KINDS = frozenset({"pupils", "club"})
# Who somebody is, and who belongs where.
_WHO = frozenset({events.ROSTER, events.GROUP, events.LEAVERS, events.CONFIRMATION, events.KINDS})
_SLOT_MS = MINUTE_MS // 3
_AUTO = "autolock"  # a fact: id "autolock:" + room, data: locked
EVERY_MS = 5 * MINUTE_MS


def comings_and_goings(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: somebody came or went, or the registry tells of other people."""
    if not is_state(event):
        return
    kind = kind_of(event)
    if kind == "m.room.member" and row.kind in KINDS and row.key:
        yield Job(ADULTS, {"room_id": row.room_id}, _lane(row.room_id))
    elif kind in _WHO and row.key == "registry" and not _is_stranger(view, event):
        # A roster comes in many events: look once when they have come.
        slot = _time(event) // _SLOT_MS + 1
        yield Schedule(f"{EVERYWHERE}:{slot}", slot * _SLOT_MS, EVERYWHERE)


def _is_stranger(view: View, event: Event) -> bool:
    return not view.is_program(str(event.get("sender")))


def _time(event: Event) -> int:
    at = event.get("origin_server_ts")
    return at if isinstance(at, int) else 0


def _lane(room_id: str) -> str:
    # That of the timer of this name: two looks at one room are never at the same time.
    return f"timer:{ADULTS}:{room_id}"


async def everywhere(desk: Desk, _payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Look at every room of children."""
    return [
        Schedule(f"{ADULTS}:{row.room_id}", desk.now, ADULTS, {"room_id": row.room_id})
        for kind in sorted(KINDS)
        for row in desk.rooms.of_kind(kind)
    ]


async def look(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Close the room, open it, or leave it as it is."""
    row = desk.rooms.get(str(payload["room_id"]))
    if row is None or row.kind not in KINDS or not row.key:
        return ()
    teachers = desk.school.in_charge(row.kind, row.group)
    adult = not teachers.isdisjoint(await desk.look.joined(row.room_id))
    known = await desk.memory.fact(f"{_AUTO}:{row.room_id}")
    ours = known is not None and known.data.get("locked") is True
    lock = await lock_of(desk, row.room_id)
    if known is None:  # perhaps a lost database: the lock itself says whose it is
        ours = lock.get("by") == desk.me and lock.get("why") == NO_ADULT
    if not adult and not ours and not lock:
        state = {"locked": True, "by": desk.me, "at": desk.now, "why": NO_ADULT}
        return [
            _remember(desk, row, locked=True),
            SetState(row.room_id, events.LOCK, "", state),
            notice(row.room_id, message("adults-gone"), desk.language),
            _fact(desk, row, locked=True),
            *recorded(desk, "lock", desk.me, room_id=row.room_id, undo="unlock"),
        ]
    if not adult or not ours:
        return ()
    if lock and lock.get("why") != NO_ADULT:  # a teacher closed it since
        return [_remember(desk, row, locked=False)]
    if known is not None and not lock:  # somebody opened it since, or it is being closed
        return [_remember(desk, row, locked=False), *_open(desk, row)]
    return [
        _remember(desk, row, locked=False),
        *_open(desk, row),
        notice(row.room_id, message("adults-back"), desk.language),
        _fact(desk, row, locked=False),
        *recorded(desk, "unlock", desk.me, room_id=row.room_id),
    ]


def _open(desk: Desk, row: RoomRow) -> list[Effect]:
    state = {"locked": False, "by": desk.me, "at": desk.now}
    return [SetState(row.room_id, events.LOCK, "", state)]


def _remember(desk: Desk, row: RoomRow, *, locked: bool) -> Effect:
    return Remember(f"{_AUTO}:{row.room_id}", _AUTO, desk.now, row.key, data={"locked": locked})


def _fact(desk: Desk, row: RoomRow, *, locked: bool) -> Effect:
    return Remember(
        f"{_AUTO}:{row.room_id}:{desk.now}", LOCK, desk.now, row.key, desk.me,
        {"locked": locked, "auto": True},
    )  # fmt: skip

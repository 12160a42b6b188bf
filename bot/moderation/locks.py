"""Closing a room for messages and opening it: `org.parta.lock`, which the homeserver obeys (A2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.desk import Desk
from bot.effects import Cancel, Effect, Remember, Schedule, SetState
from bot.moderation.actions import recorded
from bot.moderation.kinds import LOCK
from bot.moderation.mutes import clock_of
from bot.moderation.naming import person_name
from bot.store.store import RoomRow
from bot.text import Text, clean, notice
from policy import events
from templates import Message, message

UNLOCK = "unlock"
NO_ADULT = "no-adult"
_LONGEST = 300


async def lock_of(desk: Desk, room_id: str) -> Mapping[str, Any]:
    """The content of the room's lock; empty where it is open."""
    found = await desk.look.state(room_id, events.LOCK)
    return found if found.get("locked") is True else {}


def locked(
    desk: Desk,
    row: RoomRow,
    by: str,
    cause: str,
    *,
    until: int = 0,
    reason: str = "",
    language: str = "",
    case: str = "",
) -> list[Effect]:
    """Close a room and tell it so; `until` (milliseconds) opens it again by itself."""
    language = language or desk.language
    said: list[Message] = [
        message("lock-said-until", by=_who(desk, by), until=clock_of(desk, until))
        if until
        else message("lock-said", by=_who(desk, by))
    ]
    if reason:
        said.append(message("action-why", why=clean(reason, _LONGEST)))
    state = {"locked": True, "by": by, "at": desk.now, **({"until": until} if until else {})}
    key = f"{UNLOCK}:{row.room_id}"
    back: Effect = Cancel(key)
    if until:
        back = Schedule(key, until, UNLOCK, {"room_id": row.room_id, "at": desk.now})
    return [
        SetState(row.room_id, events.LOCK, "", state),
        notice(row.room_id, Text.of(*said), language),
        back,
        Remember(
            f"{LOCK}:{cause}", LOCK, desk.now, row.key, by, {"locked": True, "auto": by == desk.me}
        ),
        *recorded(desk, "lock", by, room_id=row.room_id, why=reason, undo="unlock", case=case),
    ]


def opened(
    desk: Desk, row: RoomRow, by: str, cause: str, *, language: str = "", case: str = ""
) -> list[Effect]:
    """Open a room and tell it so."""
    return [
        SetState(row.room_id, events.LOCK, "", {"locked": False, "by": by, "at": desk.now}),
        notice(
            row.room_id,
            message("unlock-said", by=_who(desk, by)),
            language or desk.language,
        ),
        Cancel(f"{UNLOCK}:{row.room_id}"),
        Remember(
            f"{LOCK}:{cause}", LOCK, desk.now, row.key, by, {"locked": False, "auto": by == desk.me}
        ),
        *recorded(desk, "unlock", by, room_id=row.room_id, case=case),
    ]


async def time_is_over(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Open what was closed for a time, unless somebody closed it anew since."""
    row = desk.rooms.get(str(payload["room_id"]))
    if row is None:
        return ()
    lock = await lock_of(desk, row.room_id)
    if not lock or lock.get("at") != payload.get("at"):
        return ()
    return opened(desk, row, desk.me, f"{UNLOCK}:{row.room_id}:{payload['at']}")


def _who(desk: Desk, by: str) -> str:
    return desk.school.about.name if by == desk.me else person_name(desk.school, by)

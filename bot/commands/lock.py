"""!закрыть and !открыть: a room for messages, at once or for a time (A2)."""

from collections.abc import Sequence

from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.desk import Desk
from bot.effects import Effect
from bot.moderation.locks import lock_of, locked, opened
from bot.moderation.naming import person_name
from templates import message

_FEATURE = "room.lock"


async def lock(desk: Desk, call: Call) -> Sequence[Effect]:
    """Close the room; it is told until when and why."""
    now = await lock_of(desk, call.room.room_id)
    if now:
        by = str(now.get("by", ""))
        who = desk.school.about.name if by == desk.me else person_name(desk.school, by)
        raise Told(message("lock-already", by=who))
    seconds = call.args.get("length")
    return locked(
        desk,
        call.room,
        call.user,
        call.event_id,
        until=desk.now + int(seconds) * 1000 if seconds else 0,
        reason=str(call.args.get("reason", "")),
        language=call.language,
    )


async def unlock(desk: Desk, call: Call) -> Sequence[Effect]:
    """Open the room."""
    if not await lock_of(desk, call.room.room_id):
        raise Told(message("unlock-already"))
    return opened(desk, call.room, call.user, call.event_id, language=call.language)


LOCK = Command(
    "lock",
    {"ru": ("закрыть",), "en": ("lock",)},
    lock,
    feature=_FEATURE,
    right=Right.HERE,
    params=(
        Param("length", Sort.DURATION, optional=True),
        Param("reason", Sort.TEXT, optional=True),
    ),
)
UNLOCK = Command(
    "unlock",
    {"ru": ("открыть",), "en": ("unlock",)},
    unlock,
    feature=_FEATURE,
    right=Right.HERE,
)

"""Reports and refusals pile up in one room within minutes: the room may be closed for a while."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.effects import Effect, Remember
from bot.moderation.kinds import FINDING, REPORT
from bot.moderation.protections.consequences import follow_up
from bot.moderation.protections.model import Finding
from bot.store.store import Fact, RoomRow
from policy.safety import Protection


def piled_up(facts: Sequence[Fact]) -> int:
    """Pure: reports, refusals and held messages; what was only noted is no trouble."""
    return sum(
        1 if it.kind == REPORT else int(it.data.get("count", 1))
        for it in facts
        if it.kind == REPORT or it.data.get("kind") in ("refused", "held")
    )


async def raid(
    desk: Desk, settings: Protection, row: RoomRow, facts: Sequence[Fact]
) -> Sequence[Effect]:
    """What follows, once until the time is over again."""
    count = piled_up(facts)
    name = f"{FINDING}:raid:{row.room_id}"
    known = await desk.memory.fact(name)
    if count < settings.count or (known and desk.now - known.at < settings.seconds * 1000):
        return ()
    # Nobody in particular did it: whoever is silenced or removed is for people to decide.
    then = tuple(it for it in settings.then if it in ("card", "lock"))
    finding = Finding("raid", "", row.room_id, (), count, then, settings.trial)
    data = {"protection": "raid", "trial": settings.trial, "count": count}
    return [
        Remember(name, FINDING, desk.now, row.key, "", data),
        *await follow_up(desk, finding, f"raid:{row.room_id}:{desk.now}"),
    ]

"""One person is refused again and again: nobody is told of one refusal, but of many."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.effects import Effect, Remember
from bot.moderation.case import REPEATED, Case, have_posted
from bot.moderation.kinds import FINDING
from bot.store.store import Fact
from policy.safety import Protection


def refused(facts: Sequence[Fact]) -> int:
    """Pure: how often; the homeserver tells of repetitions with a number."""
    return sum(int(it.data.get("count", 1)) for it in facts if it.data.get("kind") == "refused")


async def refusals(
    desk: Desk, settings: Protection, user: str, room_id: str, facts: Sequence[Fact]
) -> Sequence[Effect]:
    """A card, and no second one until the time is over again."""
    count = refused(facts)
    name = f"{FINDING}:refusals:{user}"
    known = await desk.memory.fact(name)
    if count < settings.count or (known and desk.now - known.at < settings.seconds * 1000):
        return ()
    newest = facts[-1]
    case = Case(
        f"{REPEATED}:{newest.id}",
        REPEATED,
        user,
        room_id,
        rule=str(newest.data.get("rule", "")),
        row=str(newest.data.get("row", "")),
        setting=str(newest.data.get("setting", "")),
        reason=str(count),
    )
    data = {"protection": "refusals", "trial": settings.trial, "count": count}
    remembered = Remember(name, FINDING, desk.now, desk.room_key(room_id), user, data)
    return [remembered] if settings.trial else [remembered, have_posted(desk, case)]

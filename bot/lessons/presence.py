"""What Prosody reports, into the database: each report once, however often it comes.

A report is a fact whose id follows from what it says, so that the same one again changes nothing
and none is lost between Prosody's word and the answer to it.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.desk import Desk
from bot.effects import Dismiss, Effect, Remember
from bot.lessons.attendance import JOINED, PRESENCE
from bot.lessons.opening import START, place_with_people, wanted
from bot.lessons.record import Record, fact_id, record
from bot.store.store import Job, Store
from bot.teaching.events import fact_id as short_id
from policy.conference import Entry, entry

logger = logging.getLogger(__name__)

SEEN = "conference.seen"


@dataclass(frozen=True, slots=True)
class Report:
    """Somebody came into a conference or left it, or it was created or destroyed.

    `event` is "created", "destroyed", "joined" or "left", `occupant` Jitsi's own id of one device,
    `user` the user id that the person's token names, `at` milliseconds.
    """

    conference: str
    event: str
    at: int
    occupant: str = ""
    user: str = ""


async def take(store: Store, report: Report) -> bool:
    """Write it down, and have it looked at; False where there is no such conference."""
    if await store.fact(fact_id(report.conference)) is None:
        logger.warning("a report about a conference that nobody opened")
        return False
    fact = Remember(
        short_id(PRESENCE, report.conference, report.event, report.occupant, str(report.at)),
        PRESENCE,
        report.at,
        report.conference,
        report.user,
        {"event": report.event, "occupant": report.occupant},
    )
    async with store.work() as work:
        await work.apply([fact])
        if report.event == JOINED:
            payload = {"conference": report.conference, "user": report.user}
            await work.add_job(Job(SEEN, payload, f"conference:{report.conference}"))
    return True


async def seen(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Somebody came in: whoever may not be there (any more) is put out at once; whoever leads what
    was planned has opened it by coming.
    """
    it = await record(desk.memory, str(payload["conference"]))
    user = str(payload["user"])
    if it is None:
        return ()
    found = await way_in(desk, it, user)
    if found is None:
        return [Dismiss(it.name, user)]
    if found.moderator and it.conference.state == "planned":
        return [wanted(START, it.room_id, {"conference": it.name, "user": user})]
    return ()


async def way_in(desk: Desk, it: Record, user: str) -> Entry | None:
    """How `user` may be in the conference now, None for not at all."""
    row, person = desk.rooms.get(it.room_id), desk.school.person(user)
    if row is None or person is None:
        return None
    place = await place_with_people(desk, row)
    found = entry(desk.school, person, place, it.conference, desk.now)
    return found if isinstance(found, Entry) else None

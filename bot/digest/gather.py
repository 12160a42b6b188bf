"""What a digest is counted from: what is remembered, the lists, the homeserver, the machine.

What nobody measures stays None, and a digest leaves it out or says that it is not known: documents,
uptime, the certificate; without conferences also lessons, meetings, time before screens.
"""

import logging
import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.commands import poll
from bot.desk import Desk
from bot.digest import kinds
from bot.digest.facts import Facts, Health, Users
from bot.digest.period import Period
from bot.digest.remembered import Remembered
from bot.lessons import record
from bot.matrix.wire import MatrixError
from bot.moderation.kinds import DECISION, INCIDENT, REPORT
from bot.store.store import Fact
from bot.teaching import announcements, consultations, materials, tasks

logger = logging.getLogger(__name__)

# So long before the period something may have begun that still waits: open tasks and polls,
# messages that nobody decided on, questions.
_STANDING = timedelta(days=90)


async def gather(desk: Desk, period: Period) -> Facts:
    """Facts of the whole school; `bot.digest.count` picks what each reader may see."""
    began = datetime.combine(period.first, time(), desk.zone)
    first, standing = _ms(began), _ms(began - _STANDING)

    async def known(kind: str, since: int) -> list[Fact]:
        return await desk.memory.facts((kind,), since=since)

    # Nobody counts what cannot take place: without video these are not known, and not none.
    video = desk.settings.conference is not None
    held = await record.since(desk.memory, first) if video else ()
    it = Remembered(desk.school, desk.rooms, desk.me, desk.zone)
    return Facts(
        incidents=it.incidents(
            await known(INCIDENT, standing),
            await known(REPORT, standing),
            await known(DECISION, standing),
        ),
        announcements=it.announcements(
            await known(announcements.FACT, first), await known(announcements.ACKNOWLEDGED, first)
        ),
        polls=it.polls(
            await known(poll.STARTED, standing),
            await known(poll.ANSWERED, standing),
            await known(poll.ENDED, standing),
        ),
        tasks=it.tasks(await known(tasks.FACT, standing), await known(tasks.ANSWERED, standing)),
        materials=it.materials(await known(materials.FACT, first)),
        role_requests=it.role_requests(await known(kinds.PENDING_SINCE, 0)),
        questions=it.questions(
            await known(kinds.QUESTION, standing), await known(kinds.STAFF_WORD, standing)
        ),
        consultations=it.consultations(await known(consultations.FACT, first)),
        lessons=it.lessons(held) if video else None,
        meetings=it.meetings(held) if video else None,
        screen_time=it.screen_time(held) if video else None,
        upcoming=it.planned(held) if video else None,
        moves=it.moves(await known(kinds.MOVE, first)),
        connected=await _connected(desk),
        health=_health(desk),
    )


async def _connected(desk: Desk) -> Users | None:
    """Who has entered at least once and accepted the rules; None where nobody tells."""
    try:
        seen = await desk.look.last_seen()
    except MatrixError as error:
        logger.warning("nobody tells who has entered: %s", error)
        return None
    return frozenset(_accepted(desk, (user for user, last in seen.items() if last is not None)))


def _accepted(desk: Desk, users: Iterable[str]) -> Iterable[str]:
    if not desk.school.safety.acceptance:
        return users
    return (it for it in users if desk.registry.has_accepted(it))


def _health(desk: Desk) -> Health:
    """What the assistant sees of the machine that it runs on."""
    backup, _ = _newest(desk, desk.settings.backups)
    tested, how = _newest(desk, desk.settings.restore_tests)
    health = Health(
        backup=backup,
        restore_test=tested,
        restore_passed=None if tested is None else how == "passed",
    )
    try:
        usage = shutil.disk_usage(desk.settings.data)
    except OSError:
        return health
    return replace(health, disk=usage.used / usage.total)


def _newest(desk: Desk, folder: Path | None) -> tuple[datetime | None, str]:
    """When the newest file of `folder` was written, and its name; None where there is none."""
    if folder is None or not folder.is_dir():
        return None, ""
    files = [(it.stat().st_mtime, it.name) for it in folder.iterdir() if it.is_file()]
    if not files:
        return None, ""
    at, name = max(files)
    return datetime.fromtimestamp(at, desk.zone), name


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)

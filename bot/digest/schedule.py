"""Digests that come by themselves: when the next one is due, and whom it goes to.

Each is one row of the timers. Its time is set anew only after it has come, so that none comes
twice; one whose time passed while the assistant was down comes when it is up again, late and once.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.desk import Desk
from bot.digest.delivery import drawn, entitled, letters, sent
from bot.digest.gather import gather
from bot.digest.kinds import OFF
from bot.digest.model import Audience, ClassTeacher, Director, Parent
from bot.digest.period import Period
from bot.effects import Cancel, Do, Effect, Once, Schedule
from policy.safety import DIGESTS, WEEK_DAYS, DigestTime

CLOCK, DUE, GIVE, POST = "digest-clock", "digest-due", "digest-give", "digest-post"
EVERY_MS = 60_000
_DAY = timedelta(days=1)
# So many people are written to in one piece of work: facts are read once for all of them.
_AT_ONCE = 50
_NAMES: Mapping[type[Audience], str] = {
    Director: "director",
    ClassTeacher: "class_teacher",
    Parent: "parent",
}


def timer(name: str) -> str:
    """The key of a digest's timer."""
    return f"digest:{name}"


def next_time(settings: DigestTime, now: datetime) -> datetime | None:
    """The first moment after `now`, by its clock, that the settings name; None: no day of all."""
    at = time(settings.minute // 60, settings.minute % 60)
    for ahead in range(WEEK_DAYS + 1):
        day = now.date() + ahead * _DAY
        found = datetime.combine(day, at, now.tzinfo)
        if found > now and day.weekday() in settings.days:
            return found
    return None


def period_of(name: str, day: date, made: datetime) -> Period:
    """The days that the digest of `day` speaks of."""
    if name == "daily":
        return Period(day, day, made)
    monday = day - day.weekday() * _DAY
    return Period(monday, monday + (WEEK_DAYS - 1) * _DAY, made)


async def clock(desk: Desk, _payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: set what is not set, or what the school has set otherwise since."""
    effects: list[Effect] = []
    for name in DIGESTS:
        known = await desk.memory.timer(timer(name))
        settings = desk.school.safety.digests.get(name)
        due = next_time(settings, desk.local_time) if settings else None
        if due is None:
            effects += [Cancel(timer(name))] if known is not None else []
            continue
        wanted = int(due.timestamp() * 1000)
        # One whose time has come is left to come.
        if known is None or (known > desk.now and known != wanted):
            effects.append(Schedule(timer(name), wanted, DUE, {"name": name}))
    return effects


async def due(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: the time has come. The work is divided, a letter does not wait for the parents."""
    name = str(payload["name"])
    settings = desk.school.safety.digests.get(name)
    if settings is None:
        return ()
    day = datetime.fromtimestamp(payload["due"] / 1000, desk.zone).date().isoformat()
    off = {it.subject for it in await desk.memory.facts((OFF,)) if it.data.get("off") is True}
    users = sorted(
        user
        for user in desk.school.people.by_user
        if user not in off and _meant(desk, user, settings)
    )
    effects: list[Effect] = [Once(f"digest:{name}:{day}")]
    if "director" in settings.to:
        effects.append(Do("digest-post", POST, {"name": name, "day": day}))
    for start in range(0, len(users), _AT_ONCE):
        some = users[start : start + _AT_ONCE]
        effects.append(Do("digest", GIVE, {"name": name, "day": day, "users": some}))
    return effects


def _meant(desk: Desk, user: str, settings: DigestTime) -> tuple[Audience, ...]:
    """The digests that come to somebody: not to who reads another's, nor to who never came."""
    person = desk.school.person(user)
    if person is None:
        return ()
    found = tuple(
        it
        for it in entitled(desk.school, person)
        if it.user == user and _NAMES[type(it)] in settings.to
    )
    if any(isinstance(it, Director) for it in found) or not desk.school.safety.acceptance:
        return found
    return found if desk.registry.has_accepted(user) else ()


async def give(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: some people get their digests."""
    name = str(payload["name"])
    settings = desk.school.safety.digests.get(name)
    if settings is None:
        return ()
    period = period_of(name, date.fromisoformat(str(payload["day"])), desk.local_time)
    facts = await gather(desk, period)
    effects: list[Effect] = []
    for user in map(str, payload["users"]):
        whom = _meant(desk, user, settings)
        # Parents are many: the picture and the paper are theirs for the asking.
        files = not all(isinstance(it, Parent) for it in whom)
        effects += sent(user, await drawn(desk, facts, whom, period, desk.language, files=files))
    return effects


async def post(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """The job: the head's digest by e-mail, where the school has a mail server."""
    smtp = desk.settings.smtp
    if smtp is None or not smtp.director:
        return ()
    day = date.fromisoformat(str(payload["day"]))
    period = period_of(str(payload["name"]), day, desk.local_time)
    return await letters(desk, await gather(desk, period), period)

"""Tells the teacher how much time before screens is left, and when it is over (N1)."""

from collections.abc import Mapping, Sequence

from bot.desk import Desk
from bot.effects import Effect, Remember
from bot.lessons import screen
from bot.lessons.attendance import Stay, merged, minutes
from bot.lessons.forms import has_pupils
from bot.lessons.record import Record, since
from bot.text import notice
from policy.people import PUPIL
from policy.screen import norm_of
from templates import Message, message

TOLD = "conference.told"  # a warning that was given; id: of what, and of which conference
_MOST_NAMES = 30


async def of_day(desk: Desk, it: Record) -> list[Record]:
    """Conferences of that day that are over."""
    day = screen.day_of(desk.now, desk.zone)
    found = await since(
        desk.memory, screen.day_start(day, desk.zone), screen.day_end(day, desk.zone)
    )
    return [one for one in found if one.name != it.name and one.conference.state == "ended"]


async def at_the_beginning(desk: Desk, it: Record) -> Sequence[Effect]:
    """What the class may have today; nothing where no norm holds."""
    day = screen.day_of(desk.now, desk.zone)
    limit = screen.limit_of(desk.school, it.group, it.device, day)
    norm = norm_of(desk.school.safety.screen_time, day)
    if limit is None or norm is None or not _counts(desk, it):
        return ()
    used = screen.used_by_class(await of_day(desk, it), it.group, it.device)
    said = message(
        "lesson-limits", lesson=limit.lesson, used=used, day=limit.day, device=it.device,
        norm=norm.name, title=_class(desk, it),
    )  # fmt: skip
    return [notice(it.conference.host, said, desk.language)]


async def warned(desk: Desk, it: Record, stays: Mapping[str, tuple[Stay, ...]]) -> list[Effect]:
    """Warnings that are due now and were not given yet."""
    if not _counts(desk, it):
        return []
    day, effects = screen.day_of(desk.now, desk.zone), list[Effect]()
    ended = await of_day(desk, it)
    limit = screen.limit_of(desk.school, it.group, it.device, day)
    if limit is not None:
        this = screen_minutes(desk, stays)
        before = screen.used_by_class(ended, it.group, it.device)
        for one in screen.warnings(limit, this, before):
            key = f"lesson-limit-{one.key.replace(':', '-')}"
            said = message(key, left=one.left, limit=one.limit, title=_class(desk, it))
            effects += await once(desk, it, one.key, said)
    alone = {user: minutes(them) for user, them in stays.items()}
    before_each = screen.used_by_pupils(ended, it.device)
    new = []
    for pupil in screen.pupils_over(desk.school, alone, before_each, it.device, day):
        told = f"{TOLD}:{day}:{it.device}:{pupil.user}"
        if await desk.memory.fact(told) is None:
            new.append(pupil.entry.full_name)
            effects.append(Remember(told, TOLD, desk.now, it.key, pupil.user))
    if new:
        names = ", ".join(new[:_MOST_NAMES])
        said = message("lesson-limit-pupils", names=names, count=len(new))
        effects.append(notice(it.conference.host, said, desk.language))
    return effects


def screen_minutes(desk: Desk, stays: Mapping[str, tuple[Stay, ...]]) -> int:
    """Minutes during which at least one pupil was there."""
    pupils = [
        them
        for user, them in stays.items()
        if (person := desk.school.person(user)) is not None and PUPIL in person.roles
    ]
    return minutes(merged((stay for them in pupils for stay in them), 0, 2**53))


async def once(desk: Desk, it: Record, what: str, said: Message) -> list[Effect]:
    """A word for whoever holds it, `what` said no second time."""
    told = f"{TOLD}:{it.name}:{what}"
    if await desk.memory.fact(told) is not None:
        return []
    return [
        Remember(told, TOLD, desk.now, it.key, it.conference.host),
        notice(it.conference.host, said, desk.language),
    ]


def _counts(desk: Desk, it: Record) -> bool:
    return it.conference.form == "lesson" and has_pupils(desk.school, it.kind)


def _class(desk: Desk, it: Record) -> str:
    group = desk.school.people.groups.get(it.group or "")
    return group.title if group is not None else ""

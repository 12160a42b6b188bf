"""!дайджест: the digest of a day or a week, for who may read it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.commands.answer import in_private
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.desk import Desk
from bot.digest import schedule
from bot.digest.delivery import OWN, READ, drawn, entitled, sent
from bot.digest.gather import gather
from bot.digest.kinds import OFF
from bot.digest.period import Period, day, week
from bot.digest.watch import lists_in, questions_in, revoked_in
from bot.effects import Effect, Remember
from bot.work.jobs import Doer
from bot.work.readers import Reader
from policy.people import Person
from templates import message

_DAY = frozenset({"день", "сегодня", "day", "today"})
_WEEK = frozenset({"неделя", "неделю", "week"})


async def _run(desk: Desk, call: Call) -> Sequence[Effect]:
    period = _period(desk, str(call.args.get("period", "")))
    whom = entitled(desk.school, call.person)
    if not whom:
        raise Told(message("digest-none-for-you"))
    facts = await gather(desk, period)
    found = await drawn(desk, facts, whom, period, call.language, files=True)
    if call.room.person == call.user:
        return sent(call.room.room_id, found, {"m.in_reply_to": {"event_id": call.event_id}})
    return sent(call.user, found)


def _period(desk: Desk, typed: str) -> Period:
    word = typed.casefold()
    if not word or word in _WEEK:
        return week(desk.local_time)
    if word in _DAY:
        return day(desk.local_time)
    raise Told(message("digest-which"))


async def _off(desk: Desk, call: Call) -> Sequence[Effect]:
    return [_wanted(desk, call.person, off=True), in_private(call, message("digest-is-off"))]


async def _on(desk: Desk, call: Call) -> Sequence[Effect]:
    return [_wanted(desk, call.person, off=False), in_private(call, message("digest-is-on"))]


def _wanted(desk: Desk, person: Person, *, off: bool) -> Remember:
    data: Mapping[str, Any] = {"off": off}
    return Remember(f"{OFF}:{person.user}", OFF, desk.now, subject=person.user, data=data)


def _part(name: str, russian: tuple[str, ...], english: tuple[str, ...], run: Any) -> Command:
    return Command(
        f"digest-{name}",
        {"ru": russian, "en": english},
        run,
        feature=OWN,
        or_features=(READ,),
        right=Right.SERVER,
    )


DIGEST = Command(
    "digest",
    {"ru": ("дайджест", "сводка"), "en": ("digest",)},
    _run,
    feature=OWN,
    or_features=(READ,),
    right=Right.SERVER,
    params=(Param("period", Sort.WORD, optional=True),),
    parts=(
        _part("off", ("выкл", "выключить", "нет"), ("off",), _off),
        _part("on", ("вкл", "включить", "да"), ("on",), _on),
    ),
)
READERS: Sequence[Reader] = (lists_in, revoked_in, questions_in)
DOERS: Mapping[str, Doer] = {
    schedule.CLOCK: schedule.clock,
    schedule.DUE: schedule.due,
    schedule.GIVE: schedule.give,
    schedule.POST: schedule.post,
}
RECURRING: Mapping[str, int] = {schedule.CLOCK: schedule.EVERY_MS}

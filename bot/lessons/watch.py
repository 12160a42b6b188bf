"""Looks after conferences every minute, and whenever somebody leaves a room or loses a right."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.commands.prompts import prompt
from bot.desk import Desk
from bot.effects import Dismiss, Effect, Kept, Remember
from bot.lessons import limits
from bot.lessons.attendance import PRESENCE, inside
from bot.lessons.ending import END, stays_so_far
from bot.lessons.forms import KINDS
from bot.lessons.limits import TOLD
from bot.lessons.opening import wanted
from bot.lessons.presence import way_in
from bot.lessons.record import MINUTE_MS, Record, standing
from bot.lessons.say import heading, when
from bot.matrix.batch import Event, content_of
from bot.store.store import Job, RoomRow
from bot.text import Line, Text, notice
from bot.work.inbox import is_state, kind_of
from bot.work.readers import View
from policy import events
from templates import message

WATCH, CHECK = "conference.watch", "conference.check"
EVERY_MS = MINUTE_MS
BEGIN = "conference-begin"  # the answer to the reminder before it begins
PLAY = "▶"
# Minutes: an empty one ends after EMPTY, one without anybody who leads it after ALONE; one that was
# planned is spoken of REMIND before, and called off MISSED after nobody opened it.
EMPTY, ALONE, REMIND, MISSED = 10, 5, 10, 30
_GONE = frozenset({"leave", "ban"})
_WHO_IS_WHO = frozenset({events.CONFIRMATION, events.ROSTER, events.REGULATION})


def leavers_in(view: View, row: RoomRow, event: Event) -> Iterable[Kept | Job]:
    """Reader: who leaves a room, or is somebody else by the registry, is looked at at once."""
    if not is_state(event):
        return
    kind = kind_of(event)
    if kind == "m.room.member" and content_of(event).get("membership") in _GONE:
        user = event.get("state_key")
        if isinstance(user, str) and not view.is_program(user):
            yield Job(CHECK, {"room_id": row.room_id}, f"conference-check:{row.room_id}")
    elif row.key == "registry" and kind in _WHO_IS_WHO:
        yield Job(CHECK, {"room_id": ""}, "conference-check")


async def check(desk: Desk, payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Ask everybody out who may not be there any more; of one room, or of all."""
    room_id = str(payload.get("room_id", ""))
    return [
        effect
        for it in await standing(desk.memory, desk.now)
        if it.conference.state == "open" and room_id in ("", it.room_id)
        for effect in (await _asked_out(desk, it))[0]
    ]


async def watch(desk: Desk, _payload: Mapping[str, Any]) -> Sequence[Effect]:
    """Every minute."""
    effects: list[Effect] = []
    for it in await standing(desk.memory, desk.now):
        if it.conference.state == "planned":
            effects += await _planned(desk, it)
        else:
            effects += await _open(desk, it)
    return effects


async def _asked_out(desk: Desk, it: Record) -> tuple[list[Effect], bool]:
    """What is done about those inside who may not be there; does somebody lead it?"""
    facts = await desk.memory.facts([PRESENCE], room_key=it.name)
    effects: list[Effect] = []
    is_led = False
    for user in sorted(inside(facts, desk.now)):
        found = await way_in(desk, it, user)
        if found is None:
            effects.append(Dismiss(it.name, user))
        elif found.moderator:
            is_led = True
    return effects, is_led


async def _open(desk: Desk, it: Record) -> list[Effect]:
    effects, is_led = await _asked_out(desk, it)
    stays = await stays_so_far(desk, it)
    why = "" if is_led else await _forsaken(desk, it, stays)
    until = it.until + KINDS[it.conference.form].grace * MINUTE_MS
    if not why and desk.now >= until:
        why = "time"
    if why:
        return [*effects, wanted(END, it.room_id, {"conference": it.name, "why": why})]
    if desk.now >= it.until:
        said = message("lesson-time-is-out", until=when_clock(desk, until), form=it.conference.form)
        effects += await limits.once(desk, it, f"time:{it.minutes}", said)
    return [*effects, *await limits.warned(desk, it, stays)]


async def _forsaken(desk: Desk, it: Record, stays: Mapping[str, Sequence[tuple[int, int]]]) -> str:
    """Has everybody left long ago, or everybody who leads it?"""
    if not stays:
        return ""  # perhaps Prosody does not report: the time ends it
    if all(them[-1][1] <= desk.now - EMPTY * MINUTE_MS for them in stays.values()):
        return "empty"
    led = [them[-1][1] for user, them in stays.items() if await _leads(desk, it, user)]
    last = max(led, default=0)
    first = min(them[0][0] for them in stays.values())
    if max(last, first) <= desk.now - ALONE * MINUTE_MS and any(
        them[-1][1] >= desk.now for them in stays.values()
    ):
        return "alone"
    return ""


async def _leads(desk: Desk, it: Record, user: str) -> bool:
    found = await way_in(desk, it, user)
    return found is not None and found.moderator


async def _planned(desk: Desk, it: Record) -> list[Effect]:
    """A word to everybody and to whoever holds it; and an end where nobody came to hold it."""
    opens = it.conference.opens
    if desk.now >= opens + MISSED * MINUTE_MS:
        said = message("lesson-missed", title=_title(it), when=when(it, desk.zone)[0])
        return [
            wanted(END, it.room_id, {"conference": it.name, "why": "missed"}),
            notice(it.conference.host, said, desk.language),
        ]
    told = f"{TOLD}:{it.name}:soon"
    if desk.now < opens - REMIND * MINUTE_MS or await desk.memory.fact(told) is not None:
        return []
    clock = when_clock(desk, opens)
    text = Text.of(Line(heading(it), bold=True), message("lesson-soon", when=clock))
    yours = Text.of(
        Line(heading(it), bold=True), message("lesson-soon-yours", when=clock, sign=PLAY)
    )
    effects: list[Effect] = [Remember(told, TOLD, desk.now, it.key, it.conference.host)]
    if it.conference.form != "consultation":
        effects.append(notice(it.room_id, text, desk.language, more={"msgtype": "m.text"}))
    effects += prompt(
        it.conference.host, yours, desk.language, do=BEGIN, by=it.conference.host,
        choices=(PLAY,), everybody=True, payload={"conference": it.name, "room_id": it.room_id},
    )  # fmt: skip
    return effects


def when_clock(desk: Desk, at: int) -> str:
    """The time of the day."""
    return f"{datetime.fromtimestamp(at / 1000, desk.zone):%H:%M}"


def _title(it: Record) -> str:
    return it.conference.title

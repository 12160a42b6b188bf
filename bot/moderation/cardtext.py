"""What a card says: who, where, by which clause, the text, its neighbours, how often before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.commands.work import local
from bot.desk import Desk
from bot.matrix.batch import Event, content_of, text_of
from bot.matrix.wire import MatrixError
from bot.moderation.case import CHOICES, REPEATED, UNDO, WARNINGS, Case
from bot.moderation.kinds import (
    ADD_UP_MS,
    EXCLUSION,
    INCIDENT,
    MUTE,
    REMOVAL,
    REPORT,
    WARNING,
)
from bot.moderation.naming import described, person_name, room_name
from bot.moderation.untrusted import LONGEST_QUOTE
from bot.store.store import Fact
from bot.text import Bullets, Line, Part, Quote, Text, Words, clean
from bot.work.inbox import is_state, kind_of
from policy import events
from policy.refusal import Refusal
from templates import Message, message, say
from templates.refusals import clause, sentence

_AROUND = 6
_LONGEST_NEIGHBOUR = 300
_ADDS_UP = (INCIDENT, REPORT, WARNING, MUTE, REMOVAL, EXCLUSION)


@dataclass(frozen=True)
class Before:
    """How often before, within thirty days."""

    incidents: int = 0
    reports: int = 0
    warnings: int = 0
    mutes: int = 0
    measures: int = 0  # removals and exclusions

    @property
    def total(self) -> int:
        """All of them."""
        return self.incidents + self.reports + self.warnings + self.mutes + self.measures


def added_up(facts: Sequence[Fact]) -> Before:
    """Pure: incidents count as often as the homeserver told of them."""

    def of(*kinds: str) -> int:
        return sum(it.kind in kinds for it in facts)

    return Before(
        incidents=sum(_count(it) for it in facts if it.kind == INCIDENT),
        reports=of(REPORT),
        warnings=of(WARNING),
        mutes=of(MUTE),
        measures=of(REMOVAL, EXCLUSION),
    )


def _count(fact: Fact) -> int:
    count = fact.data.get("count", 1)
    return count if isinstance(count, int) and not isinstance(count, bool) else 1


async def before(desk: Desk, user: str, *, without: Sequence[str] = ()) -> Before:
    """What is remembered of `user`; facts of the ids `without` are the case itself."""
    if not user:
        return Before()
    facts = await desk.memory.facts(_ADDS_UP, since=desk.now - ADD_UP_MS, subject=user)
    return added_up([it for it in facts if it.id not in without])


async def neighbours(desk: Desk, case: Case) -> list[Event]:
    """What was written around it; nothing where the assistant cannot look."""
    row = desk.rooms.get(case.room_id)
    if row is None or not row.key:
        return []
    try:
        if case.event_id:
            found = await desk.look.around(row.room_id, case.event_id, _AROUND)
        else:
            found = list(reversed(await desk.look.recent(row.room_id, 4 * _AROUND)))
    except MatrixError as error:
        if error.passes:
            raise
        return []
    said = [
        it
        for it in found
        if kind_of(it) == "m.room.message"
        and not is_state(it)
        and text_of(it)
        and is_by_people(desk, it)
        and it.get("event_id") != case.event_id
    ]
    return said[-_AROUND:]


def is_by_people(desk: Desk, event: Event) -> bool:
    """What the assistant answers is no evidence; what it let through in somebody's name is."""
    return event.get("sender") != desk.me or events.RELEASED in content_of(event)


def quoted(desk: Desk, event: Event) -> str:
    """One message as a line: «Иванов Петя: …»."""
    name = person_name(desk.school, str(event.get("sender")))
    return f"{name}: {clean(text_of(event), _LONGEST_NEIGHBOUR)}"


async def text_of_card(
    desk: Desk, case: Case, choices: Sequence[str], history: Sequence[dict[str, Any]] = ()
) -> Text:
    """The whole card; `history` is what was decided so far."""
    language = desk.language
    counted = await before(
        desk, case.user, without=(case.id.partition(":")[2], f"{REPORT}:{case.id}")
    )
    around = [quoted(desk, it) for it in await neighbours(desk, case)]
    parts: list[Part | Words] = [
        Line(message(f"card-{case.kind}"), bold=True),
        message(
            "card-who-where",
            who=described(desk.school, case.user, language),
            where=room_name(desk, case.room_id, language) if case.room_id else "—",
        ),
    ]
    why = _why(desk, case, language)
    if why:
        parts.append(message("card-rule", why=why))
    if case.reporter:
        parts.append(message("card-reporter", who=described(desk.school, case.reporter, language)))
    if case.kind in (REPEATED, WARNINGS):
        parts.append(message("card-count", count=case.reason))
    elif case.reason:
        parts.append(message("card-reason", why=case.reason))
    if case.text:
        parts.append(Quote(clean(case.text, LONGEST_QUOTE)))
    if around:
        parts += [message("card-around"), *(Quote(it) for it in around)]
    parts.append(_said_before(counted))
    if case.done:
        parts.append(Bullets([message(f"card-done-{it}") for it in case.done]))
    parts += [_decided(desk, it, language) for it in history]
    if choices:
        legend = [f"{it} {say(message(f'choice-{CHOICES[it]}'), language)}" for it in choices]
        parts.append(Line(" · ".join(legend)))
    return Text.of(*parts)


def _said_before(counted: Before) -> Message:
    if not counted.total:
        return message("card-never-before")
    return message(
        "card-before",
        incidents=counted.incidents,
        reports=counted.reports,
        warnings=counted.warnings,
        measures=counted.mutes + counted.measures,
    )


def _decided(desk: Desk, entry: dict[str, Any], language: str) -> Line:
    when = local(desk, int(entry.get("at", 0))).strftime("%d.%m %H:%M")
    choice = say(message(f"decided-{CHOICES.get(str(entry.get('choice')), 'dismiss')}"), language)
    by = person_name(desk.school, str(entry.get("by")))
    return Line(message("card-decided", choice=choice, by=by, when=when), bold=True)


def _why(desk: Desk, case: Case, language: str) -> str:
    """The rule in words; where its values are not known, its clause or setting."""
    why = Refusal(case.rule, row=case.row, setting=case.setting)
    if case.rule:
        try:
            return sentence(desk.school, why, language)
        except LookupError:
            pass  # a sentence of another version, or one that speaks of what was not written down
    number = clause(desk.school, why)
    if number:
        return say(message("policy-by-clause", clause=number), language)
    return case.setting


def choices_after(choice: str) -> tuple[str, ...]:
    """What may be chosen when a case is decided: to take it back, where that is possible."""
    return (UNDO,) if choice in _CAN_BE_UNDONE else ()


# A removed message does not come back; of a released one only the message can be removed.
_CAN_BE_UNDONE = frozenset({key for key, name in CHOICES.items() if name in (
    "release", "warn", "mute", "lock", "dismiss",
)})  # fmt: skip

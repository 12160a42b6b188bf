"""!история: what is remembered of one pupil or parent, for who may read it, in private."""

from collections.abc import Mapping, Sequence

from bot.commands.model import Call, Command, Param, Right, Sort
from bot.commands.quiet import quietly
from bot.commands.warn import whom
from bot.commands.work import local
from bot.desk import Desk
from bot.effects import Effect
from bot.moderation.kinds import (
    DAY_MS,
    EXCLUSION,
    INCIDENT,
    MUTE,
    REMOVAL,
    REPORT,
    WARNING,
)
from bot.moderation.naming import described, person_name
from bot.store.store import Fact
from bot.text import Bullets, Line, Part, Text, Words
from policy.refusal import Refusal
from templates import message, say
from templates.refusals import sentence

FEATURE = "person.record"
_KINDS = (INCIDENT, WARNING, MUTE, REPORT, EXCLUSION, REMOVAL)
_LOOK_BACK_MS = 366 * DAY_MS
_MOST = 30
_LINES: Mapping[str, str] = {
    "refused": "record-refused",
    "held": "record-held",
    "noted": "record-noted",
    WARNING: "record-warning",
    MUTE: "record-mute",
    REPORT: "record-report",
    EXCLUSION: "record-exclusion",
    REMOVAL: "record-removal",
    "returned": "record-returned",
}


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """The newest first; who reported is not in it."""
    person, _ = whom(desk, call, FEATURE)
    since = desk.now - _LOOK_BACK_MS
    facts = await desk.memory.facts(_KINDS, since=since, subject=person.user)
    language = call.language
    title = message("record-title", name=described(desk.school, person.user, language))
    parts: list[Part | Words] = [Line(title, bold=True)]
    if not facts:
        return quietly(call, Text.of(*parts, message("record-empty")))
    newest = list(reversed(facts))[:_MOST]
    parts.append(Bullets([line(desk, it, language) for it in newest]))
    if len(facts) > _MOST:
        parts.append(message("record-more", count=len(facts) - _MOST))
    return quietly(call, Text.of(*parts))


def line(desk: Desk, fact: Fact, language: str) -> str:
    """One fact as a line: when, what, where, by whom."""
    when = local(desk, fact.at).strftime("%d.%m.%Y %H:%M")
    row = desk.rooms.by_key(fact.room_key)
    where = (row.name or row.key) if row else fact.room_key or "—"
    kind = str(fact.data.get("kind")) if fact.kind == INCIDENT else fact.kind
    if fact.kind == EXCLUSION and fact.data.get("excluded") is not True:
        kind = "returned"
    by = str(fact.data.get("by", ""))
    who = desk.school.about.name if by == desk.me else person_name(desk.school, by)
    values = {"when": when, "where": where}
    if fact.kind == INCIDENT:
        values["why"] = _why(desk, fact, language)
        values["count"] = str(fact.data.get("count", 1))
    elif fact.kind != REPORT:
        values["by"] = who
    return say(message(_LINES[kind], **values), language)


def _why(desk: Desk, fact: Fact, language: str) -> str:
    data = fact.data
    try:
        return sentence(
            desk.school,
            Refusal(str(data["rule"]), row=str(data["row"]), setting=str(data["setting"])),
            language,
        )
    except LookupError:  # it speaks of values that were not written down
        return str(data.get("clause") or data.get("setting") or "—")


RECORD = Command(
    "record",
    {"ru": ("история",), "en": ("record", "history")},
    run,
    feature=FEATURE,
    right=Right.SOMEWHERE,
    params=(Param("person", Sort.PERSON),),
)

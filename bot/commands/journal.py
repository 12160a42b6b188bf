"""!журнал and !дневник: the address of the school's journal for a class, a child, a day (W13, W14).

The journal stays the record (clause 2.2); the assistant only knows where it is and holds nothing
by which one could log in.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.commands.answer import in_private
from bot.commands.model import Call, Command, Param, Right, Sort, Told
from bot.commands.people import find_group
from bot.commands.times import moment
from bot.desk import Desk
from bot.effects import Effect
from bot.text import Line, Link, Part, Text
from policy.journal import filled
from policy.people import PUPIL, TEACHING_PARTS, Person
from policy.roster import GroupEntry
from templates import message

_CLASS = "class"
_MOST = 30


async def _journal(desk: Desk, call: Call) -> Sequence[Effect]:
    address = desk.school.about.journal
    if not address:
        raise Told(message("journal-none"))
    group, day = _typed(desk, call)
    groups = [group] if group is not None else _classes_of(desk, call)
    if not groups:
        raise Told(message("journal-which"))
    parts: list[Part] = [Line(message("journal-title", day=f"{day:%d.%m.%Y}"), bold=True)]
    for it in groups[:_MOST]:
        line = message("journal-line", title=it.title)
        parts.append(Link(line, filled(address, _values(it, day))))
    return [in_private(call, Text(parts))]


async def _diary(desk: Desk, call: Call) -> Sequence[Effect]:
    address = desk.school.about.diary
    if not address:
        raise Told(message("diary-none"))
    _, day = _typed(desk, call)
    parts: list[Part] = [Line(message("diary-title", day=f"{day:%d.%m.%Y}"), bold=True)]
    for child in _children(desk, call.person):
        group = next(iter(_groups(desk, child, {PUPIL})), None)
        values = {
            **(_values(group, day) if group else {"date": day.isoformat()}),
            "child": child.id,
        }
        line = message(
            "diary-line", name=child.entry.full_name, title=group.title if group else "—"
        )
        parts.append(Link(line, filled(address, values)))
    if len(parts) == 1:
        raise Told(message("diary-no-children"))
    # Whose child somebody is concerns nobody else in the room.
    return [in_private(call, Text(parts))]


def _children(desk: Desk, person: Person) -> list[Person]:
    """The pupil's own diary, or one entry for each child of a parent."""
    if PUPIL in person.roles:
        return [person]
    return sorted(desk.school.people.children(person), key=lambda it: (it.entry.full_name, it.id))


def _typed(desk: Desk, call: Call) -> tuple[GroupEntry | None, date]:
    """«7А 25.11»: a class and a day, each may be missing."""
    rest = str(call.args.get("text", "")).split()
    group = find_group(desk.school, rest[0]) if rest else None
    if group is not None:
        rest = rest[1:]
        if group.kind != _CLASS:
            group = None
    when = moment(rest, desk.local_time)
    return group, (when[0] if when is not None else desk.local_time).date()


def _classes_of(desk: Desk, call: Call) -> list[GroupEntry]:
    """The class whose room this is, else those that the person teaches."""
    here = desk.school.people.groups.get(call.room.group or "")
    if here is not None and here.kind == _CLASS:
        return [here]
    return _groups(desk, call.person, TEACHING_PARTS)


def _groups(desk: Desk, person: Person, parts: Iterable[str]) -> list[GroupEntry]:
    wanted = frozenset(parts)
    found = [
        group
        for key, played in person.entry.groups.items()
        if played & wanted
        and (group := desk.school.people.groups.get(key)) is not None
        and group.kind == _CLASS
    ]
    return sorted(found, key=lambda it: (it.grade or 0, it.title))


def _values(group: GroupEntry, day: date) -> dict[str, str]:
    return {
        "class": group.key.removeprefix("class:"),
        "title": group.title,
        "date": day.isoformat(),
    }


_PARAMS = (Param("text", Sort.TEXT, optional=True),)
JOURNAL = Command(
    "journal",
    {"ru": ("журнал",), "en": ("journal",)},
    _journal,
    feature="journal.open",
    right=Right.SERVER,
    params=_PARAMS,
)
DIARY = Command(
    "diary",
    {"ru": ("дневник",), "en": ("diary",)},
    _diary,
    feature="diary.open",
    right=Right.SERVER,
    params=_PARAMS,
)

"""!кто: who belongs to this room, who is missing, who never logged in. Answered in private."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bot.commands.answer import in_private
from bot.commands.model import Call, Command, Right
from bot.desk import Desk
from bot.effects import Effect
from bot.text import Bullets, Line, Part, Text
from policy.people import PARENT, PUPIL, Person
from policy.regulation import DIRECT
from templates import message

_MOST_NAMES = 40


async def run(desk: Desk, call: Call) -> Sequence[Effect]:
    """The room's people by role, in the order of the alphabet: nobody is ranked."""
    joined = await desk.look.joined(call.room.room_id)
    seen = await desk.look.last_seen()
    wanted = desk.school.members(call.room.kind, call.room.group)
    everybody = [it for user in wanted if (it := desk.school.person(user)) is not None]
    parts: list[Part] = [Line(message("command-who-title", room=call.room.name), bold=True)]
    for role, people in _by_role(desk, everybody, wanted).items():
        title = desk.school.regulation.roles[role].title[call.language]
        parts.append(Line(message("command-who-role", role=title, count=len(people))))
        if role not in (PUPIL, PARENT):
            parts.append(Bullets(_names(people)))
    never = [it for it in everybody if seen.get(it.user) is None]
    absent = [it for it in everybody if it.user not in joined]
    for key, people in (("command-who-never", never), ("command-who-absent", absent)):
        if people:
            parts.append(Line(message(key, count=len(people)), bold=True))
            parts.append(Bullets(_names(people)))
    unconnected = _children_alone(desk, everybody, seen)
    if unconnected:
        parts.append(Line(message("command-who-alone", count=len(unconnected)), bold=True))
        parts.append(Bullets(_names(unconnected)))
    if not never:
        parts.append(Line(message("command-who-all")))
    return [in_private(call, Text(parts))]


def _by_role(
    desk: Desk, everybody: Iterable[Person], wanted: Mapping[str, frozenset[str]]
) -> dict[str, list[Person]]:
    """Role → people, the highest role first; everybody once, in the highest role they have here."""
    roles = desk.school.regulation.roles
    found: dict[str, list[Person]] = defaultdict(list)
    for person in everybody:
        highest = max(wanted[person.user], key=lambda it: (roles[it].level, it))
        found[highest].append(person)
    order = sorted(found, key=lambda it: (-roles[it].level, it))
    return {role: found[role] for role in order}


def _children_alone(
    desk: Desk, everybody: Iterable[Person], seen: Mapping[str, int | None]
) -> list[Person]:
    """Pupils of the room none of whose guardians ever logged in."""
    people = desk.school.people
    return [
        it
        for it in everybody
        if PUPIL in it.roles
        and not any(
            seen.get(people.by_id[guardian].user) is not None
            for guardian in people.guardians.get(it.id, ())
        )
    ]


def _names(people: Iterable[Person]) -> list[str]:
    names = sorted(it.entry.full_name for it in people)
    return [*names[:_MOST_NAMES], *(["…"] if len(names) > _MOST_NAMES else [])]


async def _not_here(desk: Desk, call: Call) -> Sequence[Effect]:
    if call.place.kind == DIRECT:
        return [in_private(call, message("command-who-where"))]
    return await run(desk, call)


WHO = Command(
    "who",
    {"ru": ("кто",), "en": ("who",)},
    _not_here,
    feature="people.list",
    right=Right.HERE,
)

"""Whose letters lie in which pile: by class for the class teacher to hand out, staff by themselves.

Pure. A parent with children in several classes is in the pile of the first of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.folding import skeleton
from provisioning.roster.model import STAFF_ROLES, Group, GroupKind, Part, Person, Roster


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a pile: a person id, and for a parent the children that the letter names."""

    person: str
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pile:
    """What one person hands out: `group` is a class, None for staff and everybody else."""

    group: Group | None
    teachers: tuple[str, ...]  # person ids
    lines: tuple[Line, ...]


def piles(roster: Roster) -> list[Pile]:
    """Everybody of the school once: classes in order, pupils before parents, staff at the end."""
    found, seen = [], set[str]()
    for group in classes(roster):
        lines = [it for it in _of_class(roster, group) if it.person not in seen]
        seen |= {it.person for it in lines}
        found.append(Pile(group, tuple(group.having(Part.CLASS_TEACHER)), tuple(lines)))
    rest = [it for it in roster.people.values() if it.id not in seen]
    lines = [Line(it.id, _children(roster, it.id)) for it in sorted(rest, key=_by_name)]
    return [*found, *([Pile(None, (), tuple(lines))] if lines else [])]


def classes(roster: Roster) -> list[Group]:
    """The classes, 1А before 2А before 10А."""
    return sorted(
        (it for it in roster.groups.values() if it.kind is GroupKind.CLASS),
        key=lambda it: (it.grade or _number(it.title), it.title),
    )


def class_named(roster: Roster, typed: str) -> Group | None:
    """The class that somebody types as «3а», «3 А» or with a Latin letter."""
    wanted = skeleton(typed.replace(" ", "").replace("-", "").upper())
    for group in classes(roster):
        if skeleton(group.title.replace(" ", "").replace("-", "").upper()) == wanted:
            return group
    return None


def class_of(roster: Roster) -> Mapping[str, str]:
    """Person id → title of the class, of every pupil."""
    return {pupil: group.title for group in classes(roster) for pupil in group.having(Part.PUPIL)}


def _of_class(roster: Roster, group: Group) -> Iterator[Line]:
    pupils = sorted(
        (roster.people[it] for it in group.having(Part.PUPIL) if it in roster.people), key=_by_name
    )
    yield from (Line(it.id) for it in pupils)
    theirs = {it.id for it in pupils}
    guardians = {it.guardian for it in roster.guardianships if it.child in theirs}
    for person in sorted((roster.people[it] for it in guardians), key=_by_name):
        # Who teaches here as well gets the letter with the staff.
        if not person.roles & STAFF_ROLES:
            yield Line(person.id, _children(roster, person.id))


def _children(roster: Roster, guardian: str) -> tuple[str, ...]:
    found = (roster.people[it] for it in roster.children_of(guardian))
    return tuple(it.id for it in sorted(found, key=_by_name))


def _by_name(person: Person) -> tuple[str, str]:
    return person.name.full.casefold().replace("ё", "е"), person.id


def _number(title: str) -> int:
    digits = "".join(it for it in title if it.isdigit())
    return int(digits) if digits else 99

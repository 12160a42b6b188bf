"""This year's roster against next year's: who moves up, stays, comes, leaves. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from provisioning.handover import teachers
from provisioning.registry import Registry, write_roster
from provisioning.roster.model import STAFF_ROLES, Group, GroupKind, Part, Role, Roster

_CLASS_PARTS = (Part.TEACHER, Part.CLASS_TEACHER)


@dataclass(frozen=True, slots=True)
class ClassMove:
    """One class or club: its title before (None: it is new) and after (None: it is no more)."""

    key: str
    was: str | None
    now: str | None
    people: int
    graduated: bool = False


@dataclass(frozen=True, slots=True)
class PersonMove:
    """Somebody, and what of: a class before and after, or nothing where it says itself."""

    person: str
    name: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """A class whose teachers change: from whom to whom (names)."""

    title: str
    gives: tuple[str, ...]
    takes: tuple[str, ...]


@dataclass(frozen=True)
class Year:
    """Everything that a director decides on; each tuple in the order of titles and names."""

    classes: tuple[ClassMove, ...]
    repeaters: tuple[PersonMove, ...]
    movers: tuple[PersonMove, ...]
    newcomers: tuple[PersonMove, ...]
    returners: tuple[PersonMove, ...]
    graduates: tuple[PersonMove, ...]
    parents: tuple[PersonMove, ...]  # those who leave because no child of theirs is left
    leavers: tuple[PersonMove, ...]  # everybody else who leaves
    handovers: tuple[Handover, ...]

    @property
    def graduated(self) -> tuple[ClassMove, ...]:
        """The classes that finished school."""
        return tuple(it for it in self.classes if it.graduated)


def years_between(before: Roster, after: Roster) -> frozenset[int]:
    """By how many grades the classes that stay have moved; one year is {1}."""
    return frozenset(
        new.grade - old.grade
        for old, new in _both(before, after)
        if old.grade is not None and new.grade is not None
    )


def compare(before: Roster, after: Roster, registry: Registry) -> Year:
    """What the roll-over changes for people; `registry` knows leavers and the head's word."""
    top = max((it.grade for it in _classes(before) if it.grade is not None), default=None)
    graduated = {
        it.key
        for it in _classes(before)
        if it.key not in after.groups
        and it.grade == top
        and top is not None
        and not any(pupil in after.people for pupil in it.having(Part.PUPIL))
    }
    had, has = _class_of(before), _class_of(after)
    gone = before.people.keys() - after.people.keys()
    graduates = {it for it in gone if had.get(it) in graduated}
    parents = {
        it
        for it in gone
        if before.people[it].roles == {Role.PARENT}
        and not any(child in after.people for child in before.children_of(it))
    }
    back = after.people.keys() & registry.leavers.keys() - before.people.keys()
    come = after.people.keys() - before.people.keys() - back
    changed = [it for it in had if it in has and had[it] != has[it]]
    again = {it for it in changed if _grade(before, had[it]) == _grade(after, has[it]) is not None}

    def people(roster: Roster, ids: Collection[str]) -> tuple[PersonMove, ...]:
        moves = (
            PersonMove(
                it,
                roster.people[it].name.full,
                _title(before, had.get(it)),
                _title(after, has.get(it)),
            )
            for it in ids
        )
        return tuple(sorted(moves, key=lambda it: (it.now, it.was, it.name, it.person)))

    return Year(
        tuple(_class_moves(before, after, graduated)),
        people(after, again),
        people(after, set(changed) - again),
        people(after, come),
        people(after, back),
        people(before, graduates),
        people(before, parents),
        people(before, gone - graduates - parents),
        tuple(_handovers(before, after, registry)),
    )


def unexpected(before: Roster, year: Year) -> Roster:
    """`before` without what a roll-over takes away by itself: graduates and their families.

    What of it is missing in the new lists is a question for the removal guard.
    """
    gone = {it.person for it in (*year.graduates, *_families(before, year))}
    classes = {it.key for it in year.graduated}
    return Roster(
        {it: who for it, who in before.people.items() if it not in gone},
        {
            key: replace(it, members={p: x for p, x in it.members.items() if p not in gone})
            for key, it in before.groups.items()
            if key not in classes
        },
        frozenset(it for it in before.guardianships if not {it.guardian, it.child} & gone),
    )


def checksum(roster: Roster) -> str:
    """Tells two rosters apart, whatever files they came from."""
    state = write_roster(roster, {it: it for it in roster.people})
    text = json.dumps(sorted((*key, it) for key, it in state.items()), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _families(before: Roster, year: Year) -> Iterator[PersonMove]:
    """Parents all of whose children finished school."""
    graduates = {it.person for it in year.graduates}
    return (it for it in year.parents if before.children_of(it.person) <= graduates)


def _class_moves(before: Roster, after: Roster, graduated: Collection[str]) -> Iterator[ClassMove]:
    keys = before.groups.keys() | after.groups.keys()

    def order(key: str) -> tuple[int, int, str]:
        group = after.groups.get(key) or before.groups[key]
        return list(GroupKind).index(group.kind), group.grade or 0, group.title

    for key in sorted(keys, key=order):
        old, new = before.groups.get(key), after.groups.get(key)
        kind = (new or old or before.groups[key]).kind
        if kind is GroupKind.COUNCIL:
            continue
        shown = new or before.groups[key]
        count = sum(1 for _ in shown.having(Part.PUPIL))
        was, now = old.title if old else None, new.title if new else None
        yield ClassMove(key, was, now, count, key in graduated)


def _handovers(before: Roster, after: Roster, registry: Registry) -> Iterator[Handover]:
    for old, new in _both(before, after):
        gives = teachers(before, old.key, registry) - frozenset(new.having(*_CLASS_PARTS))
        takes = frozenset(new.having(*_CLASS_PARTS)) - frozenset(old.having(*_CLASS_PARTS))
        takes = frozenset(it for it in takes if after.people[it].roles & STAFF_ROLES)
        if gives and takes:
            yield Handover(
                new.title,
                tuple(sorted(before.people[it].name.full for it in gives)),
                tuple(sorted(after.people[it].name.full for it in takes)),
            )


def _both(before: Roster, after: Roster) -> Iterator[tuple[Group, Group]]:
    return (
        (it, after.groups[it.key])
        for it in sorted(_classes(before), key=lambda it: it.key)
        if it.key in after.groups
    )


def _classes(roster: Roster) -> Iterator[Group]:
    return (it for it in roster.groups.values() if it.kind is GroupKind.CLASS)


def _class_of(roster: Roster) -> dict[str, str]:
    return {pupil: it.key for it in _classes(roster) for pupil in it.having(Part.PUPIL)}


def _grade(roster: Roster, key: str) -> int | None:
    return roster.groups[key].grade


def _title(roster: Roster, key: str | None) -> str:
    return roster.groups[key].title if key is not None else ""

"""Nobody leaves a class alone: a teacher goes when somebody else is there. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from provisioning.guard import Held
from provisioning.registry import Registry
from provisioning.roster.model import STAFF_ROLES, GroupKind, Part, Roster
from templates import Message, message

_TEACHING = (Part.TEACHER, Part.CLASS_TEACHER)
Waiting = Mapping[str, frozenset[str]]  # class key → the teachers (person ids) who have to wait


def teachers(roster: Roster, key: str, registry: Registry) -> frozenset[str]:
    """Who teaches a class and counts: confirmed by an order or on the head's word."""
    group = roster.groups.get(key)
    found = set()
    for person_id in group.having(*_TEACHING) if group else ():
        person = roster.people[person_id]
        word = registry.confirmations.get(registry.users.get(person_id, ""))
        if person.roles & STAFF_ROLES and (bool(person.order) if word is None else word):
            found.add(person_id)
    return frozenset(found)


def unstaffed(before: Roster, after: Roster, registry: Registry) -> Waiting:
    """Classes whose teachers would all go while pupils stay."""
    waiting = {}
    for key, group in after.groups.items():
        if group.kind is not GroupKind.CLASS or next(iter(group.having(Part.PUPIL)), None) is None:
            continue
        gone = teachers(before, key, registry) - frozenset(group.having(*_TEACHING))
        if gone and not teachers(after, key, registry):
            waiting[key] = gone
    return waiting


def with_teachers(before: Roster, after: Roster, waiting: Waiting) -> Roster:
    """`after`, with those who have to wait in their classes as they were."""
    people, groups = dict(after.people), dict(after.groups)
    for key, them in waiting.items():
        parts = {it: before.groups[key].members[it] for it in them}
        groups[key] = replace(groups[key], members={**groups[key].members, **parts})
        for person_id in them:
            old = before.people[person_id]
            new = people.get(person_id, old)
            people[person_id] = replace(
                new, roles=new.roles | old.roles & STAFF_ROLES, order=new.order or old.order
            )
    return replace(after, people=people, groups=groups)


def reasons(before: Roster, waiting: Waiting) -> tuple[Message, ...]:
    """What the director reads: which class, whose hand it is still in."""
    return tuple(
        message(
            "handover-nobody",
            title=before.groups[key].title,
            names=", ".join(sorted(before.people[it].name.full for it in them)),
        )
        for key, them in sorted(waiting.items())
    )


def told(before: Roster, waiting: Waiting, held: Held | None) -> Held:
    """The reasons for holding, with those that the guard has already."""
    said, lost = (held.reasons, held.lost) if held else ((), frozenset[str]())
    return Held((*said, *reasons(before, waiting)), lost.union(*waiting.values()))

"""The removal guard: a roster that lost many people is more likely broken than true.

Peers archive at most a tenth per sync (SchoolStatus), refuse only the removals (user-sync.py) and
ask a person to say a number. Here likewise: above a threshold everything that the roster takes
away stays, what it adds goes on, and `--allow-removals N` says that N people are meant.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from provisioning.roster.model import STAFF_ROLES, Group, GroupKind, Part, Roster
from provisioning.school import RemovalGuard
from templates import Message, message


@dataclass(frozen=True, slots=True)
class Held:
    """Why removals are held back, and whom they are about (person ids)."""

    reasons: tuple[Message, ...]
    lost: frozenset[str]


def check_removals(
    before: Roster,
    after: Roster,
    guard: RemovalGuard,
    allowed: int = 0,
    still_held: Collection[str] = (),
) -> Held | None:
    """Compare two rosters; None means that the removals may go on.

    Four questions: do many people of the school, or many of its staff, lose something (account,
    class, lessons, child, staff role, order)? Does one class lose half of its pupils, also to other
    classes (a wrong school year moves everybody)? Is a whole list gone (all clubs, all councils)?
    Is somebody of `still_held` still missing? Those were held back before, and people who came
    since must not make their share look small.

    Up to `allowed` people may be lost without a question. One person may always leave, however
    small the school.
    """
    lost = _lost(before, after)
    leaving = _leaving(before, after)
    held_before = lost.union(*leaving.values()) & frozenset(still_held)
    emptied = {
        key: pupils
        for key, pupils in leaving.items()
        if len(pupils) > 1 and len(pupils) * 100 >= guard.class_percent * _size(before, key)
    }
    missing = _missing_lists(before, after)
    concerned = lost.union(held_before, *emptied.values(), *missing.values())
    if not concerned or len(concerned) <= allowed:
        return None
    reasons: list[Message] = []
    # Staff are few among many: counted with everybody, a lost staff list would pass.
    staff = frozenset(it.id for it in before.people.values() if it.roles & STAFF_ROLES)
    for key, some, everybody in (
        ("guard-accounts", lost, frozenset(before.people)),
        ("guard-staff", lost & staff, staff),
    ):
        if len(some) > 1 and len(some) * 100 > guard.accounts_percent * len(everybody):
            reasons.append(
                message(key, lost=len(some), total=len(everybody), percent=guard.accounts_percent)
            )
    reasons += [message(f"guard-no-{kind}") for kind in sorted(missing)]
    if held_before and not reasons:
        reasons.append(message("guard-still", lost=len(held_before)))
    for key, pupils in sorted(emptied.items()):
        reasons.append(
            message(
                "guard-class",
                title=before.groups[key].title,
                lost=len(pupils),
                total=_size(before, key),
                percent=guard.class_percent,
            )
        )
    return Held(tuple(reasons), concerned) if reasons else None


def _lost(before: Roster, after: Roster) -> frozenset[str]:
    """Who loses an account, a class altogether, a child who is still there, or a staff role."""
    had_class, has_class = _pupils_with_class(before), _pupils_with_class(after)
    # Only the pair counts: another word for the relation takes nothing away.
    pairs = {(edge.guardian, edge.child) for edge in after.guardianships}
    children = {
        edge.guardian
        for edge in before.guardianships
        if edge.child in after.people and (edge.guardian, edge.child) not in pairs
    }
    demoted = {
        person_id
        for person_id, old in before.people.items()
        if (new := after.people.get(person_id))
        and (old.roles & STAFF_ROLES - new.roles or (old.order and not new.order))
    }
    teaching = _in_groups(before, GroupKind.CLASS) - _in_groups(after, GroupKind.CLASS)
    return frozenset(
        (before.people.keys() - after.people.keys())
        | (had_class - has_class)
        | children
        | demoted
        | teaching
    )


def _missing_lists(before: Roster, after: Roster) -> dict[str, frozenset[str]]:
    """Kind of group → everybody who was in one, for kinds of which nobody is left at all."""
    return {
        kind.value: had
        for kind in (GroupKind.CLUB, GroupKind.COUNCIL)
        if len(had := _in_groups(before, kind)) > 1 and not _in_groups(after, kind)
    }


def _in_groups(roster: Roster, kind: GroupKind) -> frozenset[str]:
    return frozenset(
        person for group in roster.groups.values() if group.kind is kind for person in group.members
    )


def _leaving(before: Roster, after: Roster) -> dict[str, frozenset[str]]:
    """Class key → pupils who are no longer in that class."""
    return {
        key: frozenset(group.having(Part.PUPIL))
        - frozenset(after.groups[key].having(Part.PUPIL) if key in after.groups else ())
        for key, group in before.groups.items()
        if group.kind is GroupKind.CLASS
    }


def _size(roster: Roster, key: str) -> int:
    return sum(1 for _ in roster.groups[key].having(Part.PUPIL))


def without_removals(before: Roster, after: Roster, lost: Collection[str] = ()) -> Roster:
    """`after`, with everything kept that `before` had: what is applied while removals are held.

    For those in `lost` nothing is added either. Who seems to have changed class with everybody
    else stays where he was, and a newcomer with the full name of somebody who is missing waits:
    probably the same person under another id.
    """
    missing = {before.people[it].name for it in before.people.keys() - after.people.keys()}
    doubles = {
        person_id
        for person_id, person in after.people.items()
        if person_id not in before.people and person.name in missing
    }
    people = {
        **before.people,
        **{person_id: it for person_id, it in after.people.items() if person_id not in doubles},
    }
    for person_id, old in before.people.items():
        if person_id in after.people:
            new = after.people[person_id]
            people[person_id] = replace(
                new, roles=new.roles | old.roles, order=new.order or old.order
            )
    waiting = doubles | {person_id for person_id in lost if person_id in before.people}
    groups = dict(before.groups)
    for key, group in after.groups.items():
        members = {who: parts for who, parts in group.members.items() if who not in waiting}
        # A group of people who all wait is part of the same mistake; an empty one is not.
        if key in before.groups:
            groups[key] = _merged(before.groups[key], replace(group, members=members))
        elif members or not group.members:
            groups[key] = replace(group, members=members)
    edges = {
        edge
        for edge in after.guardianships
        if edge.guardian not in doubles and edge.child not in doubles
    }
    pairs = {(edge.guardian, edge.child) for edge in edges}
    kept = {it for it in before.guardianships if (it.guardian, it.child) not in pairs}
    return Roster(people, groups, frozenset(edges | kept))


def _merged(before: Group, after: Group) -> Group:
    members: dict[str, frozenset[Part]] = defaultdict(frozenset)
    for group in (before, after):
        for person, parts in group.members.items():
            members[person] |= parts
    return replace(after, members=dict(members))


def _pupils_with_class(roster: Roster) -> frozenset[str]:
    return frozenset(
        pupil
        for group in roster.groups.values()
        if group.kind is GroupKind.CLASS
        for pupil in group.having(Part.PUPIL)
    )

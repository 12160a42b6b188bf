"""The removal guard: a roster that lost many people is more likely broken than true.

Peers archive at most a tenth per sync (SchoolStatus), refuse only the removals (user-sync.py) and
ask a person to say a number. Here likewise: above a threshold everything that the roster takes
away stays, what it adds goes on, and `--allow-removals N` says that N people are meant.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from provisioning.roster.model import Group, GroupKind, Part, Roster
from provisioning.school import RemovalGuard
from templates import Message, message


@dataclass(frozen=True, slots=True)
class Held:
    """Why removals are held back, and how many people they are about."""

    reasons: tuple[Message, ...]
    people: int


def check_removals(
    before: Roster, after: Roster, guard: RemovalGuard, allowed: int = 0
) -> Held | None:
    """Compare two rosters; None means that the removals may go on.

    Counted are people who lose their account and pupils who lose their class; moving to another
    class loses nothing. Up to `allowed` people may be lost without a question. One person may
    always leave, however small the school.
    """
    lost_accounts = before.people.keys() - after.people.keys()
    classes_after = _pupils_with_class(after)
    lost_by_class = {
        group.key: {pupil for pupil in group.having(Part.PUPIL) if pupil not in classes_after}
        for group in before.groups.values()
        if group.kind is GroupKind.CLASS
    }
    lost = lost_accounts.union(*lost_by_class.values())
    if len(lost) <= max(1, allowed):
        return None
    reasons: list[Message] = []
    if len(lost_accounts) * 100 > guard.accounts_percent * len(before.people):
        reasons.append(
            message(
                "guard-accounts",
                lost=len(lost_accounts),
                total=len(before.people),
                percent=guard.accounts_percent,
            )
        )
    for key, pupils in sorted(lost_by_class.items()):
        group = before.groups[key]
        total = sum(1 for _ in group.having(Part.PUPIL))
        if len(pupils) > 1 and len(pupils) * 100 >= guard.class_percent * total:
            reasons.append(
                message(
                    "guard-class",
                    title=group.title,
                    lost=len(pupils),
                    total=total,
                    percent=guard.class_percent,
                )
            )
    return Held(tuple(reasons), len(lost)) if reasons else None


def without_removals(before: Roster, after: Roster) -> Roster:
    """`after`, with everything kept that `before` had: what is applied while removals are held."""
    people = {**before.people, **after.people}
    for person_id, old in before.people.items():
        if person_id in after.people:
            new = after.people[person_id]
            people[person_id] = replace(
                new, roles=new.roles | old.roles, order=new.order or old.order
            )
    groups = dict(after.groups)
    for key, group in before.groups.items():
        groups[key] = _merged(group, after.groups.get(key))
    return Roster(people, groups, before.guardianships | after.guardianships)


def _merged(before: Group, after: Group | None) -> Group:
    if after is None:
        return before
    members: dict[str, frozenset[Part]] = defaultdict(frozenset)
    for group in (before, after):
        for person, parts in group.members.items():
            members[person] |= parts
    return replace(after, members=dict(members))


def _pupils_with_class(roster: Roster) -> Collection[str]:
    return {
        pupil
        for group in roster.groups.values()
        if group.kind is GroupKind.CLASS
        for pupil in group.having(Part.PUPIL)
    }

"""The desired state: accounts and rooms as they should be, computed without any I/O."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from policy import events
from policy.power_levels import Thresholds, thresholds, user_levels
from policy.regulation import effective_roles, pack
from provisioning.desired.accounts import user_ids
from provisioning.layouts.kinds import Kind, Selector
from provisioning.layouts.load import Layouts
from provisioning.registry import Leaver, Registry, StateKey, write_leavers, write_roster
from provisioning.roster.model import STAFF_ROLES, Group, GroupKind, Person, Roster
from provisioning.school import School


@dataclass(frozen=True, slots=True)
class DesiredAccount:
    """One account: who, under which display name, locked (a leaver) or not."""

    user: str
    person: str
    name: str
    locked: bool = False


@dataclass(frozen=True, slots=True)
class DesiredRoom:
    """One managed room: `roles` maps user id to the roles in which the user is a member."""

    key: str
    kind: str
    space: bool
    name: str
    topic: str
    parent: str | None
    history: str
    avatar_sha256: str | None
    roles: Mapping[str, frozenset[str]]
    thresholds: Thresholds
    levels: Mapping[str, int]
    group: str | None


@dataclass(frozen=True)
class Desired:
    """Everything that should be on the server. `registry` is the registry room's state."""

    accounts: Mapping[str, DesiredAccount]  # by user id
    rooms: Mapping[str, DesiredRoom]  # by locator key
    registry: Mapping[StateKey, Mapping[str, Any]]


def desired(
    roster: Roster,
    layouts: Layouts,
    school: School,
    registry: Registry,
    taken: Collection[str],
    today: date,
    held: Collection[str] = (),
) -> Desired:
    """Compute the desired state. Pure: same arguments, same answer.

    `registry` is what was arranged last (user names given, leavers, confirmations); `taken` are
    the user ids on the server that are not Parta's; `held` the people of `roster` who are gone
    from the lists and whom the removal guard keeps.
    """
    known = {**{person: it.user for person, it in registry.leavers.items()}, **registry.users}
    # Also while they have no account yet: a person called Parta must not become the provisioner.
    reserved = (f"@{name}:{school.server_name}" for name in (school.provisioner, *school.services))
    users = user_ids(roster.people, known, {*taken, *reserved}, school.server_name)
    leavers = _leavers(roster, registry, today, school.leavers_grace_days)
    accounts = {
        users[person.id]: DesiredAccount(users[person.id], person.id, person.name.full)
        for person in roster.people.values()
    }
    for person_id, leaver in leavers.items():
        accounts[leaver.user] = DesiredAccount(leaver.user, person_id, leaver.name, locked=True)
    state = {
        **write_roster(roster, users, held),
        **write_leavers(leavers),
        (events.REGULATION, ""): pack(layouts.regulation),
    }
    rooms = _Rooms(roster, layouts, school, users, _confirmed(roster, registry, users))
    return Desired(accounts, rooms.all(), state)


def with_orders(roster: Roster, school: School) -> Roster:
    """The roster with the orders of school.yaml; an order in the roster itself goes first."""
    people = dict(roster.people)
    for confirmation in school.confirmations:
        for person_id in people if confirmation.people == "all" else confirmation.people:
            person = people.get(person_id)
            if person and person.roles & STAFF_ROLES and not person.order:
                people[person_id] = replace(person, order=confirmation.order)
    return replace(roster, people=people)


def _leavers(roster: Roster, registry: Registry, today: date, grace_days: int) -> dict[str, Leaver]:
    leavers = {p: it for p, it in registry.leavers.items() if p not in roster.people}
    for person_id, person in registry.roster.people.items():
        if person_id not in roster.people:
            leavers[person_id] = Leaver(
                user=registry.users[person_id],
                name=person.name.full,
                since=today.isoformat(),
                given=person.name.given,
                until=(today + timedelta(days=grace_days)).isoformat(),
            )
    return leavers


def _confirmed(roster: Roster, registry: Registry, users: Mapping[str, str]) -> frozenset[str]:
    """Person ids whose staff role an order confirms (R4): by the lists, or by the registry.

    What the director said in the registry wins: a revocation must hold although the lists still
    carry the old order.
    """
    named: set[str] = {person.id for person in roster.people.values() if person.order}
    for person_id, user in users.items():
        said = registry.confirmations.get(user)
        if said is True:
            named.add(person_id)
        elif said is False:
            named.discard(person_id)
    return frozenset(named)


class _Rooms:
    """Computes the rooms; holds the look-up tables that all rooms share."""

    def __init__(
        self,
        roster: Roster,
        layouts: Layouts,
        school: School,
        users: Mapping[str, str],
        confirmed: frozenset[str],
    ) -> None:
        self._roster = roster
        self._layouts = layouts
        self._school = school
        self._users = users
        self._confirmed = confirmed
        self._by_role: dict[str, set[str]] = defaultdict(set)
        self._guardians: dict[str, set[str]] = defaultdict(set)
        for person in roster.people.values():
            for role in self._effective(person):
                self._by_role[role].add(person.id)
        for edge in roster.guardianships:
            self._guardians[edge.child].add(edge.guardian)
        self._avatars: dict[str, str | None] = {}

    def all(self) -> dict[str, DesiredRoom]:
        rooms: dict[str, DesiredRoom] = {}
        for kind_id, kind in self._layouts.kinds.items():
            for group in self._groups(kind):
                room = self._room(kind_id, kind, group)
                rooms[room.key] = room
        return rooms

    def _groups(self, kind: Kind) -> Iterable[Group | None]:
        scope, _, council = kind.scope.partition(":")
        if scope == "school":
            return [None]
        if council:
            # A council's room is there from the start, also while the roster names no members.
            return [self._roster.groups.get(kind.scope)]
        return [
            group
            for _, group in sorted(self._roster.groups.items())
            if group.kind is GroupKind(scope)
        ]

    def _room(self, kind_id: str, kind: Kind, group: Group | None) -> DesiredRoom:
        regulation = self._layouts.regulation
        names = {
            "school": self._school.name,
            "title": group.title if group else "",
            "group": group.key if group else "",
        }
        roles: dict[str, set[str]] = defaultdict(set)
        for selector in kind.members:
            for person_id, role in self._selected(selector, group):
                roles[self._users[person_id]].add(role)
        frozen = {user: frozenset(them) for user, them in roles.items()}
        language = self._school.language
        return DesiredRoom(
            key=kind.key.format_map(names),
            kind=kind_id,
            space=kind.space,
            name=kind.name.said(language).format_map(names)[:255],
            topic=kind.topic.said(language).format_map(names),
            parent=self._parent(kind, names),
            history=kind.history,
            avatar_sha256=self._avatar(kind_id),
            roles=frozen,
            thresholds=thresholds(regulation, kind_id),
            levels=user_levels(regulation, kind_id, frozen),
            group=group.key if group else None,
        )

    def _parent(self, kind: Kind, names: Mapping[str, str]) -> str | None:
        if kind.parent is None:
            return None
        return self._layouts.kinds[kind.parent].key.format_map(names)

    def _avatar(self, kind_id: str) -> str | None:
        if kind_id not in self._avatars:
            path = self._layouts.avatar(kind_id)
            self._avatars[kind_id] = hashlib.sha256(path.read_bytes()).hexdigest() if path else None
        return self._avatars[kind_id]

    def _selected(self, selector: Selector, group: Group | None) -> Iterable[tuple[str, str]]:
        """(person id, role counted in the room) for everybody the selector means."""
        for role in selector.role:
            for person_id in self._by_role[role]:
                yield person_id, selector.as_role or role
        groups = (
            [it for it in self._roster.groups.values() if it.kind is selector.anywhere]
            if selector.anywhere
            else [group]
        )
        for it in groups:
            if it is None:
                continue
            for person_id in it.having(*selector.part):
                yield from self._in_capacity(person_id, selector.as_role)
            for child in it.having(*selector.guardians_of):
                for guardian in self._guardians[child]:
                    yield guardian, selector.as_role

    def _in_capacity(self, person_id: str, as_role: str) -> Iterable[tuple[str, str]]:
        """Only who really has the role comes in with it, and staff only once an order confirms
        them: a pending teacher sees no pupils (R4), a club's leader no class (3.2).
        """
        if as_role in self._effective(self._roster.people[person_id]):
            yield person_id, as_role

    def _effective(self, person: Person) -> frozenset[str]:
        return effective_roles(self._layouts.regulation, person.roles, person.id in self._confirmed)

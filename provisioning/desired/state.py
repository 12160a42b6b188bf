"""The desired state: accounts and rooms as they should be, computed without any I/O."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from policy import catalogue, events, membership, safety, words
from policy.membership import members
from policy.people import People
from policy.power_levels import Thresholds, thresholds, user_levels
from policy.regulation import Regulation, pack
from policy.roster import GroupEntry, State, StateKey, entries
from policy.roster import group as read_group
from policy.school import About
from provisioning.desired.accounts import user_ids
from provisioning.layouts.kinds import Kind
from provisioning.layouts.load import Layouts
from provisioning.registry import Leaver, Registry, write_leavers, write_roster
from provisioning.roster.model import STAFF_ROLES, Roster
from provisioning.school import School
from templates import message, say


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

    accounts: Mapping[str, DesiredAccount]  # of people, by user id
    rooms: Mapping[str, DesiredRoom]  # by locator key
    registry: Mapping[StateKey, Mapping[str, Any]]
    assistant: DesiredAccount | None = None  # a program: in every room, and nobody of the school
    # Leavers whose time is over, by user id: the registry forgets them with their accounts.
    erased: Mapping[str, DesiredAccount] = field(default_factory=dict)

    @property
    def everybody(self) -> Mapping[str, DesiredAccount]:
        """All accounts, the assistant's too."""
        programs = [self.assistant] if self.assistant else []
        return {**self.accounts, **{it.user: it for it in programs}}


def desired(
    roster: Roster,
    layouts: Layouts,
    school: School,
    registry: Registry,
    taken: Collection[str],
    today: date,
    held: Collection[str] = (),
    *,
    erase: bool = True,
) -> Desired:
    """Compute the desired state. Pure: same arguments, same answer.

    `registry` is what was arranged last (user names given, leavers, confirmations); `taken` are
    the user ids on the server that are not Parta's; `held` the people of `roster` who are gone
    from the lists and whom the removal guard keeps. `erase` says whether leavers whose time is over
    may be erased: not while the lists are in doubt.
    """
    known = {**{person: it.user for person, it in registry.leavers.items()}, **registry.users}
    # Also while they have no account yet: a person called Parta must not become the provisioner.
    reserved = {school.provisioner_id, *school.program_ids}
    users = user_ids(roster.people, known, {*taken, *reserved}, school.server_name)
    leavers = _leavers(roster, registry, today, school.leavers_grace_days)
    # `until` is the last day; so nobody is erased on the day they left, whatever the setting.
    due = {it for it, who in leavers.items() if erase and who.until < today.isoformat()}
    erased = {
        who.user: DesiredAccount(who.user, it, who.name, locked=True)
        for it, who in leavers.items()
        if it in due
    }
    leavers = {it: who for it, who in leavers.items() if it not in due}
    accounts = {
        users[person.id]: DesiredAccount(users[person.id], person.id, person.name.full)
        for person in roster.people.values()
    }
    for person_id, leaver in leavers.items():
        accounts[leaver.user] = DesiredAccount(leaver.user, person_id, leaver.name, locked=True)
    state = {
        **write_roster(roster, users, held),
        **write_leavers(leavers),
        **_rules(layouts, school),
    }
    # Read back from what is written, so that the homeserver, which reads the same, agrees.
    people = people_of(state, registry.confirmations, layouts.regulation)
    rooms = _Rooms(layouts, school, people).all()
    return Desired(accounts, rooms, state, _assistant(school), erased)


def _assistant(school: School) -> DesiredAccount | None:
    name = say(message("assistant-name"), school.language)
    return DesiredAccount(school.assistant_id, "", name) if school.assistant_id else None


def people_of(state: State, confirmations: Mapping[str, bool], regulation: Regulation) -> People:
    """The people of a registry's state, with the director's word on staff roles."""
    return People.of(
        (it for (kind, _), content in state.items() if kind == events.ROSTER
         for it in entries(content)),
        {key: it for (kind, key), content in state.items()
         if kind == events.GROUP and (it := read_group(key, content)) is not None},
        confirmations,
        regulation,
    )  # fmt: skip


def _rules(layouts: Layouts, school: School) -> dict[StateKey, dict[str, Any]]:
    """What the homeserver decides by, beside the people."""
    about = About(
        school.id, school.name, school.language, school.program_ids, school.journal, school.diary
    )
    return {
        (events.SCHOOL, ""): about.to_dict(),
        (events.REGULATION, ""): pack(layouts.regulation),
        (events.KINDS, ""): membership.to_dict(
            {name: kind.compiled() for name, kind in layouts.kinds.items()}
        ),
        (events.SAFETY, ""): safety.to_dict(layouts.safety),
        **_in_parts(events.WORDS, words.pack(layouts.words)),
        **_in_parts(events.CATALOGUE, catalogue.pack(layouts.catalogue)),
    }


def _in_parts(event_type: str, parts: Iterable[dict[str, Any]]) -> dict[StateKey, dict[str, Any]]:
    return {
        (event_type, "" if number == 1 else f"#{number}"): part
        for number, part in enumerate(parts, 1)
    }


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


class _Rooms:
    """Computes the rooms; who belongs where is the policy's word (policy.membership)."""

    def __init__(self, layouts: Layouts, school: School, people: People) -> None:
        self._layouts = layouts
        self._school = school
        self._people = people
        self._avatars: dict[str, str | None] = {}

    def all(self) -> dict[str, DesiredRoom]:
        rooms: dict[str, DesiredRoom] = {}
        for kind_id, kind in self._layouts.kinds.items():
            for group in self._groups(kind):
                room = self._room(kind_id, kind, group)
                rooms[room.key] = room
        return rooms

    def _groups(self, kind: Kind) -> Iterable[GroupEntry | None]:
        scope, _, council = kind.scope.partition(":")
        if scope == "school":
            return [None]
        if council:
            # A council's room is there from the start, also while the roster names no members.
            return [self._people.groups.get(kind.scope)]
        return [group for _, group in sorted(self._people.groups.items()) if group.kind == scope]

    def _room(self, kind_id: str, kind: Kind, group: GroupEntry | None) -> DesiredRoom:
        regulation = self._layouts.regulation
        names = {
            "school": self._school.name,
            "title": group.title if group else "",
            "group": group.key if group else "",
        }
        roles = members(self._people, kind.compiled(), group.key if group else None)
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
            roles=roles,
            thresholds=thresholds(regulation, kind_id),
            levels=user_levels(regulation, kind_id, roles),
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

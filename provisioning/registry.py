"""The registry room's state: the roster as Parta last arranged it, readable by module and bot.

People are kept with their home (a class; guardians with the first class of their children; staff
with "staff"), so that a pupil who changes class touches two events and not the whole school. Each
event stays far below Matrix's 64 KiB.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy import events
from policy.roster import Json, State, StateKey, confirmation, entries, text, texts
from policy.roster import group as read_group
from provisioning.roster.model import (
    STAFF_ROLES,
    Group,
    GroupKind,
    Guardianship,
    Name,
    Part,
    Person,
    Role,
    Roster,
)

# An event holds 65,536 bytes with everything; a part ends well before.
_PART_BYTES = 28_000  # two of them side by side, while people move, must still fit
_STAFF_HOME = "staff"
_OTHER_HOME = "others"


class RegistryError(Exception):
    """The registry room holds something that Parta did not write; nothing may be planned on it."""


@dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who left: locked since `since`, to be kept whole until `until` (ISO dates)."""

    user: str
    name: str
    since: str
    until: str
    given: str = ""  # the given name, by which a returner is known again (identity.py)


@dataclass(frozen=True)
class Registry:
    """What the registry room says: the roster arranged last, accounts, leavers, confirmations."""

    roster: Roster = field(default_factory=lambda: Roster({}, {}, frozenset()))
    users: Mapping[str, str] = field(default_factory=dict)  # person id → user id
    leavers: Mapping[str, Leaver] = field(default_factory=dict)  # person id → leaver
    confirmations: Mapping[str, bool] = field(default_factory=dict)  # user id → confirmed
    avatars: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # kind → sha256, mxc
    held: frozenset[str] = frozenset()  # person ids that are gone from the lists, held by the guard
    programs: frozenset[str] = frozenset()  # user ids: the assistant and other services


def write_roster(
    roster: Roster, users: Mapping[str, str], held: Collection[str] = ()
) -> dict[StateKey, dict[str, Any]]:
    """The state events that hold `roster`; `users` maps person id to user id.

    `held` marks those whom only the removal guard keeps: they stay a question until answered.
    """
    state: dict[StateKey, dict[str, Any]] = {}
    for group in roster.groups.values():
        content: dict[str, Any] = {"kind": group.kind.value, "title": group.title}
        if group.grade is not None:
            content["grade"] = group.grade
        state[events.GROUP, group.key] = content
    homes: dict[str, dict[str, Any]] = defaultdict(dict)
    groups_of = _groups_of(roster)
    children_of = _children_of(roster)
    for person in roster.people.values():
        home = _home(person, groups_of, children_of, roster)
        homes[home][person.id] = _entry(
            person,
            users[person.id],
            groups_of.get(person.id, {}),
            children_of.get(person.id, {}),
        )
        if person.id in held:
            homes[home][person.id]["held"] = True
    for home, people in homes.items():
        state.update(_parts(events.ROSTER, home, people))
    return state


def write_leavers(leavers: Mapping[str, Leaver]) -> dict[StateKey, dict[str, Any]]:
    """The state events that hold the leavers."""
    people = {
        person: {
            "user": it.user,
            "name": it.name,
            "given": it.given,
            "since": it.since,
            "until": it.until,
        }
        for person, it in leavers.items()
    }
    return _parts(events.LEAVERS, "leavers", people) if people else {}


def read_registry(state: State) -> Registry:
    """Read the registry room's state.

    Raises:
        RegistryError: something in it is not as `write_roster` and its like write it.
    """
    try:
        return _read(state)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RegistryError(repr(error)) from error


def _read(state: State) -> Registry:
    people: dict[str, Person] = {}
    users: dict[str, str] = {}
    members: dict[str, dict[str, frozenset[Part]]] = defaultdict(dict)
    edges: set[Guardianship] = set()
    held: set[str] = set()
    for content in _contents(state, events.ROSTER):
        for it in entries(content):
            people[it.id] = Person(it.id, Name(*it.name), frozenset(map(Role, it.roles)), it.order)
            users[it.id] = it.user
            if it.held:
                held.add(it.id)
            for key, parts in it.groups.items():
                members[key][it.id] = frozenset(map(Part, parts))
            for child, relation in it.children.items():
                edges.add(Guardianship(it.id, child, relation))
    groups: dict[str, Group] = {}
    for (kind, key), content in state.items():
        if kind == events.GROUP and (found := read_group(key, content)) is not None:
            groups[key] = Group(
                key, GroupKind(found.kind), found.title, found.grade, dict(members[key])
            )
    avatars = state.get((events.AVATARS, ""), {}).get("kinds", {})
    return Registry(
        roster=Roster(people, groups, frozenset(edges)),
        users=users,
        held=frozenset(held),
        leavers={
            person: Leaver(
                text(it["user"]),
                text(it["name"]),
                text(it["since"]),
                text(it["until"]),
                text(it["given"]),
            )
            for content in _contents(state, events.LEAVERS)
            for person, it in content["people"].items()
        },
        confirmations={
            f"@{user}": word
            for (kind, user), content in state.items()
            if kind == events.CONFIRMATION and (word := confirmation(content)) is not None
        },
        programs=frozenset(texts(state.get((events.SCHOOL, ""), {}).get("services", []))),
        avatars={kind: (text(it["sha256"]), text(it["mxc"])) for kind, it in avatars.items()},
    )


def _contents(state: State, event_type: str) -> Iterable[Json]:
    return (content for (kind, _), content in state.items() if kind == event_type)


def _entry(
    person: Person, user: str, groups: Mapping[str, list[str]], children: Mapping[str, str]
) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "user": user,
        "name": [person.name.family, person.name.given, person.name.patronymic],
        "roles": sorted(person.roles),
    }
    if groups:
        entry["groups"] = dict(groups)
    if children:
        entry["children"] = dict(children)
    if person.order:
        entry["order"] = person.order
    return entry


def _groups_of(roster: Roster) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for group in roster.groups.values():
        for person, parts in group.members.items():
            found[person][group.key] = sorted(parts)
    return found


def _children_of(roster: Roster) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for edge in sorted(roster.guardianships):
        found[edge.guardian][edge.child] = edge.relation
    return found


def _home(
    person: Person,
    groups_of: Mapping[str, Mapping[str, list[str]]],
    children_of: Mapping[str, Mapping[str, str]],
    roster: Roster,
) -> str:
    if person.roles & STAFF_ROLES:
        return _STAFF_HOME
    family = [person.id] if Role.PUPIL in person.roles else [*children_of.get(person.id, {})]
    classes = [
        key
        for member in family
        for key, parts in groups_of.get(member, {}).items()
        if roster.groups[key].kind is GroupKind.CLASS and Part.PUPIL.value in parts
    ]
    return min(classes, default=_OTHER_HOME)


def _parts(event_type: str, home: str, people: Mapping[str, Any]) -> dict[StateKey, dict[str, Any]]:
    parts: list[dict[str, Any]] = [{}]
    size = 0
    for person, entry in sorted(people.items()):
        size += len(json.dumps({person: entry}, ensure_ascii=False).encode())
        if size > _PART_BYTES and parts[-1]:
            parts.append({})
            size = 0
        parts[-1][person] = entry
    return {
        (event_type, home if number == 1 else f"{home}#{number}"): {"people": part}
        for number, part in enumerate(parts, 1)
    }

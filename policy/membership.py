"""Who belongs to a room of some kind, and in which role: decided here for everybody.

Provisioning lets people in by it, the Synapse module keeps others out by it and counts the role in
which somebody is in a room: a teacher of 1А who is a parent in 3А is a parent there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from policy.people import People

_GROUP_SCOPES = frozenset({"class", "club"})


@dataclass(frozen=True, slots=True)
class Selector:
    """Which people belong to a room, and the role that counts there (room_layouts/kinds.yaml).

    Exactly one of `role`, `part`, `guardians_of` is filled. `anywhere` widens `part` from the
    room's own group to every group of that kind.
    """

    role: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    guardians_of: tuple[str, ...] = ()
    anywhere: str = ""
    as_role: str = ""


@dataclass(frozen=True, slots=True)
class RoomKind:
    """A kind of room: whose (school, class, club, council:KEY), a space or not, its people."""

    scope: str
    space: bool
    members: tuple[Selector, ...]

    @property
    def per_group(self) -> bool:
        """Is there one such room for each class or club?"""
        return self.scope in _GROUP_SCOPES

    @property
    def roles(self) -> frozenset[str]:
        """Every role in which somebody can be in a room of this kind."""
        return frozenset(
            role for it in self.members for role in ((it.as_role,) if it.as_role else it.role)
        )


def members(people: People, kind: RoomKind, group: str | None) -> dict[str, frozenset[str]]:
    """User id → the roles in which somebody is in the room of `kind` and `group`."""
    roles: dict[str, set[str]] = defaultdict(set)
    for selector in kind.members:
        for person_id, role in _selected(people, selector, group):
            roles[people.by_id[person_id].user].add(role)
    return {user: frozenset(them) for user, them in roles.items()}


def _selected(people: People, selector: Selector, group: str | None) -> Iterable[tuple[str, str]]:
    """(person id, role counted in the room) for everybody the selector means."""
    for role in selector.role:
        for person_id in people.by_role.get(role, ()):
            yield person_id, selector.as_role or role
    if selector.anywhere:
        groups = [key for key, it in people.groups.items() if it.kind == selector.anywhere]
    else:
        groups = [group] if group is not None and group in people.groups else []
    for key in groups:
        for person_id in people.having(key, selector.part):
            # Only who really has the role comes in with it, and staff only once an order confirms
            # them: a pending teacher sees no pupils (R4), a club's leader no class (3.2).
            if selector.as_role in people.by_id[person_id].roles:
                yield person_id, selector.as_role
        for child in people.having(key, selector.guardians_of):
            for guardian in people.guardians.get(child, ()):
                yield guardian, selector.as_role


def to_dict(kinds: Mapping[str, RoomKind]) -> dict[str, Any]:
    """The form for the registry room."""
    return {
        "kinds": {
            name: {
                "for": kind.scope,
                "space": kind.space,
                "members": [
                    {
                        "role": list(it.role),
                        "part": list(it.part),
                        "guardians_of": list(it.guardians_of),
                        "anywhere": it.anywhere,
                        "as": it.as_role,
                    }
                    for it in kind.members
                ],
            }
            for name, kind in sorted(kinds.items())
        }
    }


def from_dict(content: Mapping[str, Any]) -> dict[str, RoomKind]:
    """Read what `to_dict` wrote.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is something else.
    """
    return {
        str(name): RoomKind(
            str(it["for"]),
            it["space"] is True,
            tuple(
                Selector(
                    tuple(map(str, one["role"])),
                    tuple(map(str, one["part"])),
                    tuple(map(str, one["guardians_of"])),
                    str(one["anywhere"]),
                    str(one["as"]),
                )
                for one in it["members"]
            ),
        )
        for name, it in content["kinds"].items()
    }

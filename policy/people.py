"""Who is who at the school, indexed: by user id, role, group, child. Built once a roster change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from policy.regulation import PENDING, Regulation, effective_roles
from policy.roster import Entry, GroupEntry

PUPIL = "pupil"
PARENT = "parent"
TEACHING_PARTS = frozenset({"teacher", "class_teacher", "leader"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the roster; `roles` are those that count today (PENDING before the order)."""

    entry: Entry
    roles: frozenset[str]

    @property
    def user(self) -> str:
        """The permanent user id."""
        return self.entry.user

    @property
    def id(self) -> str:
        """The person id of the roster."""
        return self.entry.id

    @property
    def is_adult_in_charge(self) -> bool:
        """Staff that counts: somebody who may be the adult that a pupils' room needs."""
        return bool(self.roles - {PUPIL, PARENT, PENDING})


@dataclass(frozen=True)
class People:
    """Everybody of the roster and their groups."""

    by_id: Mapping[str, Person]
    groups: Mapping[str, GroupEntry] = field(default_factory=dict)

    @staticmethod
    def of(
        entries: Iterable[Entry],
        groups: Mapping[str, GroupEntry],
        confirmations: Mapping[str, bool],
        regulation: Regulation,
    ) -> "People":
        """Index `entries`; `confirmations` is the director's word: user id → confirmed or revoked.

        What the director said wins over the lists: a revocation must hold although they still
        carry the old order (R4).

        Raises:
            KeyError: a role that the regulation does not know.
        """
        return People(
            {
                entry.id: Person(
                    entry,
                    effective_roles(
                        regulation, entry.roles, confirmations.get(entry.user, bool(entry.order))
                    ),
                )
                for entry in entries
            },
            groups,
        )

    @cached_property
    def by_user(self) -> Mapping[str, Person]:
        """User id → person."""
        return {person.user: person for person in self.by_id.values()}

    @cached_property
    def by_role(self) -> Mapping[str, frozenset[str]]:
        """Role that counts → person ids."""
        found: dict[str, set[str]] = defaultdict(set)
        for person in self.by_id.values():
            for role in person.roles:
                found[role].add(person.id)
        return {role: frozenset(ids) for role, ids in found.items()}

    @cached_property
    def members(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """Group key → person id → parts played."""
        found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for person in self.by_id.values():
            for key, parts in person.entry.groups.items():
                found[key][person.id] = parts
        return found

    @cached_property
    def guardians(self) -> Mapping[str, frozenset[str]]:
        """Person id of a child → person ids of the guardians."""
        found: dict[str, set[str]] = defaultdict(set)
        for person in self.by_id.values():
            for child in person.entry.children:
                found[child].add(person.id)
        return {child: frozenset(ids) for child, ids in found.items()}

    def having(self, group: str, parts: Iterable[str]) -> Iterable[str]:
        """Person ids who play one of `parts` in `group`."""
        wanted = frozenset(parts)
        return (person for person, played in self.members.get(group, {}).items() if played & wanted)

    def teaches(self, teacher: Person, pupil: Person) -> bool:
        """Does `teacher` teach `pupil` in a class or lead a club of theirs?"""
        return any(
            parts & TEACHING_PARTS and PUPIL in pupil.entry.groups.get(key, ())
            for key, parts in teacher.entry.groups.items()
        )

    def children(self, guardian: Person) -> Iterable[Person]:
        """The guardian's children at this school."""
        return (self.by_id[child] for child in guardian.entry.children if child in self.by_id)

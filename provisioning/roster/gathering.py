"""People, groups and guardianships while a roster is being put together, whatever the format."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from provisioning.problems import Place
from provisioning.roster.cells import Identifiers
from provisioning.roster.findings import Findings
from provisioning.roster.model import (
    Group,
    GroupKind,
    Guardianship,
    Name,
    Part,
    Person,
    Role,
    Roster,
)
from provisioning.roster.names import name_key


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What every reader is told beside the files, and where it reports what it finds."""

    school_year: int
    today: date
    identifiers: Identifiers
    findings: Findings


@dataclass(slots=True)
class _Group:
    key: str
    kind: GroupKind
    title: str
    grade: int | None
    place: Place
    members: dict[str, set[Part]] = field(default_factory=dict)


@dataclass(slots=True)
class Gathering:
    """A roster in the making. Members and edges may name people who never come: consistency.py."""

    findings: Findings
    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, _Group] = field(default_factory=dict)
    edges: dict[tuple[str, str], tuple[str, Place]] = field(default_factory=dict)
    member_places: dict[tuple[str, str], Place] = field(default_factory=dict)

    def person(
        self, identifier: str, name: Name, place: Place, role: Role, order: str = ""
    ) -> None:
        """Add somebody, or another role of somebody known.

        One identifier with two different names is a problem: the school counts pupils and staff
        separately, or has mistyped one.
        """
        known = self.people.get(identifier)
        if known and name_key(known.name) != name_key(name):
            self.findings.problem(
                place, "roster-id-two-people",
                id=identifier, name=name.full, other=known.name.full, where=_short(known.place),
            )  # fmt: skip
            return
        roles = {role} | (known.roles if known else frozenset())
        first = known or Person(identifier, name, frozenset(), place=place)
        self.people[identifier] = Person(
            identifier, first.name, frozenset(roles), first.order or order, first.place
        )

    def group(
        self, key: str, kind: GroupKind, title: str, place: Place, grade: int | None = None
    ) -> str:
        """Make sure a group is there; returns its key."""
        known = self.groups.setdefault(key, _Group(key, kind, title, grade, place))
        if known.title.casefold() != title.casefold():
            self.findings.problem(place, "roster-group-same-key", title=title, other=known.title)
        return key

    def part(self, key: str, identifier: str, place: Place, *parts: Part) -> None:
        """Somebody plays parts in a group that is there."""
        self.groups[key].members.setdefault(identifier, set()).update(parts)
        self.member_places.setdefault((key, identifier), place)

    def edge(self, guardian: str, child: str, relation: str, place: Place) -> None:
        """A guardian of a child; the first relation that is known stays."""
        known = self.edges.get((guardian, child))
        if not known or not known[0]:
            self.edges[(guardian, child)] = (relation, known[1] if known else place)

    def classes_of(self, identifier: str) -> Iterator[_Group]:
        """The classes in which somebody is a pupil."""
        for group in self.groups.values():
            if group.kind is GroupKind.CLASS and Part.PUPIL in group.members.get(identifier, ()):
                yield group

    def roster(self) -> Roster:
        """The finished roster; only for a gathering without problems."""
        groups: Mapping[str, Group] = {
            key: Group(
                key, group.kind, group.title, group.grade,
                {who: frozenset(parts) for who, parts in sorted(group.members.items())},
                group.place,
            )
            for key, group in sorted(self.groups.items())
        }  # fmt: skip
        edges = frozenset(
            Guardianship(guardian, child, relation)
            for (guardian, child), (relation, _) in self.edges.items()
        )
        return Roster(dict(sorted(self.people.items())), groups, edges)


def _short(place: Place | None) -> str:
    return f"{place.path.name}:{place.line}" if place else ""

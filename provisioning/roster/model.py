"""The roster: who is at the school this year, in which groups, and whose guardian.

All readers end here, and nothing behind this point knows which format a school uses. Identifiers
are stable over the years and never show a phone number or a document number: they are written
into Matrix (the registry room).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from provisioning.problems import Place


class Role(StrEnum):
    """What somebody is at the school (regulation, section 2). Guardians get PARENT."""

    DIRECTOR = "director"
    SECRETARY = "secretary"
    ADMINISTRATOR = "administrator"
    TEACHER = "teacher"
    ADDITIONAL_TEACHER = "additional_teacher"
    PUPIL = "pupil"
    PARENT = "parent"


STAFF_ROLES = frozenset(
    {Role.DIRECTOR, Role.SECRETARY, Role.ADMINISTRATOR, Role.TEACHER, Role.ADDITIONAL_TEACHER}
)


class GroupKind(StrEnum):
    """What a group of people is; the kinds of room name the groups they belong to."""

    CLASS = "class"
    CLUB = "club"
    COUNCIL = "council"


class Part(StrEnum):
    """What somebody does in one group, beside the school-wide role."""

    PUPIL = "pupil"
    TEACHER = "teacher"
    CLASS_TEACHER = "class_teacher"  # классный руководитель; is a TEACHER of the class as well
    LEADER = "leader"  # руководитель кружка; chair of a council
    SECRETARY = "secretary"
    MEMBER = "member"


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name as the roster has it. `given` may be empty for people with a single name."""

    family: str
    given: str
    patronymic: str = ""

    @property
    def full(self) -> str:
        """«Фамилия Имя Отчество», the display name: locked to the roster (clause 2.5)."""
        return " ".join(part for part in (self.family, self.given, self.patronymic) if part)


@dataclass(frozen=True, slots=True)
class Person:
    """One human being = one account, however many roles and children (requirement C1).

    `order` names the order that confirms a staff role («№ 70 от 30.08.2026», clause 2.7), where
    the roster has it; without any confirmation a teacher stays pending.
    """

    id: str
    name: Name
    roles: frozenset[Role]
    order: str = ""
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A class, club or council.

    `key` is the stable cohort key ("class:2024-a", "club:chess", "council:pedagogical"): the name
    shown changes every year, the key never. `members` maps person id to the parts played.
    """

    key: str
    kind: GroupKind
    title: str
    grade: int | None = None
    members: Mapping[str, frozenset[Part]] = field(default_factory=dict)
    place: Place | None = field(default=None, compare=False)

    def having(self, *parts: Part) -> Iterator[str]:
        """The people who play at least one of `parts`, in a stable order."""
        wanted = frozenset(parts)
        return (person for person, played in sorted(self.members.items()) if played & wanted)


@dataclass(frozen=True, slots=True, order=True)
class Guardianship:
    """An edge from a guardian to a child, whichever of them the file named first."""

    guardian: str
    child: str
    relation: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster that was read whole. One that was not never becomes a `Roster`."""

    people: Mapping[str, Person]
    groups: Mapping[str, Group]
    guardianships: frozenset[Guardianship]

    def children_of(self, guardian: str) -> frozenset[str]:
        """Person ids of a guardian's children."""
        return frozenset(edge.child for edge in self.guardianships if edge.guardian == guardian)

"""What the rows of a school's lists say, before anybody knows who is who.

A row mentions people; two mentions may be one person (people.py and guardians.py decide that).
"""

from dataclasses import dataclass, field
from datetime import date

from provisioning.problems import Place
from provisioning.roster.keys import ClassTitle
from provisioning.roster.model import Name, Part, Role


@dataclass(frozen=True, slots=True)
class Mention:
    """A person as one row names them; everything but the place may be unknown.

    `raw` is the name as typed, for finding out later that a missing person was a refused row.
    """

    place: Place
    name: Name | None = None
    id: str = ""
    birth: date | None = None
    snils: str = ""
    phones: frozenset[str] = frozenset()
    relation: str = ""
    raw: str = ""

    @property
    def marks(self) -> frozenset[str]:
        """Id and surname as typed: two rows with one of them in common may mean one person.

        Only for leaving out problems that follow from others, so that a guess does no harm.
        """
        return frozenset(filter(None, (self.id, self.raw.split(" ")[0])))


@dataclass(frozen=True, slots=True)
class ClassMention:
    """A class as a cell names it."""

    place: Place
    title: ClassTitle


@dataclass(frozen=True, slots=True)
class PupilRow:
    """A pupil of a class, with the parents and the teacher that stand in the same row."""

    pupil: Mention
    class_: ClassMention | None
    guardians: tuple[Mention, ...] = ()
    teacher: Mention | None = None


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """The parents of a child that stands in another list."""

    pupil: Mention
    class_: ClassMention | None
    guardians: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """Somebody who works at the school."""

    person: Mention
    roles: frozenset[Role]
    classes: tuple[ClassMention, ...] = ()
    homeroom: tuple[ClassMention, ...] = ()
    councils: tuple[str, ...] = ()
    order: str = ""


@dataclass(frozen=True, slots=True)
class ClubRow:
    """A pupil of a club and who leads it; either may be missing."""

    place: Place
    club: str
    leader: Mention | None
    pupil: Mention | None
    class_: ClassMention | None


@dataclass(frozen=True, slots=True)
class CouncilRow:
    """Somebody in a council."""

    council: str
    person: Mention
    part: Part


@dataclass(slots=True)
class Lists:
    """All rows of all lists; `complete` unless a file, a sheet or a row could not be read."""

    pupils: list[PupilRow] = field(default_factory=list)
    guardians: list[GuardianRow] = field(default_factory=list)
    staff: list[StaffRow] = field(default_factory=list)
    clubs: list[ClubRow] = field(default_factory=list)
    councils: list[CouncilRow] = field(default_factory=list)
    complete: bool = True

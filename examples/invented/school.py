"""What a school consists of, before any file format."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from invented.names import Name, Sex

PEDAGOGICAL_COUNCIL = "педагогический совет"
WORK_MEETINGS = "рабочие совещания"
PARENTS_COMMITTEE = "Родительский комитет"


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child in a class («3А») of the school year 2026/27."""

    id: str
    name: Name
    born: date
    sex: Sex
    school_class: str


@dataclass(frozen=True, slots=True)
class Guardian:
    """A parent or legal guardian. Only the formats which need an id show it."""

    id: str
    name: Name
    phone: str


@dataclass(frozen=True, slots=True)
class Bond:
    """Who answers for whom, and as what («мать», «отец», «опекун (бабушка)»)."""

    guardian: Guardian
    pupil: Pupil
    relation: str


@dataclass(frozen=True, slots=True)
class Employee:
    """A member of staff. `order` confirms the role; without it the teacher waits (clause 2.7)."""

    id: str
    name: Name
    post: str
    roles: tuple[str, ...]
    classes: tuple[str, ...] = ()
    class_teacher_of: str = ""
    councils: tuple[str, ...] = (PEDAGOGICAL_COUNCIL,)
    order: str = ""


@dataclass(frozen=True, slots=True)
class Club:
    """A кружок with its leader and the pupils who go there."""

    title: str
    leader: Employee
    pupils: tuple[Pupil, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a council. `id` is empty for parents: their file has no ids."""

    council: str
    full_name: str
    id: str
    part: str


@dataclass(frozen=True, slots=True)
class School:
    """The whole school, each part in the order of its file."""

    pupils: tuple[Pupil, ...]
    bonds: tuple[Bond, ...]
    staff: tuple[Employee, ...]
    clubs: tuple[Club, ...]
    seats: tuple[Seat, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, sorted."""
        return tuple(sorted({pupil.school_class for pupil in self.pupils}))

    @property
    def guardians(self) -> tuple[Guardian, ...]:
        """Each guardian once, in the order of the parents' file."""
        return tuple(dict.fromkeys(bond.guardian for bond in self.bonds))

    def bonds_of(self, person: Pupil | Guardian) -> Iterator[Bond]:
        """The bonds at one end of which `person` stands."""
        return (bond for bond in self.bonds if person in (bond.pupil, bond.guardian))


def register_order(pupil: Pupil) -> tuple[str, str]:
    """Sort key of a class register: by class, then by the alphabet, where «ё» is beside «е»."""
    return pupil.school_class, pupil.name.full.replace("ё", "е").replace("Ё", "Е")

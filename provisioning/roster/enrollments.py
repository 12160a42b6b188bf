"""Classes of the standard formats, whose people are given by enrollments, to our groups.

A homeroom is a class of the school. A lesson brings pupils of one or more homerooms together with
their teachers, and is no group of its own: its teachers teach every homeroom that has a pupil in
it. A club is a group whose teachers lead it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from provisioning.problems import Place
from provisioning.roster.gathering import Gathering
from provisioning.roster.keys import ClassTitle, club_key
from provisioning.roster.model import STAFF_ROLES, GroupKind, Part, Role
from provisioning.roster.words import is_one_of

STUDENT, TEACHER = "student", "teacher"


@dataclass(frozen=True, slots=True)
class Enrollment:
    """Somebody (our id) in a class (its id in the files), as STUDENT or TEACHER."""

    class_id: str
    person: str
    role: str
    place: Place
    primary: bool = False
    primary_place: Place | None = None


@dataclass(slots=True)
class Classes:
    """The homerooms and clubs among the classes, by their ids in the files."""

    gathering: Gathering
    school_year: int
    homerooms: dict[str, str] = field(default_factory=dict)
    clubs: dict[str, str] = field(default_factory=dict)

    def add_homeroom(self, class_id: str, title: ClassTitle, place: Place) -> None:
        """A class of the school; two that would share a key are a problem."""
        findings = self.gathering.findings
        key = title.key(self.school_year)
        if key in self.gathering.groups:
            other = self.gathering.groups[key].title
            findings.problem(place, "roster-group-same-key", title=title.title, other=other)
        if title.grade is None:
            findings.warn(place, "roster-class-unusual", value=title.title)
        self.gathering.group(key, GroupKind.CLASS, title.title, place, title.grade)
        self.homerooms[class_id] = key

    def add_club(self, class_id: str, title: str, place: Place) -> None:
        """A club; classes of one title are groups of one club."""
        key = self.gathering.group(club_key(title), GroupKind.CLUB, title, place)
        self.clubs[class_id] = key

    def enroll(self, enrollments: Sequence[Enrollment]) -> None:
        """Put everybody where the enrollments say."""
        fitting = [enrollment for enrollment in enrollments if self._fits(enrollment)]
        for enrollment in fitting:
            if enrollment.class_id in self.homerooms:
                self._into_homeroom(enrollment)
            elif enrollment.class_id in self.clubs:
                part = Part.PUPIL if enrollment.role == STUDENT else Part.LEADER
                key = self.clubs[enrollment.class_id]
                self.gathering.part(key, enrollment.person, enrollment.place, part)
        self._teach([e for e in fitting if e.class_id not in self.homerooms | self.clubs])

    def _fits(self, enrollment: Enrollment) -> bool:
        """Whether somebody can be in a class in this role; who is unknown is left out."""
        person = self.gathering.people.get(enrollment.person)
        if person is None or enrollment.role not in (STUDENT, TEACHER):
            return False
        if enrollment.role == STUDENT and Role.PUPIL not in person.roles:
            key = "roster-enrollment-no-pupil"
        elif enrollment.role == TEACHER and not person.roles & STAFF_ROLES:
            key = "roster-enrollment-no-teacher"
        else:
            return True
        self.gathering.findings.problem(enrollment.place, key, name=person.name.full)
        return False

    def _into_homeroom(self, enrollment: Enrollment) -> None:
        key = self.homerooms[enrollment.class_id]
        parts = {Part.PUPIL} if enrollment.role == STUDENT else {Part.TEACHER}
        if enrollment.role == TEACHER and enrollment.primary:
            group = self.gathering.groups[key]
            if any(who != enrollment.person for who in self._class_teachers(key)):
                self.gathering.findings.problem(
                    enrollment.primary_place or enrollment.place,
                    "roster-two-class-teachers",
                    title=group.title,
                )
            parts.add(Part.CLASS_TEACHER)
        self.gathering.part(key, enrollment.person, enrollment.place, *sorted(parts))

    def _class_teachers(self, key: str) -> Iterable[str]:
        members = self.gathering.groups[key].members
        return [who for who, parts in members.items() if Part.CLASS_TEACHER in parts]

    def _teach(self, lessons: Sequence[Enrollment]) -> None:
        home: dict[str, set[str]] = {}
        for key in self.homerooms.values():
            for who, parts in self.gathering.groups[key].members.items():
                if Part.PUPIL in parts:
                    home.setdefault(who, set()).add(key)
        reached: dict[str, set[str]] = {}
        for lesson in lessons:
            if lesson.role == STUDENT:
                reached.setdefault(lesson.class_id, set()).update(home.get(lesson.person, ()))
        for lesson in lessons:
            if lesson.role == TEACHER:
                for key in sorted(reached.get(lesson.class_id, ())):
                    self.gathering.part(key, lesson.person, lesson.place, Part.TEACHER)


def is_club_title(title: str) -> bool:
    """Whether a class is called a club: «Кружок шахмат»."""
    return is_one_of("club_titles", title.split(" ", maxsplit=1)[0])

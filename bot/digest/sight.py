"""Which facts an audience may see, and how the school's people stand to each other in a digest.

Denied by default: a fact about a room that the reader has nothing to do with, or that the school
does not know, is not counted for them.
"""

from dataclasses import dataclass

from bot.digest.clean import line
from bot.digest.facts import Room, Users
from bot.digest.model import Audience, ClassTeacher, Director, Parent, audiences
from policy.people import PARENT, PUPIL, Person
from policy.regulation import DIRECT
from policy.school import School

CLASS = "class"
CLUB = "club"


@dataclass(frozen=True)
class Sight:
    """The school as `audience` may see it in a digest."""

    school: School
    audience: Audience

    def __post_init__(self) -> None:
        if self.audience not in audiences(self.school, self.audience.user):
            raise LookupError("nobody who is entitled to this digest")

    @property
    def whole(self) -> bool:
        """Is it the whole school that the reader sees?"""
        return isinstance(self.audience, Director)

    @property
    def reader(self) -> Person:
        """Who reads."""
        return self.school.people.by_user[self.audience.user]

    @property
    def children(self) -> tuple[Person, ...]:
        """A parent's children, by name; none for others."""
        if not isinstance(self.audience, Parent):
            return ()
        found = self.school.people.children(self.reader)
        return tuple(sorted(found, key=lambda it: (it.entry.name, it.id)))

    @property
    def family(self) -> Users:
        """User ids of a parent and the own children; none for others."""
        if not isinstance(self.audience, Parent):
            return frozenset()
        return frozenset({self.audience.user, *(it.user for it in self.children)})

    @property
    def classes(self) -> tuple[str, ...]:
        """Keys of the classes that the reader sees, in the order of the school: 1А, 1Б, 2А."""
        found = [
            it
            for it in self.school.people.groups.values()
            if it.kind == CLASS and self.sees_group(it.key)
        ]
        return tuple(it.key for it in sorted(found, key=lambda it: (it.grade or 0, it.title)))

    def sees_group(self, group: str | None) -> bool:
        """Does the reader see what is counted of `group` as a whole?"""
        match self.audience:
            case Director():
                return True
            case ClassTeacher(group=own):
                return group == own
            case Parent():
                return False

    def sees(self, room: Room | None) -> bool:
        """Does the reader see what happens in `room`?

        A parent sees the rooms of the own children too, but not those where they are staff.
        """
        if room is None or room.kind == DIRECT:
            return self.whole
        if not isinstance(self.audience, Parent):
            return self.sees_group(room.group)
        return self.is_addressed(room) or any(
            PUPIL in self.school.roles_in(child, room.kind, room.group) for child in self.children
        )

    def is_addressed(self, room: Room) -> bool:
        """Is the reader in `room` as a parent?"""
        return room.kind != DIRECT and PARENT in self.school.roles_in(
            self.reader, room.kind, room.group
        )

    def title(self, group: str | None) -> str:
        """What the group is called; its key where the school does not know it."""
        known = self.school.people.groups.get(group or "")
        return line(known.title if known else group or "")

    def pupils(self, group: str) -> tuple[Person, ...]:
        """The pupils of a class or club."""
        people = self.school.people
        return tuple(people.by_id[it] for it in people.having(group, (PUPIL,)))

    def guardians(self, pupil: Person) -> Users:
        """User ids of a pupil's guardians."""
        people = self.school.people
        return frozenset(people.by_id[it].user for it in people.guardians.get(pupil.id, ()))

    def people_of(self, group: str) -> Users:
        """The pupils of a class and their guardians."""
        found: set[str] = set()
        for pupil in self.pupils(group):
            found.add(pupil.user)
            found |= self.guardians(pupil)
        return frozenset(found)

    def addressed(self, room: Room, to: Users) -> Users:
        """Those of `to`, who were written to in `room`, that the reader's digest counts.

        Parents among the staff read the staff's rooms as staff: these count for no class.
        """
        match self.audience:
            case Director():
                return to
            case ClassTeacher(group=own):
                if self.school.is_for_families(room.kind) and room.group in (None, own):
                    return to & self.people_of(own)
                return frozenset()
            case Parent(user=user):
                return to & {user} if self.is_addressed(room) else frozenset()

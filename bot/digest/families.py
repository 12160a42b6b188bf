"""Families reached: counted by class, so that the numbers of all classes add up to the school's."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.digest.facts import Room, Users
from bot.digest.sight import Sight


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `of`."""

    part: int
    of: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.of + other.of)

    @staticmethod
    def nothing() -> "Share":
        """None of none."""
        return Share(0, 0)

    @property
    def percent(self) -> int:
        """Rounded down: 100 means all of them."""
        return 100 * self.part // self.of if self.of else 0

    @property
    def lacking(self) -> int:
        """How many are missing."""
        return self.of - self.part


@dataclass(frozen=True, slots=True)
class Asked:
    """`who` of `to` (None: of everybody) did what was asked, in `room` or anywhere."""

    who: Users
    to: Users | None = None
    room: Room | None = None


def families(sight: Sight, group: str, asked: Asked) -> Share:
    """How many families of a class did it, of those who were asked.

    A family is a pupil, and it is reached when one guardian is. What goes to no guardian at all is
    for the pupils themselves, and then each of them counts. A room of another class asks no family
    of this one, though a brother's mother is in both; nor does a room of the staff.
    """
    pupils = sight.pupils(group)
    if asked.room is not None:
        if not sight.school.is_for_families(asked.room.kind):
            return Share.nothing()
        if asked.room.group is not None:
            within = {it.id for it in sight.pupils(asked.room.group)}
            pupils = tuple(it for it in pupils if it.id in within)
    households = [sight.guardians(it) for it in pupils]
    if asked.to is None:
        # Without a guardian in the lists nobody can be connected: that family lacks, too.
        return Share(sum(bool(it & asked.who) for it in households), len(households))
    if not any(it & asked.to for it in households):
        households = [frozenset({it.user}) for it in pupils]
    reached = [it & asked.to for it in households if it & asked.to]
    return Share(sum(bool(it & asked.who) for it in reached), len(reached))


def by_class(sight: Sight, asked: Iterable[Asked]) -> tuple[tuple[str, Share], ...]:
    """(class, families) summed over all of `asked`, without classes that nobody asked."""
    everything = tuple(asked)
    found = (
        (key, sum((families(sight, key, it) for it in everything), Share.nothing()))
        for key in sight.classes
    )
    return tuple((key, share) for key, share in found if share.of)


def total(shares: Iterable[tuple[str, Share]]) -> Share:
    """All classes together."""
    return sum((it for _, it in shares), Share.nothing())


def staff(sight: Sight, asked: Asked) -> Share:
    """How many of the school's staff did it; they are of no class and no family."""
    people = sight.school.people.by_user
    adults = {it for it in asked.to or () if it in people and people[it].is_adult_in_charge}
    return Share(len(adults & asked.who), len(adults))

"""Minutes before screens: of a class over all teachers, of a pupil over all rooms (N1). Pure.

Nobody is ranked: a class is told of to whoever teaches it just then, a pupil by name alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.lessons.record import Record
from policy.people import PUPIL, Person
from policy.school import School
from policy.screen import Limit, norm_of

SOON = 5  # minutes before a limit at which the teacher is warned


@dataclass(frozen=True, slots=True)
class Warned:
    """`what` is reached: the limit of this lesson or of the day; `left` minutes are left of it."""

    what: str  # "lesson" or "day"
    left: int
    limit: int

    @property
    def key(self) -> str:
        """Each is said once, and once more when the time is over."""
        return f"{self.what}:{'over' if self.left <= 0 else 'soon'}"


def day_of(at: int, zone: ZoneInfo) -> date:
    """The day of a time (milliseconds), by the school's clocks."""
    return datetime.fromtimestamp(at / 1000, zone).date()


def day_start(day: date, zone: ZoneInfo) -> int:
    """When that day begins (milliseconds)."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * 1000)


def day_end(day: date, zone: ZoneInfo) -> int:
    """When the next one begins."""
    return day_start(day + timedelta(days=1), zone)


def limit_of(school: School, group: str | None, device: str, day: date) -> Limit | None:
    """The limit of a class, None where no norm holds or the group has no grade (a club)."""
    known = school.people.groups.get(group or "")
    norm = norm_of(school.safety.screen_time, day)
    if known is None or known.grade is None or norm is None:
        return None
    return norm.limit(known.grade, device)


def grade_of(school: School, pupil: Person) -> int | None:
    """In which grade a pupil is, by the class."""
    grades = [
        group.grade
        for key, parts in pupil.entry.groups.items()
        if PUPIL in parts
        and (group := school.people.groups.get(key)) is not None
        and group.grade is not None
    ]
    return max(grades, default=None)


def pupil_limit(school: School, pupil: Person, device: str, day: date) -> Limit | None:
    """The limit of one pupil."""
    grade, norm = grade_of(school, pupil), norm_of(school.safety.screen_time, day)
    return None if grade is None or norm is None else norm.limit(grade, device)


def used_by_class(records: Iterable[Record], group: str | None, device: str) -> int:
    """Minutes that a class has had of that day's conferences that ended."""
    return sum(it.screen for it in records if it.group == group and it.device == device)


def used_by_pupils(records: Iterable[Record], device: str) -> dict[str, int]:
    """User id → minutes, over every class and club."""
    found: dict[str, int] = {}
    for it in records:
        if it.device == device:
            for user, count in it.there.items():
                found[user] = found.get(user, 0) + count
    return found


def warnings(limit: Limit, this: int, before: int) -> list[Warned]:
    """What to tell the teacher after `this` minutes of a lesson and `before` of others that day."""
    found = []
    for what, at_most, used in (("lesson", limit.lesson, this), ("day", limit.day, before + this)):
        if used >= at_most - SOON:
            found.append(Warned(what, at_most - used, at_most))
    return found


def pupils_over(
    school: School, this: Mapping[str, int], before: Mapping[str, int], device: str, day: date
) -> list[Person]:
    """Pupils whose own day is over, though not that of their class: by name, without a rank."""
    found = []
    for user, count in this.items():
        person = school.person(user)
        if person is None or PUPIL not in person.roles or user not in before:
            continue
        limit = pupil_limit(school, person, device, day)
        if limit is not None and count + before[user] >= limit.day:
            found.append(person)
    return sorted(found, key=lambda it: (it.entry.full_name, it.id))

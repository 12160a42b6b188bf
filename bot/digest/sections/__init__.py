"""What a digest says beside decisions: one function a section, in the order of `of`.

Facts that nobody measured give no section; facts that were measured and are none say so.
"""

from collections.abc import Callable, Iterator

from bot.digest.facts import Facts
from bot.digest.model import Director, Parent, Section
from bot.digest.period import Period
from bot.digest.sections import family, order, reach, work
from bot.digest.sight import Sight

_Parts = tuple[Callable[[Facts, Sight, Period], Iterator[Section]], ...]

_DIRECTOR_WEEK: _Parts = (
    reach.announcements,
    reach.documents,
    work.meetings,
    work.lessons,
    work.tasks,
    work.consultations,
    reach.connected,
    order.incidents,
    work.polls,
    order.health,
    order.upcoming,
)
_DIRECTOR_DAY: _Parts = (
    reach.announcements,
    work.meetings,
    work.lessons,
    order.incidents,
    order.upcoming,
)
_CLASS_TEACHER: _Parts = (
    reach.announcements,
    reach.documents,
    work.lessons,
    work.tasks,
    work.meetings,
    work.polls,
    reach.connected,
    order.incidents,
    order.upcoming,
)
_PARENT: _Parts = (
    family.announcements,
    family.children,
    family.polls,
    family.consultations,
    order.upcoming,
)


def of(facts: Facts, sight: Sight, period: Period) -> tuple[Section, ...]:
    """The sections of the reader's digest, in order."""
    match sight.audience:
        case Director():
            chosen = _DIRECTOR_DAY if period.is_day else _DIRECTOR_WEEK
        case Parent():
            chosen = _PARENT
        case _:
            chosen = _CLASS_TEACHER
    return tuple(section for one in chosen for section in one(facts, sight, period))

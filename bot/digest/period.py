"""The days that a digest speaks of, and working days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both within; `made` is when the digest is made.

    The school's time zone is that of `made`: a moment belongs to the day it is there.
    """

    first: date
    last: date
    made: datetime

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period that ends before it begins: {self.first}, {self.last}")
        if self.made.tzinfo is None:
            raise ValueError("`made` needs a time zone")

    @property
    def is_day(self) -> bool:
        """Is it the short, daily form?"""
        return self.first == self.last

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it."""
        return tuple(self.first + _DAY * it for it in range((self.last - self.first).days + 1))

    @property
    def today(self) -> date:
        """The day on which the digest is made."""
        return self.made.date()

    def local(self, at: datetime) -> datetime:
        """The school's clock at `at`."""
        return at.astimezone(self.made.tzinfo)

    def has(self, at: datetime | None) -> bool:
        """Is `at` within?"""
        return at is not None and self.first <= self.local(at).date() <= self.last

    def before_end(self, at: datetime) -> bool:
        """Had `at` come when the digest was made? What came later does not stand in it."""
        return at <= self.made


def day(made: datetime) -> Period:
    """The day of `made`."""
    return Period(made.date(), made.date(), made)


def week(made: datetime) -> Period:
    """The week from Monday to Sunday that `made` is in."""
    monday = made.date() - _DAY * made.weekday()
    return Period(monday, monday + 6 * _DAY, made)


def working_days(since: date, until: date, holidays: Collection[date] = ()) -> int:
    """Working days after `since` up to and with `until`; weekends and `holidays` rest.

    A question of Friday is one working day old on Monday.
    """
    # Whoever asks about years does not need to know more than that it was long ago.
    first = max(since + _DAY, until - 400 * _DAY)
    days = (first + _DAY * it for it in range((until - first).days + 1))
    return sum(it.weekday() < _SATURDAY and it not in holidays for it in days)

"""Limits on time before screens, as data with a date: how long a class, how long a pupil (N1).

Sanitary norms come and go: each has its days, and the one of the day counts. The YAML is
`room_layouts/safety.yaml`, part `screen_time`; where no norm holds, nothing is limited.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

# What pupils look at. Video from home is a computer unless the teacher says otherwise.
DEVICES = ("computer", "tablet", "board", "panel")
LAST_GRADE = 12


@dataclass(frozen=True, slots=True)
class Limit:
    """Minutes at most, in one lesson and in a day, for the grades `first` to `last`."""

    first: int
    last: int
    lesson: int
    day: int


@dataclass(frozen=True, slots=True)
class Norm:
    """One norm: what it is called, where its figures were read, on which days it holds."""

    name: str
    source: str
    since: date
    until: date  # the first day on which it holds no longer
    limits: Mapping[str, tuple[Limit, ...]]  # name of DEVICES → limits

    def limit(self, grade: int, device: str) -> Limit | None:
        """The limit of a grade, None where the norm is silent."""
        found = (it for it in self.limits.get(device, ()) if it.first <= grade <= it.last)
        return next(found, None)


def norm_of(norms: Iterable[Norm], day: date) -> Norm | None:
    """The norm that holds on `day`; of several the latest."""
    held = [it for it in norms if it.since <= day < it.until]
    return max(held, key=lambda it: it.since, default=None)


def to_list(norms: Iterable[Norm]) -> list[dict[str, Any]]:
    """The compiled form, JSON without floats."""
    return [
        {
            "name": it.name,
            "source": it.source,
            "since": it.since.isoformat(),
            "until": it.until.isoformat(),
            "limits": {
                device: [[one.first, one.last, one.lesson, one.day] for one in them]
                for device, them in sorted(it.limits.items())
            },
        }
        for it in norms
    ]


def from_list(data: Iterable[Mapping[str, Any]]) -> tuple[Norm, ...]:
    """Read what `to_list` wrote.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it is something else.
    """
    return tuple(
        Norm(
            str(it["name"]),
            str(it["source"]),
            date.fromisoformat(it["since"]),
            date.fromisoformat(it["until"]),
            {_device(device): tuple(map(_limit, them)) for device, them in it["limits"].items()},
        )
        for it in data
    )


def _device(name: object) -> str:
    if name not in DEVICES:
        raise ValueError(f"no device: {name!r}")
    return str(name)


def _limit(row: Any) -> Limit:
    numbers = list(row)
    if len(numbers) != 4 or not all(isinstance(it, int) and it > 0 for it in numbers):
        raise TypeError(f"four numbers expected: {row!r}")
    return Limit(*numbers)

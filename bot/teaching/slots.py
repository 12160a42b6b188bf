"""Reads hours of a consultation as a teacher types them. Pure."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

from bot.commands.times import duration, moment
from templates import Message, message

_CLOCK = re.compile(r"(?:в\s+|at\s+)?\d{1,2}[:.]\d{2}\b")
_COUNT = re.compile(r"(\d{1,3})\s*(?:по|x|х|×|by|of)\s+(.+)", re.IGNORECASE)
_EACH = re.compile(r"(?:по|by)\s+(.+)", re.IGNORECASE)
MOST = 10  # as many as there are keycaps to tap
_USUAL = timedelta(minutes=15)
_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(hours=3)
_AHEAD = timedelta(days=90)

Slot = tuple[int, int]  # start in milliseconds, minutes


def read_slots(typed: str, now: datetime) -> tuple[Slot, ...] | Message:
    """«четверг 15:00 4 по 15 мин», «чт 15:00, 15:30, пт 16:00 по 20 мин»; or what is wrong."""
    found: list[tuple[datetime, int, timedelta | None]] = []
    for segment in filter(None, (it.strip() for it in re.split(r"[,;\n]", typed))):
        # A time without a day is of the day before it.
        base = found[-1][0] if found and _CLOCK.match(segment) else None
        start = base.replace(hour=0, minute=0) if base is not None else now
        when = moment(segment.split(), start)
        if when is None:
            return message("consultation-how")
        rest = " ".join(segment.split()[when[1] :])
        number, length = _length(rest)
        if rest and length is None:
            return message("consultation-how")
        found.append((when[0], number, length))
    if not found:
        return message("consultation-how")
    # «15:00, 15:20 по 15 мин»: a length at the end is that of all that have none.
    usual = found[-1][2] or _USUAL
    slots = [
        (start + (length or usual) * step, length or usual)
        for start, number, length in found
        for step in range(number)
    ]
    return _checked(sorted(slots), now)


def _length(rest: str) -> tuple[int, timedelta | None]:
    """How many hours of which length one after another."""
    counted, each = _COUNT.fullmatch(rest), _EACH.fullmatch(rest)
    words = (counted[2] if counted else each[1] if each else rest).split()
    length = duration(words)
    if length is None or length[1] != len(words):
        return 1, None
    return (min(int(counted[1]), MOST + 1) if counted else 1), length[0]


def _checked(slots: list[tuple[datetime, timedelta]], now: datetime) -> tuple[Slot, ...] | Message:
    if not slots or len(slots) > MOST:
        return message("consultation-too-many", most=MOST)
    for start, length in slots:
        if not _SHORTEST <= length <= _LONGEST:
            return message("consultation-length")
        if not now < start < now + _AHEAD:
            return message("consultation-past")
    for (start, length), (following, _) in pairwise(slots):
        if start + length > following:
            return message("consultation-overlap")
    return tuple(
        (int(start.timestamp() * 1000), int(length.total_seconds() // 60))
        for start, length in slots
    )

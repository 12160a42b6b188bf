"""Durations and moments as people type them, in Russian and English."""

import re
from datetime import datetime, timedelta

_UNITS = {
    "мин": 60, "минут": 60, "минуту": 60, "минуты": 60, "м": 60, "min": 60, "m": 60, "minutes": 60,
    "minute": 60, "ч": 3600, "час": 3600, "часа": 3600, "часов": 3600, "h": 3600, "hour": 3600,
    "hours": 3600, "д": 86400, "день": 86400, "дня": 86400, "дней": 86400, "сутки": 86400,
    "d": 86400, "day": 86400, "days": 86400, "неделя": 604800, "неделю": 604800, "недели": 604800,
    "week": 604800, "weeks": 604800,
}  # fmt: skip
_DAYS = {"сегодня": 0, "today": 0, "завтра": 1, "tomorrow": 1, "послезавтра": 2}
_WEEKDAYS = {
    "понедельник": 0, "пн": 0, "monday": 0, "mon": 0, "вторник": 1, "вт": 1, "tuesday": 1, "tue": 1,
    "среда": 2, "среду": 2, "ср": 2, "wednesday": 2, "wed": 2, "четверг": 3, "чт": 3,
    "thursday": 3, "thu": 3, "пятница": 4, "пятницу": 4, "пт": 4, "friday": 4, "fri": 4,
    "понедельника": 0, "вторника": 1, "среды": 2, "четверга": 3, "пятницы": 4, "субботы": 5,
    "воскресенья": 6, "суббота": 5, "субботу": 5, "сб": 5, "saturday": 5, "sat": 5,
    "воскресенье": 6, "вс": 6, "sunday": 6, "sun": 6,
}  # fmt: skip
_DURATION = re.compile(r"(\d{1,4})\s*([a-zа-яё]+)\.?$", re.IGNORECASE)
_CLOCK = re.compile(r"(?:в\s+|at\s+)?(\d{1,2})[:.](\d{2})$", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?$")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_LITTLE_WORDS = frozenset({"в", "во", "at", "on", "до", "by", "until", "на", "for", "к"})
_LONGEST = timedelta(days=400)


def duration(words: list[str]) -> tuple[timedelta, int] | None:
    """A duration at the beginning of `words` and how many of them it takes: «30 мин», «2ч», «1 d».

    None where there is none.
    """
    skipped = 1 if words and words[0].lower() in _LITTLE_WORDS else 0
    rest = words[skipped:]
    for count in (1, 2):
        match = _DURATION.match(" ".join(rest[:count])) if len(rest) >= count else None
        if match is None:
            continue
        unit = _UNITS.get(match[2].lower())
        if unit is not None and int(match[1]) > 0:
            return min(timedelta(seconds=int(match[1]) * unit), _LONGEST), count + skipped
    if rest and rest[0].lower() in ("час", "hour"):
        return timedelta(hours=1), 1 + skipped
    return None


def moment(words: list[str], now: datetime) -> tuple[datetime, int] | None:
    """A day with a time, or either, at the beginning of `words`, by the clock of `now`.

    A day without a time means the end of the school day, 18:00; a time without a day its next
    occurrence. None where there is none, or no such day.
    """
    day: datetime | None = None
    clock: tuple[int, int] | None = None
    used = 0
    for word in words:
        plain = word.lower().rstrip(",;:")
        found_clock, found_day = _clock_of(plain), _day_of(plain, now)
        if clock is None and found_clock is not None and not (day is None and found_day):
            clock = found_clock
        elif day is None and found_day is not None:
            day = found_day
        elif plain not in _LITTLE_WORDS:
            break
        used += 1
        if word.endswith(":"):
            break  # what follows is the text
    while used and words[used - 1].lower() in _LITTLE_WORDS:
        used -= 1
    if day is None and clock is None:
        return None
    hour, minute = clock or (18, 0)
    when = (day or now).replace(hour=hour, minute=minute, second=0, microsecond=0)
    if day is None and when <= now:
        when += timedelta(days=1)
    return when, used


def _clock_of(word: str) -> tuple[int, int] | None:
    match = _CLOCK.match(word)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return int(match[1]), int(match[2])


def _day_of(word: str, now: datetime) -> datetime | None:
    if word in _DAYS:
        return now + timedelta(days=_DAYS[word])
    if word in _WEEKDAYS:
        ahead = (_WEEKDAYS[word] - now.weekday()) % 7 or 7
        return now + timedelta(days=ahead)
    try:
        if match := _ISO.match(word):
            return now.replace(year=int(match[1]), month=int(match[2]), day=int(match[3]))
        if match := _DATE.match(word):
            year = int(match[3]) if match[3] else now.year
            year += 2000 if year < 100 else 0
            found = now.replace(year=year, month=int(match[2]), day=int(match[1]))
            if not match[3] and found.date() < now.date():
                found = found.replace(year=year + 1)
            return found
    except ValueError:
        return None
    return None

"""Dates and times as people say them: «24 ноября 2026 г.», "24 November 2026" (CLDR by Babel)."""

from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_date

# British order: the day before the month, as in Russian, for English readers anywhere.
_LOCALES = {"ru": "ru", "en": "en_GB"}
_DEFAULT = "ru"
# CLDR patterns by the name of the form; "long" is CLDR's own.
_PATTERNS = {
    "long": "long",
    "day": "d MMMM",
    "short": "d MMM",
    "weekday": "ccc",
    "weekday_day": "EEE, d MMMM",
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day as a value of a message.

    `form` is "long" (24 ноября 2026 г.), "day" (24 ноября), "short" (24 нояб.), "weekday" (вт) or
    "weekday_day" (вт, 24 ноября).
    """

    on: date
    form: str = "day"

    def said(self, language: str) -> str:
        """The day in `language`."""
        locale = _LOCALES.get(language, _DEFAULT)
        return _no_narrow(format_date(self.on, _PATTERNS[self.form], locale=locale))


@dataclass(frozen=True, slots=True)
class Time:
    """A day and the time of that day: «вт, 24 ноября, 15:05»; the clock is that of `at`."""

    at: datetime
    form: str = "weekday_day"

    def said(self, language: str) -> str:
        """The time in `language`."""
        return f"{Day(self.at.date(), self.form).said(language)}, {self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`: «16–22 ноября 2026 г.», «30 ноября – 6 декабря 2026 г.»."""

    first: date
    last: date

    def said(self, language: str) -> str:
        """The span in `language`, naming month and year once where one naming does."""
        until = Day(self.last, "long").said(language)
        if self.first == self.last:
            return until
        if self.first.year != self.last.year:
            return f"{Day(self.first, 'long').said(language)} – {until}"
        if self.first.month != self.last.month:
            return f"{Day(self.first).said(language)} – {until}"
        return f"{self.first.day}–{until}"


def _no_narrow(text: str) -> str:
    # CLDR's narrow no-break space is missing in many fonts; the ordinary one is not.
    return text.replace("\u202f", "\u00a0")

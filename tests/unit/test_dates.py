"""Dates and times as people here write them."""

from datetime import date, datetime

import pytest

from templates import message, say
from templates.dates import Day, Span, Time
from templates.lists import Listed

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("form", "russian", "english"),
    [
        ("long", "24 ноября 2026 г.", "24 November 2026"),
        ("day", "24 ноября", "24 November"),
        ("short", "24 нояб.", "24 Nov"),
        ("weekday", "вт", "Tue"),
        ("weekday_day", "вт, 24 ноября", "Tue, 24 November"),
    ],
)
def test_a_day(form: str, russian: str, english: str) -> None:
    assert Day(TUESDAY, form).said("ru").replace("\u00a0", " ") == russian
    assert Day(TUESDAY, form).said("en") == english


def test_a_day_has_no_sign_that_fonts_lack() -> None:
    assert "\u202f" not in Day(TUESDAY, "long").said("ru")


@pytest.mark.parametrize(
    ("first", "last", "russian", "english"),
    [
        ("2026-11-24", "2026-11-24", "24 ноября 2026 г.", "24 November 2026"),
        ("2026-11-16", "2026-11-22", "16–22 ноября 2026 г.", "16–22 November 2026"),
        (
            "2026-11-30",
            "2026-12-06",
            "30 ноября – 6 декабря 2026 г.",
            "30 November – 6 December 2026",
        ),
        (
            "2026-12-28",
            "2027-01-03",
            "28 декабря 2026 г. – 3 января 2027 г.",
            "28 December 2026 – 3 January 2027",
        ),
    ],
)
def test_a_span(first: str, last: str, russian: str, english: str) -> None:
    span = Span(date.fromisoformat(first), date.fromisoformat(last))
    assert span.said("ru").replace("\u00a0", " ") == russian
    assert span.said("en") == english


def test_a_time() -> None:
    assert Time(datetime(2026, 11, 24, 9, 5)).said("ru") == "вт, 24 ноября, 09:05"


def test_an_unknown_language_is_russian() -> None:
    assert Day(TUESDAY).said("kbd") == "24 ноября"


def test_values_are_said_in_the_language_of_their_sentence() -> None:
    sentence = message("file-unreadable", why=Day(TUESDAY))
    assert say(sentence, "ru") == "файл не читается: 24 ноября"
    assert "24 November" in say(sentence, "en")
    inside = message("file-unreadable", why=message("file-missing"))
    assert say(inside, "ru") == f"файл не читается: {say(message('file-missing'), 'ru')}"
    both = message("file-unreadable", why=Listed((Day(TUESDAY), message("file-missing"))))
    assert say(both, "ru").startswith("файл не читается: 24 ноября, ")

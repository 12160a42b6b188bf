"""Durations and moments as people type them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.times import duration, moment

# A Tuesday.
NOW = datetime(2026, 11, 24, 15, 30, tzinfo=ZoneInfo("Europe/Moscow"))


@pytest.mark.parametrize(
    ("typed", "length", "used"),
    [
        ("30 мин", timedelta(minutes=30), 2),
        ("30мин за ругань", timedelta(minutes=30), 1),
        ("2 часа потом", timedelta(hours=2), 2),
        ("на час", timedelta(hours=1), 2),
        ("1 день", timedelta(days=1), 2),
        ("на 2 недели", timedelta(weeks=2), 3),
        ("15 min", timedelta(minutes=15), 2),
        ("1h", timedelta(hours=1), 1),
    ],
)
def test_durations(typed: str, length: timedelta, used: int) -> None:
    assert duration(typed.split()) == (length, used)


@pytest.mark.parametrize("typed", ["", "скоро", "0 мин", "-5 мин", "мин", "5 попугаев", "7А: 5"])
def test_no_durations(typed: str) -> None:
    assert duration(typed.split()) is None


def test_nobody_is_silent_for_ever() -> None:
    found = duration(["9999", "недель".replace("недель", "недели")])
    assert found is not None
    assert found[0] == timedelta(days=400)


@pytest.mark.parametrize(
    ("typed", "when", "used"),
    [
        ("завтра 9:00 7А", (2026, 11, 25, 9, 0), 2),
        ("завтра в 9.30", (2026, 11, 25, 9, 30), 3),
        ("сегодня", (2026, 11, 24, 18, 0), 1),
        ("до пятницы", (2026, 11, 27, 18, 0), 2),
        ("в пятницу 14:30: текст", (2026, 11, 27, 14, 30), 3),
        ("до пятницы: в 9:00 собираемся", (2026, 11, 27, 18, 0), 2),
        ("в пятницу 14:30 текст", (2026, 11, 27, 14, 30), 3),
        ("вторник", (2026, 12, 1, 18, 0), 1),
        ("25.11 14:30", (2026, 11, 25, 14, 30), 2),
        ("25.11.26", (2026, 11, 25, 18, 0), 1),
        ("01.09", (2027, 9, 1, 18, 0), 1),
        ("10.12", (2026, 12, 10, 18, 0), 1),
        ("2026-12-31 08:00", (2026, 12, 31, 8, 0), 2),
        ("16:00", (2026, 11, 24, 16, 0), 1),
        ("9:00", (2026, 11, 25, 9, 0), 1),
        ("tomorrow at 9:00", (2026, 11, 25, 9, 0), 3),
    ],
)
def test_moments(typed: str, when: tuple[int, ...] | None, used: int) -> None:
    found = moment(typed.split(), NOW)
    if when is None:
        assert found is None
    else:
        assert found == (datetime(*when, tzinfo=NOW.tzinfo), used)


@pytest.mark.parametrize("typed", ["", "потом", "31.02", "25:00", "99.99", "7А: в 9"])
def test_no_moments(typed: str) -> None:
    assert moment(typed.split(), NOW) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_no_error(typed: str) -> None:
    moment(typed.split(), NOW)
    duration(typed.split())

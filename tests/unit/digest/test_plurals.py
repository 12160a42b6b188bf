"""Counts and dates inside the sentences of a digest."""

from datetime import date

import pytest

from templates import message, say
from templates.dates import Day
from templates.lists import Listed

TUESDAY = date(2026, 11, 24)


def test_values_are_said_in_the_language_of_their_sentence() -> None:
    sentence = message("digest-decide-backup", day=Day(TUESDAY))
    assert say(sentence, "ru") == "Резервной копии нет с 24 ноября"
    assert say(sentence, "en") == "No backup since 24 November"
    inside = message(
        "digest-lessons-held",
        held=Listed(
            (message("digest-count-lessons", count=2), message("digest-count-clubs", count=1))
        ),
        time=message("digest-minutes", count=3),
    )
    assert say(inside, "ru") == "2 урока, 1 занятие кружков, всего 3 минуты"


@pytest.mark.parametrize(
    ("count", "lessons", "days", "reports"),
    [
        (1, "1 урок", "1 день", "1 жалоба без решения: 3А"),
        (2, "2 урока", "2 дня", "2 жалобы без решения: 3А"),
        (5, "5 уроков", "5 дней", "5 жалоб без решения: 3А"),
        (11, "11 уроков", "11 дней", "11 жалоб без решения: 3А"),
        (21, "21 урок", "21 день", "21 жалоба без решения: 3А"),
        (104, "104 урока", "104 дня", "104 жалобы без решения: 3А"),
    ],
)
def test_russian_plurals(count: int, lessons: str, days: str, reports: str) -> None:
    assert say(message("digest-count-lessons", count=count), "ru") == lessons
    assert say(message("digest-days", count=count), "ru") == days
    assert say(message("digest-decide-report", count=count, where="3А"), "ru") == reports


def test_today_is_no_number_of_days() -> None:
    assert say(message("digest-days", count=0), "ru") == "сегодня"

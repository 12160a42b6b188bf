"""A digest of an empty week is a digest; and what nobody measured is never shown as zero."""

import pytest

from bot.digest.facts import Facts, Health
from bot.digest.model import Audience
from bot.digest.period import Period, day, week
from bot.digest.text import formatted, plain
from tests.unit.digest.week import (
    DIRECTOR,
    MOTHER,
    NOTHING,
    QUIET,
    READERS,
    TEACHER,
    WEEK,
    at,
    digest,
    only,
    sections,
)

PERIODS = (week(at(20, 15)), day(at(20, 15)))


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("period", PERIODS, ids=["week", "day"])
@pytest.mark.parametrize("reader", READERS, ids=lambda it: type(it).__name__)
@pytest.mark.parametrize("facts", [QUIET, NOTHING], ids=["nothing happened", "nothing measured"])
def test_an_empty_digest_is_a_digest(
    facts: Facts, reader: Audience, period: Period, language: str
) -> None:
    found = digest(reader, facts, period)
    text = plain(found, language)
    assert text.startswith("Школа\n")
    assert "2026" in text
    assert formatted(found, language).startswith("<h3>")
    assert found.picture.tiles


def test_an_empty_week_says_of_everything_that_there_was_nothing() -> None:
    assert sections(digest(DIRECTOR, QUIET)) == {
        "Объявления": ["Объявлений не было."],
        "Документы": ["Новых документов нет, со всеми прежними ознакомлены."],
        "Совещания и собрания": ["Совещаний и собраний не было."],
        "Занятия онлайн": ["Занятий онлайн не было."],
        "Задания": ["Заданий со сроком в эти дни не было."],
        "Консультации": ["Консультаций не было."],
        "Семьи на связи": [
            "Подключены 0 из 6 семей",
            "Ещё не подключены: 3А — 3, 3Б — 3",
            "Никто не пришёл и не выбыл",
        ],
        "Порядок в чатах": ["Происшествий не было."],
        "Опросы": ["Опросов не было."],
        "Сервер": [
            "Сколько времени работал, не известно",
            "Когда сделана резервная копия, не известно",
            "Проверяли ли восстановление из копии, не известно",
            "Сколько места на диске, не известно",
            "До какого дня сертификат, не известно",
        ],
        "На следующей неделе": ["На следующую неделю ничего не назначено."],
    }


def test_what_nobody_measured_is_left_out_and_not_zero() -> None:
    assert sections(digest(DIRECTOR, NOTHING)) == {
        "Сервер": ["Состояние сервера не известно: проверка не сообщила ничего."]
    }
    assert sections(digest(TEACHER, NOTHING)) == {}
    assert sections(digest(MOTHER, NOTHING)) == {}
    for reader in (TEACHER, MOTHER):
        # Only «nothing to do» is known to be nought.
        assert len(digest(reader, NOTHING).picture.tiles) == 1
        assert digest(reader, NOTHING).picture.bars == ()


def test_each_measure_of_the_server_may_be_unknown_alone() -> None:
    lines = sections(digest(DIRECTOR, only(health=Health(disk=0.5))))["Сервер"]
    assert lines[3] == "Диск занят на 50 %"
    assert sum("не известно" in it for it in lines) == 4


def test_nothing_waits_is_said() -> None:
    assert "Сейчас от вас ничего не требуется." in plain(digest(MOTHER, QUIET), "ru")
    assert "Решений никто не ждёт." in plain(digest(TEACHER, QUIET, WEEK), "ru")

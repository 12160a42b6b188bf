"""When something waits for a decision, and when it does not."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.digest.facts import Health, Incident, Question
from bot.digest.period import Period
from tests.unit.digest import week
from tests.unit.digest.week import DIRECTOR, WEEK, at, decisions, digest, only, place


@pytest.mark.parametrize(
    ("asked", "waits"),
    [(at(17), True), (at(18), False), (at(20), False)],
    ids=["three working days", "two", "none"],
)
def test_a_question_waits_after_two_working_days(asked: datetime, waits: bool) -> None:
    facts = only(questions=(Question("q", place("3А parents"), asked),))
    found = [it for it in decisions(digest(DIRECTOR, facts)) if "вопрос" in it]
    assert bool(found) is waits


def test_weekends_and_holidays_are_no_working_days() -> None:
    monday = Period(at(23).date(), at(23).date(), at(23, 15))
    facts = only(questions=(Question("q", place("3А parents"), at(18)),))
    # Thursday, Friday, Monday: three.
    assert any("вопрос" in it for it in decisions(digest(DIRECTOR, facts, monday)))
    holiday = replace(facts, holidays=frozenset({at(19).date()}))
    assert not any("вопрос" in it for it in decisions(digest(DIRECTOR, holiday, monday)))


def test_a_report_that_is_decided_later_is_open_now() -> None:
    report = Incident("report", at(19), room=place("3А pupils"), decided=at(21))
    found = decisions(digest(DIRECTOR, only(incidents=(report,))))
    assert "1 жалоба без решения: 3А, ученики" in found
    settled = replace(report, decided=at(20, 12))
    assert not any("жалоб" in it for it in decisions(digest(DIRECTOR, only(incidents=(settled,)))))


@pytest.mark.parametrize(
    ("health", "line"),
    [
        (Health(backup=at(17)), "Резервной копии нет с 17 ноября"),
        (
            Health(restore_test=at(16), restore_passed=False),
            "Резервная копия не восстановилась при проверке 16 ноября",
        ),
        (
            Health(restore_test=at(1, month=6), restore_passed=True),
            "Восстановление из копии не проверяли с 1 июня",
        ),
        (Health(disk=0.91), "Диск сервера занят на 91 %"),
        (Health(certificate=at(30).date()), "Сертификат сервера действует до 30 ноября"),
    ],
    ids=["backup", "restore failed", "restore old", "disk", "certificate"],
)
def test_a_server_in_need_asks_the_director(health: Health, line: str) -> None:
    assert line in decisions(digest(DIRECTOR, only(health=health)))


def test_a_healthy_server_asks_nothing() -> None:
    assert len(decisions(digest(DIRECTOR, only(health=week.FACTS.health)))) == 1  # newt's role


def test_a_period_has_a_beginning_before_its_end_and_a_time_zone() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(at(2).date(), at(1).date(), at(2))
    with pytest.raises(ValueError, match="time zone"):
        Period(at(1).date(), at(2).date(), at(2).replace(tzinfo=None))
    assert len(WEEK.days) == 7

"""Digests that come by themselves: at their time, once, to who is meant."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.digest import schedule
from bot.digest.period import Period
from policy.safety import DigestTime
from policy.school import School
from tests.unit.bot.world import HOUR, NOW, World
from tests.unit.policy.school import example

MOSCOW = ZoneInfo("Europe/Moscow")
DAILY = DigestTime(17 * 60, frozenset(range(5)), frozenset({"director"}))
WEEKLY = DigestTime(15 * 60, frozenset({4}), frozenset({"director", "class_teacher", "parent"}))
PEOPLE = ("head", "adm", "sec", "tess", "todd", "twin", "mum", "pa", "dad", "gran", "ann")


def school(**digests: DigestTime) -> School:
    return replace(example(), safety=replace(example().safety, digests=digests))


async def tick(world: World) -> None:
    """The clock's job."""
    world._apply(await schedule.clock(world.desk, {}))


def got(world: World) -> dict[str, int]:
    """Who got how many digests, in words."""
    found = {who: sum("Составлено" in it for it in world.bodies("private", who)) for who in PEOPLE}
    return {who: count for who, count in found.items() if count}


def moscow(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("settings", "now", "expected"),
    [
        (DAILY, moscow(24, 14), moscow(24, 17)),
        (DAILY, moscow(24, 17), moscow(25, 17)),
        (DAILY, moscow(27, 18), moscow(30, 17)),
        (WEEKLY, moscow(24, 14), moscow(27, 15)),
        (WEEKLY, moscow(27, 15), moscow(4, 15, month=12)),
        (replace(WEEKLY, days=frozenset()), moscow(24, 14), None),
    ],
)
def test_when_the_next_is_due(
    settings: DigestTime, now: datetime, expected: datetime | None
) -> None:
    assert schedule.next_time(settings, now) == expected


def test_the_clock_may_be_put_forward_in_between() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    found = schedule.next_time(DAILY, datetime(2026, 3, 27, 18, tzinfo=berlin))
    assert found == datetime(2026, 3, 30, 17, tzinfo=berlin)
    assert found.utcoffset() == timedelta(hours=2)


def test_a_digest_that_comes_late_speaks_of_its_own_days() -> None:
    made = moscow(30, 9)
    assert schedule.period_of("daily", date(2026, 11, 27), made) == Period(
        date(2026, 11, 27), date(2026, 11, 27), made
    )
    assert schedule.period_of("weekly", date(2026, 11, 27), made) == Period(
        date(2026, 11, 23), date(2026, 11, 29), made
    )


async def test_the_daily_one_comes_once_a_day_to_the_head_alone() -> None:
    world = World(school=school(daily=DAILY))
    await tick(world)
    await world.passes(2 * HOUR)
    assert got(world) == {}
    await world.passes(HOUR)
    assert got(world) == {"head": 1}
    await tick(world)
    await world.passes(2 * HOUR)
    assert got(world) == {"head": 1}
    await world.passes(24 * HOUR)
    assert got(world) == {"head": 2}


async def test_the_weekly_one_comes_to_class_teachers_and_parents_too() -> None:
    world = World(school=school(weekly=WEEKLY))
    await world.types("pa", "private", "!дайджест выкл")
    await world.types("dad", "private", "!дайджест выкл")
    await world.types("dad", "private", "!дайджест вкл")
    await tick(world)
    await world.passes(4 * 24 * HOUR)
    assert got(world) == dict.fromkeys(("head", "tess", "twin", "mum", "dad", "gran"), 1)
    # Picture and paper for the head and the class teacher; parents ask for theirs.
    assert len(world.uploads) == 4


async def test_the_same_time_twice_is_one_digest() -> None:
    """A database put back from a copy has a timer again whose time has passed."""
    world = World(school=school(daily=DAILY))
    await tick(world)
    timer = world.timers[schedule.timer("daily")]
    await world.passes(3 * HOUR)
    world.timers[timer.key] = timer
    await world.passes(1)
    assert got(world) == {"head": 1}


async def test_what_was_missed_while_it_was_down_comes_once() -> None:
    world = World(school=school(daily=DAILY))
    await tick(world)
    world.now += 10 * 24 * HOUR
    await tick(world)  # the clock's own work may come first
    await world.passes(1)
    assert got(world) == {"head": 1}
    assert "24" in world.bodies("private", "head")[0]


async def test_other_settings_move_it_and_none_take_it_back() -> None:
    world = World(school=school(daily=DAILY))
    await tick(world)
    world.school = school(daily=replace(DAILY, minute=16 * 60))
    await tick(world)
    assert await world.timer("digest:daily") == int(moscow(24, 16).timestamp() * 1000)
    world.school = school()
    await tick(world)
    assert world.timers == {}
    assert NOW.hour == 14  # what the times above begin with


async def test_settings_taken_back_when_it_is_due_send_nothing() -> None:
    world = World(school=school(daily=DAILY))
    await tick(world)
    world.school = school()
    await world.passes(3 * HOUR)
    assert got(world) == {}

"""!урок and its likes: who may, what everybody sees, who was there, who is told (W7, M2)."""

from dataclasses import replace
from typing import Any

import pytest

from bot.conference.widget import ID
from bot.conference.widget import STATE as WIDGET
from bot.digest.gather import gather
from bot.digest.period import Period
from bot.lessons.attendance import PRESENCE
from bot.lessons.presence import SEEN
from bot.lessons.record import Record, record_of
from bot.lessons.watch import WATCH
from bot.settings import Conference, Key
from bot.store.store import Fact, Job
from policy import events
from policy.people import People
from tests.unit.bot.world import NOW, World, room_id, without_order
from tests.unit.builders import layouts
from tests.unit.policy.school import BOT, A, user

MINUTE = 60_000
VIDEO = Conference(
    domain="meet.x.example", keys=(Key.model_validate({"kid": "k", "secret": "s" * 32}),)
)
PUPILS = "3А pupils"


def world() -> World:
    """A school with video and the shipped limits."""
    found = World()
    safety = replace(found.school.safety, screen_time=layouts().safety.screen_time, quiet_hours={})
    known = found.school.people
    groups = {key: replace(it, grade=3) if it.kind == "class" else it
              for key, it in known.groups.items()}  # fmt: skip
    people = People(known.by_id, groups)
    found.school = replace(found.school, safety=safety, people=people)
    found.settings = found.settings.model_copy(update={"conference": VIDEO})
    return found


def records(it: World) -> list[Record]:
    found = [record_of(fact) for fact in it.known.values() if fact.kind == "conference"]
    return [one for one in found if one is not None]


def state(it: World, where: str) -> dict[str, Any]:
    (found,) = [
        content
        for (room, kind, _), content in it.states.items()
        if kind == events.CONFERENCE and room == room_id(where)
    ]
    return dict(found)


async def comes(it: World, who: str, what: str = "joined", at: int | None = None) -> None:
    """Prosody reports somebody."""
    (one,) = [found for found in records(it) if found.conference.state != "ended"]
    when = it.now if at is None else at
    name = f"{one.name}:{what}:{who}:{when}"
    data = {"event": what, "occupant": f"o-{who}"}
    it.known[name] = Fact(name, PRESENCE, when, one.name, user(who), data)
    if what == "joined":
        it.waiting.append(Job(SEEN, {"conference": one.name, "user": user(who)}, ""))
        await it._settle()


async def minutes(it: World, count: int) -> None:
    """Minutes go by, and every one is looked at."""
    for _ in range(count):
        it.now += MINUTE
        it.waiting.append(Job(WATCH, {}, ""))
        await it._settle()


class TestBeginning:
    """One command: announcement, task thread, widget, room's state (W7)."""

    async def test_a_lesson_begins_with_one_command(self) -> None:
        it = world()
        said = await it.asks("tess", PUPILS, "!урок математика, дроби задание: № 5")
        assert "Урок. Математика: дроби" in said
        assert "📞" in said
        found = state(it, PUPILS)
        assert (found["form"], found["state"], found["host"]) == ("lesson", "open", user("tess"))
        assert found["title"] == "математика: дроби"
        assert found["recording"] is False
        by_id = {one["event_id"]: one for one in it.events}
        assert "№ 5" in by_id[found["task"]]["content"]["body"]
        assert "Урок" in by_id[found["announcement"]]["content"]["body"]
        assert it.states[room_id(PUPILS), WIDGET, ID]["creatorUserId"] == BOT

    async def test_materials_on_the_topic_are_at_hand(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!материал математика, дроби: читаем учебник")
        await it.types("tess", PUPILS, "!материал русский, падежи: читаем учебник")
        await it.types("tess", PUPILS, "!урок математика, дроби")
        said = "\n".join(it.bodies(PUPILS))
        assert "математика, дроби (" in said
        assert "падежи" not in said
        assert len(state(it, PUPILS)["materials"]) == 1

    @pytest.mark.parametrize(
        ("who", "where", "typed", "clause"),
        [
            ("ann", PUPILS, "!урок математика", "п. 2.5"),
            ("mum", "3А parents", "!урок математика", "п. 2.5"),
            ("mum", "3А parents", "!собрание Сбор", "п. 2.6"),
            ("newt", "staff", "!совещание План", "п. 2.5"),
            ("lee", "3А pupils", "!урок математика", "п. "),
            ("tess", "school board", "!мероприятие Праздник", "п. "),
            ("head", PUPILS, "!урок математика", "п. 2.5"),
        ],
    )
    async def test_who_may_not_is_told_the_clause(
        self, who: str, where: str, typed: str, clause: str
    ) -> None:
        it = world()
        assert clause in await it.asks(who, where, typed)
        assert not records(it)

    @pytest.mark.parametrize(
        ("who", "where", "typed", "form"),
        [
            ("lee", "chess", "!урок шахматы, эндшпиль", "lesson"),
            ("tess", "3А parents", "!собрание Итоги", "parents_meeting"),
            ("tess", "staff", "!совещание", "staff_meeting"),
            ("head", "school board", "!мероприятие Праздник", "event"),
            ("tess", "staff", "!урок 3А математика", "lesson"),
        ],
    )
    async def test_each_form_where_it_is_at_home(
        self, who: str, where: str, typed: str, form: str
    ) -> None:
        it = world()
        await it.types(who, where, typed)
        assert [one.conference.form for one in records(it)] == [form]

    async def test_pupils_are_shown_what_is_verified_only(self) -> None:
        it = world()
        link = "https://casino.example/x причина: нужно"
        assert "п. 3.1" in await it.asks("tess", PUPILS, f"!урок математика, дроби {link}")
        assert not records(it)
        await it.types("tess", "3А parents", "!собрание Итоги https://casino.example/x")
        assert "casino" in "\n".join(it.bodies("3А parents"))

    async def test_without_video_it_is_said_plainly(self) -> None:
        it = world()
        it.settings = it.settings.model_copy(update={"conference": None})
        assert "не настроено" in await it.asks("tess", PUPILS, "!урок математика")

    async def test_two_at_once_in_one_room_cannot_be(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        assert "уже идёт" in await it.asks("twin", PUPILS, "!урок чтение")

    async def test_nothing_is_recorded(self) -> None:
        assert "выключена" in await world().asks("tess", PUPILS, "!урок запись")


class TestPlanned:
    """Shown when planned, spoken of before, opened by hand."""

    async def test_it_is_opened_by_a_tap(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок 15:00 математика, дроби на 30 мин")
        assert state(it, PUPILS)["state"] == "planned"
        assert (room_id(PUPILS), WIDGET, ID) not in it.states
        await minutes(it, 25)
        assert sum("Начало в 15:00" in body for body in it.bodies(PUPILS)) == 1
        await it.taps("tess", it.last("private", "tess"), "▶")
        assert state(it, PUPILS)["state"] == "open"
        assert records(it)[0].minutes == 30

    async def test_it_is_opened_by_a_word_and_called_off_by_another(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок завтра 10:00 чтение")
        await it.types("tess", PUPILS, "!урок отмена")
        assert state(it, PUPILS)["state"] == "ended"
        assert "ничего не запланировано" in await it.asks("tess", PUPILS, "!урок начать")

    async def test_whoever_lost_the_right_in_between_opens_nothing(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок 15:00 чтение")
        it.school = without_order(it.school, "tess")
        await it.types("tess", PUPILS, "!урок начать")
        assert state(it, PUPILS)["state"] == "planned"

    async def test_whoever_leads_it_opens_it_by_coming(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок 15:00 чтение")
        await comes(it, "tess")
        assert state(it, PUPILS)["state"] == "open"
        assert it.dismissed == []

    async def test_what_nobody_opens_is_called_off(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок 15:00 чтение")
        await minutes(it, 61)
        assert state(it, PUPILS)["state"] == "ended"
        assert "никто не открыл" in "\n".join(it.bodies("private", "tess"))


class TestEnd:
    """Counts for everybody, names for the teacher alone (M2, D4)."""

    async def test_the_room_reads_counts_and_the_teacher_names(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика, дроби")
        await comes(it, "tess")
        await comes(it, "ann")
        await minutes(it, 10)
        await comes(it, "ben")
        await minutes(it, 5)
        await it.types("tess", PUPILS, "!урок закончить")
        room, private = "\n".join(it.bodies(PUPILS)), "\n".join(it.bodies("private", "tess"))
        assert "Были 2 из 3 учеников" in room
        assert "Длилось 15 минут" in room
        names = {who: it.school.people.by_id[who].entry.full_name for who in ("ann", "ben", "lone")}
        assert not any(name in room for name in names.values())
        assert names["lone"] in private.partition("Не были")[2].partition("Опоздали")[0]
        assert names["ben"] in private.partition("Опоздали")[2]
        assert names["ann"] not in private
        (file,) = it.uploads
        assert f'"{names["ann"]}";"да";"14:30";"14:45";"15";""' in file.text
        assert f'"{names["ben"]}";"да";"14:40";"14:45";"5";"10"' in file.text
        assert f'"{names["lone"]}";"нет"' in file.text
        assert it.states[room_id(PUPILS), WIDGET, ID] == {}
        assert it.dismissed == [(records(it)[0].name, "")]
        assert records(it)[0].there[user("ann")] == 15

    async def test_one_parent_is_enough_for_a_child(self) -> None:
        it = world()
        await it.types("tess", "3А parents", "!собрание Итоги")
        await comes(it, "tess")
        await comes(it, "pa")
        await it.types("tess", "3А parents", "!собрание закончить")
        assert "Были родители 1 из 3 детей" in "\n".join(it.bodies("3А parents"))

    async def test_a_pupil_ends_nothing(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        assert "п. 2.5" in await it.asks("ann", PUPILS, "!урок закончить")
        assert state(it, PUPILS)["state"] == "open"

    async def test_an_empty_one_ends_by_itself(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        await comes(it, "tess")
        await minutes(it, 3)
        await comes(it, "tess", "left")
        await minutes(it, 9)
        assert state(it, PUPILS)["state"] == "open"
        await minutes(it, 2)
        assert state(it, PUPILS)["state"] == "ended"

    async def test_pupils_do_not_stay_without_a_teacher(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        await comes(it, "tess")
        await comes(it, "ann")
        await minutes(it, 3)
        await comes(it, "tess", "left")
        await minutes(it, 6)
        assert state(it, PUPILS)["state"] == "ended"

    async def test_time_is_over_and_longer(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика на 10 мин")
        await comes(it, "tess")
        await minutes(it, 11)
        assert sum("Время вышло" in body for body in it.bodies("private", "tess")) == 1
        assert "Продлено до 14:50" in await it.asks("tess", PUPILS, "!урок ещё 10")
        await minutes(it, 15)
        assert state(it, PUPILS)["state"] == "open"
        await minutes(it, 5)
        assert state(it, PUPILS)["state"] == "ended"


class TestWhoLeaves:
    """Out of the room, out of the conference, within a minute."""

    async def test_who_left_the_room_is_asked_out_once_a_minute(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        await comes(it, "tess")
        await comes(it, "ann")
        assert it.dismissed == []
        it.left.add((room_id(PUPILS), user("ann")))
        await minutes(it, 1)
        assert it.dismissed == [(records(it)[0].name, user("ann"))]

    async def test_a_revoked_teacher_is_asked_out(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        await comes(it, "tess")
        it.school = without_order(it.school, "tess")
        await minutes(it, 1)
        assert (records(it)[0].name, user("tess")) in it.dismissed

    @pytest.mark.parametrize("who", ["cal", "mum", "stranger"])
    async def test_who_has_no_business_there_is_asked_out_at_once(self, who: str) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        await comes(it, who)
        assert it.dismissed == [(records(it)[0].name, user(who))]


class TestLinks:
    """The sign under the announcement."""

    async def test_a_pupil_gets_a_link_of_ones_own(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        known = state(it, PUPILS)["announcement"]
        event = next(one for one in it.events if one["event_id"] == known)
        await it.taps("ann", event, "📞")
        assert f"https://link.example/{user('ann')}" in it.bodies("private", "ann")[-1]
        assert not any("link.example" in body for body in it.bodies(PUPILS))

    async def test_before_it_opens_the_reason_is_told(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок 15:00 математика")
        await it.taps("ann", it.last(PUPILS), "📞")
        event = next(one for one in it.events if "📞" in str(one["content"].get("body", "")))
        await it.taps("ann", event, "📞")
        assert "15:00" in it.bodies("private", "ann")[-1]


class TestScreens:
    """Limits of the class over all teachers, told to the teacher and never exceeded in silence."""

    async def test_warned_five_minutes_before_and_at_the_limit(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        await comes(it, "tess")
        await comes(it, "ann")
        assert "не больше 25 мин, за день не больше 50" in "\n".join(it.bodies("private", "tess"))
        await minutes(it, 19)
        assert not any("через" in body for body in it.bodies("private", "tess"))
        await minutes(it, 2)
        assert sum("через 5 мин выйдет" in body for body in it.bodies("private", "tess")) == 1
        await minutes(it, 5)
        assert sum("на этом уроке вышло" in body for body in it.bodies("private", "tess")) == 1

    async def test_the_day_counts_over_all_teachers(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика")
        await comes(it, "tess")
        await comes(it, "ann")
        await minutes(it, 30)
        await it.types("tess", PUPILS, "!урок закончить")
        assert records(it)[0].screen == 30
        await minutes(it, 5)
        await it.types("twin", PUPILS, "!урок чтение")
        assert "Сегодня уже 30 мин" in "\n".join(it.bodies("private", "twin"))
        await comes(it, "twin")
        await comes(it, "ben")
        await minutes(it, 20)
        assert "на сегодня вышло" in "\n".join(it.bodies("private", "twin"))

    async def test_a_pupil_of_a_club_has_one_day_only(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика на 60 мин")
        await comes(it, "tess")
        await comes(it, "ann")
        await minutes(it, 45)
        await it.types("tess", PUPILS, "!урок закончить")
        await it.types("lee", "chess", "!урок шахматы")
        await comes(it, "lee")
        await comes(it, "ann")
        await comes(it, "dan")
        await minutes(it, 6)
        told = [body for body in it.bodies("private", "lee") if "на сегодня" in body]
        assert len(told) == 1
        assert it.school.people.by_id["ann"].entry.full_name in told[0]
        assert A not in told[0]

    async def test_a_board_has_limits_of_its_own(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика на доске")
        assert "доска: на одном уроке не больше 20 мин" in "\n".join(it.bodies("private", "tess"))


class TestDigest:
    """What was held, and minutes against the limits, reach the digest."""

    async def test_lessons_meetings_and_minutes_are_counted(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!урок математика на 90 мин")
        await comes(it, "tess")
        await comes(it, "ann")
        await minutes(it, 55)
        await it.types("tess", PUPILS, "!урок закончить")
        await it.types("tess", "3А parents", "!собрание Итоги")
        await comes(it, "pa")
        await it.types("tess", "3А parents", "!собрание закончить")
        await it.types("tess", PUPILS, "!урок завтра 10:00 чтение")
        found = await gather(it.desk, Period(NOW.date(), NOW.date(), it.desk.local_time))
        assert [(one.title, one.present) for one in found.lessons or ()] == [
            ("математика", frozenset({user("tess"), user("ann")}))
        ]
        assert [(one.kind, one.present, one.of) for one in found.meetings or ()] == [
            ("parents", 1, 3)
        ]
        assert [(one.group, one.minutes, one.limit) for one in found.screen_time or ()] == [
            (A, 55, 50)
        ]
        assert [one.title for one in found.upcoming or ()] == ["Урок. Чтение"]


class TestConsultations:
    """The hour that was booked has a conference of its own, which nobody else sees (M3, W9)."""

    async def test_the_link_comes_to_both_when_the_hour_comes(self) -> None:
        it = world()
        await it.types("tess", "3А parents", "!консультация 17:00 по 15 мин")
        await it.types("mum", "3А parents", "!записаться 1")
        await it.passes(150 * MINUTE)
        (one,) = records(it)
        assert one.conference.guests == {user("mum")}
        assert one.key == ""
        for who in ("mum", "tess"):
            assert any("link.example" in body for body in it.bodies("private", who))
        assert not any("link.example" in body for body in it.bodies("3А parents"))

    async def test_a_pupil_comes_with_the_parents(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!консультация 17:00 по 15 мин")
        await it.types("ann", PUPILS, "!записаться 1")
        await it.passes(150 * MINUTE)
        (one,) = records(it)
        assert one.conference.guests == {user("ann"), user("mum"), user("pa")}
        assert any("Вы можете войти тоже" in body for body in it.bodies("private", "mum"))
        await comes(it, "pa")
        await comes(it, "ben")
        assert it.dismissed == [(one.name, user("ben"))]

    async def test_a_pupil_without_parents_has_none(self) -> None:
        it = world()
        await it.types("tess", PUPILS, "!консультация 17:00 по 15 мин")
        await it.types("lone", PUPILS, "!записаться 1")
        await it.passes(150 * MINUTE)
        assert not records(it)
        assert any("видео не открыл" in body for body in it.bodies("private", "tess"))

    async def test_an_hour_is_given_back_in_private(self) -> None:
        it = world()
        await it.types("tess", "3А board", "!консультация 17:00 по 15 мин")
        await it.taps("mum", it.last("3А board"), "1️⃣")
        assert "отменена" in await it.asks("mum", "private", "!записаться отмена")
        await it.passes(150 * MINUTE)
        assert not records(it)

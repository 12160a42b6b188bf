"""Announcements: whom they reach, who may send them, when, and who has read them (D6, C4)."""

from dataclasses import replace

import pytest

from bot.teaching.audience import people_in, rooms_for
from tests.unit.bot.world import HOUR, World, is_clean, room_id, without_order
from tests.unit.policy.school import CHESS, A, B, user

KEY = "org.parta.announcement"


@pytest.mark.parametrize(
    ("groups", "roles", "everybody", "rooms"),
    [
        ([A], [], False, ["3А board"]),
        ([A, B], [], False, ["3А board", "3Б board"]),
        ([CHESS], [], False, ["chess"]),
        ([A], ["parent"], False, ["3А parents"]),
        ([B], ["pupil", "parent"], False, ["3Б pupils", "3Б parents"]),
        ([], ["parent"], False, ["3А parents", "3Б parents"]),
        ([], ["pupil"], False, ["3А pupils", "3Б pupils"]),
        ([], ["teacher"], False, ["staff"]),
        ([], ["teacher", "additional_teacher"], False, ["staff"]),
        ([], ["secretary"], False, ["office"]),
        ([], [], True, ["school board"]),
        ([A], ["parent"], True, ["school board"]),
        (["class:gone"], [], False, []),
    ],
)
def test_where_an_announcement_goes(
    groups: list[str], roles: list[str], everybody: bool, rooms: list[str]
) -> None:
    world = World()
    audience = {"groups": groups, "roles": roles, "everybody": everybody}
    found = rooms_for(world.school, world.rooms, audience)
    assert sorted(it.room_id for it in found) == sorted(map(room_id, rooms))


def test_everybody_is_counted_once() -> None:
    world = World()
    rooms = [it for it in world.rooms if it.kind in ("pupils", "parents") and it.group == A]
    people = people_in(world.school, rooms, user("tess"))
    assert {user("ann"), user("mum")} <= people
    assert user("tess") not in people
    assert user("assistant") not in people
    # The head is in every room of a class and is not whom a class is told something.
    assert user("head") not in people
    staff = [it for it in world.rooms if it.kind == "staff_room"]
    assert user("head") in people_in(world.school, staff)


class TestSending:
    """Shown, confirmed, sent."""

    async def announced(self, who: str, where: str, typed: str) -> World:
        world = World()
        await world.types(who, where, typed)
        await world.taps(who, world.last(where, who), "✅")
        return world

    async def test_a_teacher_announces_to_the_class(self) -> None:
        world = World()
        await world.types("tess", "3А pupils", "!объявить 3А: Завтра контрольная")
        preview = world.last("3А pupils")
        assert "3А · Объявления" in preview["content"]["body"]
        assert "1 комнату" in preview["content"]["body"]
        assert world.bodies("3А board") == []
        await world.taps("tess", preview, "✅")
        sent = world.last("3А board")
        assert sent["content"]["msgtype"] == "m.text"
        assert sent["content"][KEY]["by"] == user("tess")
        assert "Учитель" in sent["content"]["body"]
        assert "Отправлено" in world.now_reads(preview)

    async def test_nothing_is_sent_without_the_tap(self) -> None:
        world = World()
        await world.types("tess", "3А pupils", "!объявить 3А: Завтра контрольная")
        await world.taps("tess", world.last("3А pupils"), "❌")
        assert world.bodies("3А board") == []
        await world.taps("tess", world.last("3А pupils"), "✅")
        assert world.bodies("3А board") == []

    async def test_nobody_else_confirms(self) -> None:
        world = World()
        await world.types("tess", "3А pupils", "!объявить 3А: Завтра контрольная")
        await world.taps("head", world.last("3А pupils"), "✅")
        assert world.bodies("3А board") == []

    async def test_a_second_tap_sends_nothing_more(self) -> None:
        world = await self.announced("tess", "3А pupils", "!объявить 3А: Завтра")
        await world.taps("tess", world.last("3А pupils"), "👍")
        assert len(world.bodies("3А board")) == 1

    async def test_the_head_announces_to_everybody(self) -> None:
        world = await self.announced("head", "staff", "!announce everybody: Tomorrow")
        assert len(world.bodies("school board")) == 1

    @pytest.mark.parametrize(
        ("who", "where", "typed", "clause"),
        [
            ("tess", "3А pupils", "!объявить всем: Ура", "2.6"),
            ("tess", "3А pupils", "!объявить 3Б: Ура", "2.1"),
            ("lee", "chess", "!объявить всем: Ура", "2.1"),
            ("ann", "3А pupils", "!объявить 3А: Ура", "2.1"),
            ("mum", "3А parents", "!объявить всем: Ура", "2.1"),
        ],
    )
    async def test_who_may_not_is_told_the_clause(
        self, who: str, where: str, typed: str, clause: str
    ) -> None:
        world = World()
        said = await world.asks(who, where, typed)
        assert f"(п. {clause} " in said
        await world.taps(who, world.last(where, who), "✅")
        assert not [it for it in world.events if KEY in it["content"]]

    async def test_rooms_that_may_not_be_written_to_are_named_and_left_out(self) -> None:
        world = World()
        await world.types("tess", "3А pupils", "!объявить 3А, 3Б: Завтра")
        preview = world.last("3А pupils")
        assert "Сюда нельзя" in preview["content"]["body"]
        assert "3Б · Объявления: " in preview["content"]["body"]
        await world.taps("tess", preview, "✅")
        assert len(world.bodies("3А board")) == 1
        assert world.bodies("3Б board") == []

    async def test_a_teacher_who_is_a_parent_elsewhere_announces_nothing_there(self) -> None:
        world = World()
        said = await world.asks("twin", "3А pupils", "!объявить родителям 3Б: Сбор")
        assert "нельзя" in said
        await world.types("twin", "3А pupils", "!объявить родителям 3А: Сбор")
        await world.taps("twin", world.last("3А pupils"), "✅")
        assert len(world.bodies("3А parents")) == 1

    async def test_a_right_lost_before_the_tap_is_lost(self) -> None:
        world = World()
        await world.types("tess", "3А pupils", "!объявить 3А: Завтра")
        world.school = without_order(world.school, "tess")
        await world.taps("tess", world.last("3А pupils"), "✅")
        assert world.bodies("3А board") == []

    async def test_quiet_hours_hold_for_what_the_assistant_says_for_somebody(self) -> None:
        world = World()
        await world.passes(9 * HOUR)
        said = await world.asks("tess", "3А pupils", "!объявить 3А: Завтра")
        assert "20:00" in said
        assert "7:00" in said

    async def test_a_link_that_nobody_verified_takes_a_reason(self) -> None:
        world = World()
        said = await world.asks("tess", "3А pupils", "!объявить 3А: см. https://casino.example/")
        assert "каталоге" in said
        world = await self.announced(
            "tess", "3А pupils",
            "!объявить 3А: см. https://casino.example/\nпричина: пример к уроку",
        )  # fmt: skip
        assert len(world.bodies("3А board")) == 1
        assert "org.parta.incident" in world.last("moderation")["content"]


class TestLater:
    """Planned, listed, cancelled."""

    async def planned(self) -> World:
        world = World()
        await world.types("tess", "3А pupils", "!объявить завтра 8:00 3А: Линейка")
        await world.taps("tess", world.last("3А pupils"), "✅")
        return world

    async def test_it_is_sent_when_it_is_due(self) -> None:
        world = await self.planned()
        assert world.bodies("3А board") == []
        await world.passes(18 * HOUR)
        assert len(world.bodies("3А board")) == 1
        assert "Отправлено" in world.bodies("private", "tess")[-1]

    async def test_whoever_lost_the_right_announces_nothing_when_it_is_due(self) -> None:
        world = await self.planned()
        world.school = without_order(world.school, "tess")
        await world.passes(18 * HOUR)
        assert world.bodies("3А board") == []
        assert "нельзя" in world.bodies("private", "tess")[-1]

    async def test_the_list_is_told_in_private_and_a_number_cancels(self) -> None:
        world = await self.planned()
        preview = world.last("3А pupils")
        assert "Отправлю" in world.now_reads(preview)
        await world.types("tess", "3А pupils", "!объявления")
        listed = world.last("private", "tess")
        assert "«Линейка»" in listed["content"]["body"]
        await world.taps("tess", listed, "1️⃣")
        assert "Отменено" in world.now_reads(listed)
        assert "Отменено" in world.now_reads(preview)
        await world.passes(18 * HOUR)
        assert world.bodies("3А board") == []

    @pytest.mark.parametrize("typed", ["!объявить отмена 1", "!объявления отмена 1",
                                       "!announce cancel 1"])  # fmt: skip
    async def test_or_a_command_does(self, typed: str) -> None:
        world = await self.planned()
        await world.types("tess", "3А pupils", typed)
        await world.passes(18 * HOUR)
        assert world.bodies("3А board") == []

    async def test_nobody_cancels_what_others_planned(self) -> None:
        world = await self.planned()
        said = await world.asks("todd", "3Б pupils", "!объявить отмена 1")
        assert "Отложенных объявлений нет" in said
        await world.passes(18 * HOUR)
        assert len(world.bodies("3А board")) == 1

    async def test_what_has_passed_is_not_planned(self) -> None:
        said = await World().asks("tess", "3А pupils", "!объявить сегодня 8:00 3А: Линейка")
        assert "уже прошло" in said


class TestAcknowledging:
    """A tap is an acknowledgement, a receipt is none."""

    async def sent(self) -> World:
        world = World()
        await world.types("tess", "3А pupils", "!объявить 3А: Завтра контрольная")
        await world.taps("tess", world.last("3А pupils"), "✅")
        return world

    async def test_each_person_counts_once(self) -> None:
        world = await self.sent()
        announcement = world.last("3А board")
        for who in ("ann", "mum", "mum"):
            await world.taps(who, announcement, "👍")
        taps = await world.facts(["acknowledgement"])
        assert sorted(it.subject for it in taps) == [user("ann"), user("mum")]
        assert "ознакомились 2 из" in await world.asks("tess", "3А pupils", "!объявления")

    async def test_another_sign_is_only_a_sign(self) -> None:
        world = await self.sent()
        await world.taps("ann", world.last("3А board"), "🎉")
        assert await world.facts(["acknowledgement"]) == []

    async def test_whoever_does_not_belong_there_acknowledges_nothing(self) -> None:
        world = await self.sent()
        await world.taps("cal", world.last("3А board"), "✅")
        assert await world.facts(["acknowledgement"]) == []

    async def test_the_room_stays_calm(self) -> None:
        world = await self.sent()
        before = len(world.bodies("3А board"))
        await world.taps("ann", world.last("3А board"), "✅")
        assert len(world.bodies("3А board")) == before


HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u202eтенйартне\u202c \u200b\u2066x\u2069",
    "!опрос Взлом? | Да | Нет",
    "!объявить 3А: ещё раз",
    "{ $name } { -brand } %s {0} ${HOME} `id` $(id); rm -rf /",
    "@room @everybody",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_whatever_is_announced_is_text_and_no_command(text: str) -> None:
    world = World()
    await world.types("tess", "3А pupils", f"!объявить 3А: {text}")
    await world.taps("tess", world.last("3А pupils"), "✅")
    sent = world.last("3А board")
    assert is_clean(sent)
    assert sent["content"]["m.mentions"] == {}
    assert [it["type"] for it in world.events if it["room_id"] == room_id("3А board")] == [
        "m.room.message", "m.reaction",
    ]  # fmt: skip


async def test_a_text_of_100_kilobytes_is_no_command() -> None:
    world = World()
    await world.types("tess", "3А pupils", "!объявить 3А: " + "я" * 100_000)
    assert len(world.events) == 1


async def test_a_text_that_no_event_holds_is_refused_in_words() -> None:
    said = await World().asks("tess", "3А pupils", "!объявить 3А: " + "😀" * 7_000)
    assert "слишком длинный" in said


async def test_a_name_is_never_markup() -> None:
    world = World()
    person = world.school.people.by_id["tess"]
    entry = replace(person.entry, name=("<b>Иванова</b>", "\u202eАнна", ""))
    people = replace(
        world.school.people,
        by_id={**world.school.people.by_id, "tess": replace(person, entry=entry)},
    )
    world.school = replace(world.school, people=people)
    await world.types("tess", "3А pupils", "!объявить 3А: Завтра")
    await world.taps("tess", world.last("3А pupils"), "✅")
    assert "<b>" not in world.last("3А board")["content"]["formatted_body"]


@pytest.mark.parametrize(
    ("typed", "room"),
    [
        ("!announce parents 3А: x", "3А parents"),
        ("!announce 3А, parents: x", "3А parents"),
        ("!объявить родителям 3А: x", "3А parents"),
        ("!объявить ученикам 3А: x", "3А pupils"),
        ("!объявить 3А: x", "3А board"),
        ("!объявить учителям: x", "staff"),
        ("!announce teachers: x", "staff"),
    ],
)
async def test_as_the_handbook_says(typed: str, room: str) -> None:
    world = World()
    await world.types("tess", "3А materials", typed)
    await world.taps("tess", world.last("3А materials"), "✅")
    assert len([it for it in world.events if KEY in it["content"]]) == 1
    assert KEY in world.last(room)["content"]

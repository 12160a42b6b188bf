"""!консультация and !записаться: one hour, one family, and nobody sees who took it (M3)."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teaching.consultations import Hour, taken
from bot.teaching.slots import read_slots
from templates import Message
from tests.unit.bot.world import HOUR, NOW, World, is_clean, without_order
from tests.unit.policy.school import user

KEY = "org.parta.consultation"


def shown(slots: Any) -> list[str]:
    return [
        f"{datetime.fromtimestamp(at / 1000, NOW.tzinfo):%d %H:%M}+{minutes}"
        for at, minutes in slots
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("четверг 15:00 4 по 15 мин", ["26 15:00+15", "26 15:15+15", "26 15:30+15", "26 15:45+15"]),
        ("четверг 15:00", ["26 15:00+15"]),
        ("четверг 15:00 по 30 мин", ["26 15:00+30"]),
        ("чт 15:00, 15:30, пт 16:00 по 20 мин", ["26 15:00+20", "26 15:30+20", "27 16:00+20"]),
        ("завтра 9:00 2 по 10 мин; 12:00 по 1 час", ["25 09:00+10", "25 09:10+10", "25 12:00+60"]),
        ("пт 16:00, чт 15:00", ["26 15:00+15", "27 16:00+15"]),
        ("thursday 15:00 2 by 15 min", ["26 15:00+15", "26 15:15+15"]),
        ("17:00 2 x 15 мин", ["24 17:00+15", "24 17:15+15"]),
    ],
)
def test_hours_as_they_are_typed(typed: str, expected: list[str]) -> None:
    assert shown(read_slots(typed, NOW)) == expected


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "consultation-how"),
        ("скоро", "consultation-how"),
        ("четверг 15:00 много", "consultation-how"),
        ("четверг 15:00 11 по 15 мин", "consultation-too-many"),
        ("четверг 15:00 999 по 15 мин", "consultation-too-many"),
        ("четверг 15:00 по 1 мин", "consultation-length"),
        ("четверг 15:00 по 9 часов", "consultation-length"),
        ("сегодня 8:00", "consultation-past"),
        ("01.09 15:00", "consultation-past"),
        ("чт 15:00, 15:10 по 15 мин", "consultation-overlap"),
    ],
)
def test_what_cannot_be_is_explained(typed: str, key: str) -> None:
    found = read_slots(typed, NOW)
    assert isinstance(found, Message)
    assert found.key == key


@given(st.text(max_size=60))
def test_whatever_is_typed_is_no_error(typed: str) -> None:
    read_slots(typed, NOW)


_WISHES = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from(["mum", "pa", "dad", "gran"])), max_size=12
)
_FAMILIES = {"mum": ("ann",), "pa": ("ann",), "dad": ("ben",), "gran": ()}


@given(_WISHES)
def test_no_hour_is_given_twice_and_no_family_has_two(wishes: list[tuple[int, str]]) -> None:
    hours = [Hour("$card", number, 1_000, 15, "@tess") for number in (1, 2, 3)]
    for number, who in wishes:
        found = taken(hours, number, who, _FAMILIES[who], 0)
        if isinstance(found, Hour):
            before = hours[number - 1]
            assert not before.booked
            hours[number - 1] = found
    families = [it.family for it in hours if it.booked]
    assert len(set(families)) == len(families)
    assert all(families)


async def offered(where: str = "3А parents") -> tuple[World, Any]:
    world = World()
    await world.types("tess", where, "!консультация четверг 15:00 2 по 15 мин")
    return world, world.last(where)


class TestOffering:
    """Teachers, in rooms of their class."""

    @pytest.mark.parametrize(
        ("who", "where", "typed", "room"),
        [
            ("tess", "3А pupils", "!консультация чт 15:00", "3А pupils"),
            ("tess", "3А board", "!консультация чт 15:00", "3А board"),
            ("tess", "private", "!консультация 3А чт 15:00", "3А board"),
            ("tess", "staff", "!консультация 3А чт 15:00", "3А board"),
            ("lee", "chess", "!consultation thu 15:00", "chess"),
        ],
    )
    async def test_where_the_card_is(self, who: str, where: str, typed: str, room: str) -> None:
        world = World()
        await world.types(who, where, typed)
        card = world.last(room)
        assert card["content"][KEY]["by"] == user(who)
        assert "свободно" in card["content"]["body"]

    @pytest.mark.parametrize(
        ("who", "where", "typed"),
        [
            ("mum", "3А parents", "!консультация чт 15:00"),
            ("ann", "3А pupils", "!консультация чт 15:00"),
            ("tess", "private", "!консультация 3Б чт 15:00"),
            ("head", "3А pupils", "!консультация чт 15:00"),
            ("twin", "3Б parents", "!консультация чт 15:00"),
        ],
    )
    async def test_others_are_told_the_clause(self, who: str, where: str, typed: str) -> None:
        world = World()
        assert "(п. 2.8 " in await world.asks(who, where, typed)
        assert not [it for it in world.events if KEY in it["content"]]


class TestBooking:
    """Families of the class, each one hour."""

    async def test_by_a_tap(self) -> None:
        world, card = await offered()
        await world.taps("mum", card, "1\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}")
        assert "15:00–15:15, занято" in world.now_reads(card)
        assert "15:15–15:30, свободно" in world.now_reads(card)
        assert "Вы записаны" in world.bodies("private", "mum")[-1]
        told = world.bodies("private", "tess")[-1]
        assert "Mum" in told
        assert "Ann" in told
        assert not any("Mum" in it or "Ann" in it for it in world.bodies("3А parents"))

    async def test_by_a_word(self) -> None:
        world, card = await offered()
        await world.types("dad", "3А parents", "!записаться 2")
        assert "15:15–15:30, занято" in world.now_reads(card)

    async def test_two_at_the_same_moment(self) -> None:
        """Both wishes are read before either is worked on: the lane of the card decides."""
        world, card = await offered()
        relation = {"rel_type": "m.annotation", "event_id": card["event_id"], "key": "1️⃣"}
        for who in ("mum", "dad"):
            room = str(card["room_id"])
            world._happened(room, user(who), {"m.relates_to": relation}, "m.reaction")
        await world.passes(0)
        assert "Вы записаны" in world.bodies("private", "mum")[-1]
        assert "уже занято" in world.bodies("private", "dad")[-1]

    async def test_wishes_on_one_card_stand_in_one_lane(self) -> None:
        world, card = await offered()
        relation = {"rel_type": "m.annotation", "event_id": card["event_id"], "key": "1️⃣"}
        world._happened(str(card["room_id"]), user("mum"), {"m.relates_to": relation}, "m.reaction")
        job = world.waiting.pop()
        world._apply(await world._doers[job.name](world.desk, job.payload))
        assert [it.lane for it in world.waiting] == [f"consultation:{card['event_id']}"]

    async def test_a_family_has_one(self) -> None:
        world, card = await offered()
        await world.taps("mum", card, "1️⃣")
        await world.taps("pa", card, "2️⃣")
        assert "Ваша семья уже записана" in world.bodies("private", "pa")[-1]
        await world.taps("mum", card, "1️⃣")
        assert "Вы уже записаны" in world.bodies("private", "mum")[-1]

    async def test_an_hour_given_back_is_free_again(self) -> None:
        world, card = await offered()
        await world.taps("mum", card, "1️⃣")
        await world.taps("pa", card, "❌")
        assert "занято" not in world.now_reads(card)
        assert any("отменена" in it for it in world.bodies("private", "mum"))
        await world.taps("dad", card, "1️⃣")
        assert "Вы записаны" in world.bodies("private", "dad")[-1]
        await world.taps("dad", world.last("private", "dad"), "❌")
        assert "занято" not in world.now_reads(card)
        await world.taps("dad", card, "1️⃣")
        await world.types("dad", "3А parents", "!записаться отмена")
        assert "занято" not in world.now_reads(card)

    @pytest.mark.parametrize(
        ("who", "where"), [("tess", "3А parents"), ("head", "3А parents"), ("ann", "3А parents")]
    )
    async def test_others_are_told_the_clause(self, who: str, where: str) -> None:
        world, card = await offered(where)
        assert "(п. 2.8 " in await world.asks(who, where, "!записаться 1")
        await world.taps(who, card, "1️⃣")
        assert "занято" not in world.now_reads(card)

    async def test_a_number_that_is_none(self) -> None:
        world, _ = await offered()
        assert "Такой встречи нет" in await world.asks("mum", "3А parents", "!записаться 7")

    async def test_what_has_passed_is_not_booked(self) -> None:
        world, card = await offered()
        await world.passes(72 * HOUR)
        await world.taps("mum", card, "1️⃣")
        assert "прошло" in world.bodies("private", "mum")[-1]


class TestAfterwards:
    """Reminders, and a teacher who withdraws."""

    async def test_both_are_reminded_an_hour_before(self) -> None:
        world, card = await offered()
        await world.taps("mum", card, "1️⃣")
        await world.passes(47 * HOUR + HOUR // 2)
        assert "Через час" in world.bodies("private", "mum")[-1]
        assert "Через час" in world.bodies("private", "tess")[-1]

    async def test_nobody_is_reminded_of_what_was_given_back(self) -> None:
        world, card = await offered()
        await world.taps("mum", card, "1️⃣")
        await world.taps("mum", card, "❌")
        before = len(world.events)
        await world.passes(72 * HOUR)
        assert len(world.events) == before

    async def test_a_teacher_withdraws_and_the_family_is_told(self) -> None:
        world, card = await offered()
        await world.taps("mum", card, "1️⃣")
        await world.types("tess", "3А parents", "!консультация отмена")
        assert "отменены" in world.now_reads(card)
        assert "отменена" in world.bodies("private", "mum")[-1]
        await world.taps("dad", card, "2️⃣")
        assert "отменена" in world.bodies("private", "dad")[-1]

    async def test_another_teacher_withdraws_nothing(self) -> None:
        world, card = await offered()
        relation = {"m.relates_to": {"m.in_reply_to": {"event_id": card["event_id"]}}}
        said = await world.asks("twin", "3А parents", "!консультация отмена", **relation)
        assert "только тот, кто предложил" in said
        assert "свободно" in world.now_reads(card)

    async def test_a_right_lost_between_the_tap_and_the_work_is_lost(self) -> None:
        world, card = await offered()
        world.school = without_order(world.school, "tess")
        said = await world.asks("tess", "3А parents", "!консультация отмена")
        assert "нельзя" in said
        assert "свободно" in world.now_reads(card)


async def test_a_card_that_somebody_made_up_is_none() -> None:
    world = World()
    forged = {"msgtype": "m.text", "body": "x", KEY: {"by": user("ann"), "slots": [[1, 15]]}}
    card = await world.sends("ann", "3А pupils", forged)
    await world.taps("ann", card, "1️⃣")
    assert await world.facts(["consultation"]) == []
    assert is_clean(card)

"""!опрос: who starts, sees, ends polls, and whose names leave the room (W12)."""

from typing import Any

import pytest

from bot.teaching.polls import END, START
from tests.unit.bot.world import World, answering, is_clean
from tests.unit.policy.school import user

RESPONSE = "org.matrix.msc3381.poll.response"


async def voted(world: World, who: str, where: str, poll: Any, *answers: str) -> None:
    content = {
        "m.relates_to": {"rel_type": "m.reference", "event_id": poll["event_id"]},
        RESPONSE: {"answers": list(answers)},
    }
    await world.sends(who, where, content, RESPONSE)


async def started(where: str, typed: str = "!опрос Едем? | Да | Нет") -> tuple[World, Any]:
    world = World()
    await world.types("tess", where, typed)
    return world, next(it for it in world.events if it["type"] == START)


async def test_a_poll_is_one_event_and_nothing_else() -> None:
    world, poll = await started("3А parents")
    assert len(world.events) == 2
    assert poll["content"][START]["kind"].endswith(".disclosed")
    assert poll["content"]["org.parta.poll"] == {"by": user("tess")}


@pytest.mark.parametrize(
    ("who", "where", "clause"),
    [
        ("ann", "3А pupils", "2.5"),
        ("mum", "3А parents", "2.5"),
        ("twin", "3Б parents", "2.5"),  # a teacher elsewhere is a parent here
        ("tess", "private", "2.5"),
    ],
)
async def test_who_may_start_none_is_told_the_clause(who: str, where: str, clause: str) -> None:
    world = World()
    assert f"(п. {clause} " in await world.asks(who, where, "!опрос Едем? | Да | Нет")
    assert not [it for it in world.events if it["type"] == START]


async def test_results_of_an_open_poll_are_told_in_the_room() -> None:
    world, poll = await started("3А parents")
    await voted(world, "mum", "3А parents", poll, "answer-1")
    await voted(world, "pa", "3А parents", poll, "answer-2")
    await voted(world, "cal", "3А parents", poll, "answer-2")  # belongs to another class
    assert "Да: 1" in await world.asks("tess", "3А parents", "!опрос итоги")
    assert "Нет: 1" in world.bodies("3А parents")[-1]


async def test_results_of_a_closed_one_are_told_in_private_until_its_end() -> None:
    world, poll = await started("3А parents", "!опрос закрытый Едем? | Да | Нет")
    await voted(world, "mum", "3А parents", poll, "answer-1")
    await world.types("tess", "3А parents", "!опрос итоги")
    assert "Да: 1" in world.bodies("private", "tess")[-1]
    assert not any("Да: 1" in it for it in world.bodies("3А parents"))
    await world.types("tess", "3А parents", "!опрос конец")
    await world.types("tess", "3А parents", "!опрос итоги")
    assert "Да: 1" in world.bodies("3А parents")[-1]


async def test_what_is_answered_after_the_end_changes_nothing() -> None:
    world, poll = await started("3А parents")
    await world.types("tess", "3А parents", "!опрос конец")
    assert [it for it in world.events if it["type"] == END]
    world.now += 10_000
    await voted(world, "mum", "3А parents", poll, "answer-1")
    assert "Да: 0" in await world.asks("tess", "3А parents", "!опрос итоги")
    assert "уже завершён" in await world.asks("tess", "3А parents", "!опрос конец")


async def test_a_pupil_ends_none() -> None:
    world, _ = await started("3А pupils")
    assert "(п. 2.5 " in await world.asks("ann", "3А pupils", "!опрос конец")
    assert not [it for it in world.events if it["type"] == END]


async def test_a_poll_that_somebody_started_in_element_counts_as_well() -> None:
    world = World()
    content = {
        START: {
            "question": {"org.matrix.msc1767.text": "Свой?"},
            "kind": "org.matrix.msc3381.poll.disclosed",
            "max_selections": 1,
            "answers": [{"id": "x", "org.matrix.msc1767.text": "Да"}],
        }
    }
    poll = await world.sends("twin", "3А parents", content, START)
    await voted(world, "mum", "3А parents", poll, "x")
    said = await world.asks("tess", "3А parents", "!опрос итоги", **answering(poll))
    assert "Свой?" in said
    assert "Да: 1" in said


@pytest.mark.parametrize(
    ("where", "typed", "voter", "named"),
    [
        ("3А parents", "!опрос Едем? | Да | Нет", "mum", True),
        ("staff", "!опрос Едем? | Да | Нет", "todd", True),
        ("3А parents", "!опрос закрытый Едем? | Да | Нет", "mum", False),
        ("3А pupils", "!опрос Едем? | Да | Нет", "ann", False),
        ("3А board", "!опрос Едем? | Да | Нет", "mum", False),
    ],
)
async def test_names_leave_open_polls_among_adults_only(
    where: str, typed: str, voter: str, named: bool
) -> None:
    world, poll = await started(where, typed)
    await voted(world, voter, where, poll, "answer-1")
    await world.types("tess", where, "!опрос файл")
    (file,) = world.uploads
    assert (world.school.people.by_id[voter].entry.full_name in file.text) is named
    assert '"Да";"1"' in file.text
    shown = [it for it in world.events if it["content"].get("msgtype") == "m.file"]
    assert [it["content"]["url"] for it in shown] == ["mxc://school.example/1"]
    assert shown[0]["room_id"] != poll["room_id"]


async def test_facts_for_the_digest() -> None:
    world, poll = await started("3А parents")
    await voted(world, "mum", "3А parents", poll, "answer-1")
    await voted(world, "mum", "3А parents", poll, "answer-2")
    await world.types("tess", "3А parents", "!опрос конец")
    (fact,) = await world.facts(["poll"])
    assert fact.data["question"] == "Едем?"
    (vote,) = await world.facts(["poll.answer"])
    assert (vote.subject, vote.data) == (
        user("mum"), {"poll": poll["event_id"], "answers": ["answer-2"]},
    )  # fmt: skip
    (end,) = await world.facts(["poll.end"])
    assert end.data == {"poll": poll["event_id"]}


async def test_nothing_that_a_client_makes_up_ends_the_reading() -> None:
    world = World()
    for target in ("$" + "x" * 9_000, "\x00", 7, None, {"a": 1}, "no id", "$a b"):
        content = {"m.relates_to": {"rel_type": "m.reference", "event_id": target},
                   RESPONSE: {"answers": ["a\x00" * 300]}}  # fmt: skip
        await world.sends("mum", "3А parents", content, RESPONSE)
        await world.sends("tess", "3А parents", content, END)
    assert all(len(it) <= 255 for it in world.known)
    assert "\x00" not in str(list(world.known.values()))


async def test_a_hostile_question_is_text() -> None:
    world, _ = await started("3А parents", "!опрос <script>x</script>\u202e? | <img src=x> | Нет")
    await world.types("tess", "3А parents", "!опрос итоги")
    assert is_clean(world.last("3А parents"))

"""A child calls an adult: at once, sealed, until somebody takes it. And reports of all sorts."""

from typing import Any

import pytest

from bot.effects import Redact
from bot.moderation.calls import TAKE, sealed
from bot.moderation.kinds import MINUTE_MS
from policy import events
from tests.unit.bot.stage import A_ROOM, B_ROOM, CLUB, MODERATION, Stage
from tests.unit.policy.school import user


@pytest.mark.parametrize(
    "body",
    ["позови взрослого", "Позовите взрослых!!!", "пожалуйста, позови взрослого", "call an adult"],
)
async def test_the_plain_words_of_a_pupil_call(body: str) -> None:
    stage = Stage()
    await stage.says("ann", A_ROOM, body)
    assert len(stage.kinds("adult_call")) == 1
    assert "112" in stage.told("ann")


@pytest.mark.parametrize(
    ("who", "body"),
    [
        ("tess", "позови взрослого"),
        ("mum", "позови взрослого"),
        ("ann", "если что, пиши «позови взрослого» помощнику"),
        ("ann", "не позови взрослого"),
        ("stranger", "позови взрослого"),
    ],
)
async def test_who_writes_about_it_does_not_call(who: str, body: str) -> None:
    stage = Stage()
    await stage.says(who, A_ROOM, body)
    assert stage.kinds("adult_call") == []


async def test_a_call_reaches_moderators_and_the_class_teacher_with_evidence() -> None:
    stage = Stage()
    for number in range(25):
        await stage.says("ben", A_ROOM, f"обида {number}.")
    await stage.says("ann", A_ROOM, "!взрослый")
    (card,) = stage.cards()
    body = card["content"]["body"]
    assert "Ann (3А)" in body
    assert "> Ben: обида 24." in body
    assert "обида 5." not in body  # the last twenty, the cry is one of them
    evidence = card["content"][events.EVIDENCE]
    assert len(evidence["events"]) == 20
    assert len(evidence["sha256"]) == 64
    (private,) = stage.cards(user("tess"))
    # Clients are silent about notices.
    assert card["content"]["msgtype"] == private["content"]["msgtype"] == "m.text"
    assert "обида 24." in private["content"]["body"]
    assert private["content"]["m.mentions"] == {"user_ids": [user("tess")]}


async def test_evidence_of_a_room_is_not_for_who_does_not_belong_there() -> None:
    stage = Stage()
    await stage.says("dan", CLUB, "секрет кружка")
    await stage.says("ann", CLUB, "!взрослый")
    (private,) = stage.cards(user("tess"))
    assert "секрет" not in private["content"]["body"]
    assert "секрет" in stage.cards()[0]["content"]["body"]


async def test_what_the_assistant_answered_is_no_evidence() -> None:
    stage = Stage()
    await stage.says("ann", A_ROOM, "!правила")
    await stage.says("ann", A_ROOM, "!взрослый")
    (card,) = stage.cards()
    assert "!правила" in card["content"]["body"]
    assert len(card["content"][events.EVIDENCE]["events"]) == 2
    await stage.says("ann", A_ROOM, "!жалоба меня обижают")
    assert "assistant" not in stage.cards()[-1]["content"]["body"]


async def test_without_a_class_teacher_the_head_is_called() -> None:
    stage = Stage()
    await stage.says("cal", B_ROOM, "!взрослый")
    assert len(stage.cards(user("head"))) == 1


def test_the_seal_tells_whether_a_quote_was_changed() -> None:
    event = {"event_id": "$1", "sender": "@a:x", "content": {"body": "a"}}
    assert sealed([event]) == sealed([dict(event)])
    assert sealed([event]) != sealed([{**event, "content": {"body": "b"}}])


async def test_who_takes_it_is_told_to_the_child_and_nobody_is_reminded() -> None:
    stage = Stage()
    await stage.says("ann", A_ROOM, "!взрослый")
    (private,) = stage.cards(user("tess"))
    await stage.reacts("tess", private, TAKE)
    assert "Тебе поможет Tess" in stage.told("ann")
    (card,) = stage.cards()
    await stage.reacts("adm", card, TAKE)
    assert stage.told("ann").count("Тебе поможет") == 1
    await stage.later(60 * MINUTE_MS)
    assert "ждут" not in "\n".join(stage.bodies(MODERATION))


@pytest.mark.parametrize("who", ["ben", "mum", "todd", "newt"])
async def test_who_may_not_take_a_call_takes_nothing(who: str) -> None:
    """A pupil, a parent, a teacher of another class, a teacher before the order."""
    stage = Stage()
    await stage.says("ann", A_ROOM, "!взрослый")
    (card,) = stage.cards()
    await stage.reacts(who, card, TAKE)
    assert "Тебе поможет" not in stage.told("ann")


async def test_nobody_takes_it_reminder_then_the_head() -> None:
    stage = Stage()
    await stage.says("ann", A_ROOM, "!взрослый")
    await stage.later(14 * MINUTE_MS)
    assert "ждут" not in stage.told("tess")
    await stage.later(MINUTE_MS)
    assert "ждут" in stage.told("tess")
    assert "ждут" in "\n".join(stage.bodies(MODERATION))
    assert stage.cards(user("head")) == []
    await stage.later(15 * MINUTE_MS)
    (card,) = stage.cards(user("head"))
    await stage.reacts("head", card, TAKE)
    assert "Тебе поможет Head" in stage.told("ann")


async def test_a_child_who_calls_again_is_comforted_and_calls_nobody_twice() -> None:
    stage = Stage()
    await stage.says("ann", A_ROOM, "!взрослый")
    await stage.says("ann", A_ROOM, "позови взрослого")
    assert len(stage.cards()) == 1
    assert "уже позвал" in stage.told("ann")


# Reports


async def test_a_report_is_a_card_and_its_reporter_is_hidden() -> None:
    stage = Stage()
    message = await stage.says("ben", A_ROOM, "гадость")
    command = await stage.replies("ann", A_ROOM, message, "!жалоба обидно")
    (card,) = stage.cards()
    assert "гадость" in card["content"]["body"]
    assert "обидно" in card["content"]["body"]
    assert "Сообщил(а): Ann" in card["content"]["body"]
    assert Redact(A_ROOM, command["event_id"]) in stage.effects
    assert "принята" in stage.told("ann")
    assert stage.told("ben") == ""
    await stage.reacts("adm", card, "⚠")
    assert "Ann" not in stage.told("ben")
    assert "приняты меры" in stage.told("ann")


@pytest.mark.parametrize("who", ["ann", "mum", "tess", "newt", "sec"])
async def test_anybody_of_the_school_reports_in_words(who: str) -> None:
    stage = Stage()
    await stage.says(who, stage.room_with(user(who)), "!жалоба Ben дерётся")
    (card,) = stage.cards()
    assert "О ком: Ben (3А)" in card["content"]["body"]


async def test_a_stranger_is_not_heard() -> None:
    stage = Stage()
    await stage.says("stranger", A_ROOM, "!жалоба Ben дерётся")
    assert stage.effects == []


async def test_an_empty_report_is_explained() -> None:
    stage = Stage()
    await stage.says("ann", stage.room_with(user("ann")), "!жалоба")
    assert stage.cards() == []
    assert "что случилось" in stage.told("ann")


async def test_a_link_to_a_message_counts_only_for_who_belongs_there() -> None:
    stage = Stage()
    message = await stage.says("ben", A_ROOM, "гадость")
    link = f"https://matrix.to/#/{A_ROOM}/{message['event_id']}?via=x"
    for who in ("cal", "ann"):
        await stage.says(who, stage.room_with(user(who)), f"!жалоба {link}")
    strange, own = stage.cards()
    assert "> гадость" not in strange["content"]["body"]
    assert "> гадость" in own["content"]["body"]


# Element's own reports


def reported(stage: Stage, number: int, event: dict[str, Any], who: str = "ann") -> None:
    stage.waiting_reports.append(
        {
            "id": number, "room_id": event["room_id"], "event_id": event["event_id"],
            "reporter": user(who), "reason": "spam",
        }
    )  # fmt: skip


async def test_reports_of_element_become_the_same_card_and_none_comes_twice() -> None:
    stage = Stage()
    message = await stage.says("ben", A_ROOM, "гадость")
    reported(stage, 7, message)
    await stage.do("poll_reports", {})
    await stage.do("poll_reports", {})
    (card,) = stage.cards()
    assert "гадость" in card["content"]["body"]
    assert "принята" in stage.told("ann")
    assert stage.told("ann").count("принята") == 1
    reported(stage, 8, message, who="mum")
    await stage.do("poll_reports", {})
    assert len(stage.cards()) == 2


async def test_after_a_lost_database_the_cards_say_how_far_it_was() -> None:
    stage = Stage()
    message = await stage.says("ben", A_ROOM, "гадость")
    reported(stage, 7, message)
    await stage.do("poll_reports", {})
    stage.facts_by_id.clear()
    stage.done.clear()
    reported(stage, 9, message)
    await stage.do("poll_reports", {})
    assert len(stage.cards()) == 2


@pytest.mark.parametrize(
    "absurd",
    [
        {"id": "7"},
        {"id": True},
        {"reporter": 5},
        {"reporter": "@stranger:x"},
        {"id": -1},
        {"id": None},
    ],
)
async def test_an_absurd_report_does_nothing(absurd: dict[str, Any]) -> None:
    stage = Stage()
    message = await stage.says("ben", A_ROOM, "гадость")
    reported(stage, 7, message)
    stage.waiting_reports[0].update(absurd)
    await stage.do("poll_reports", {})
    assert stage.cards() == []


async def test_a_report_about_a_message_that_is_gone_is_a_card_all_the_same() -> None:
    stage = Stage()
    reported(stage, 7, {"room_id": A_ROOM, "event_id": "$gone"})
    await stage.do("poll_reports", {})
    assert len(stage.cards()) == 1


async def test_starting_up_says_nothing() -> None:
    stage = Stage()
    await stage.do("poll_reports", {})
    await stage.do("adults_everywhere", {})
    assert stage.said == []


async def test_every_card_of_a_call_that_was_taken_says_so() -> None:
    stage = Stage()
    await stage.says("ann", A_ROOM, "!взрослый")
    (private,) = stage.cards(user("tess"))
    await stage.reacts("tess", private, TAKE)
    edits = [
        it["content"]["m.new_content"]["body"]
        for it in await stage.recent(MODERATION, 99)
        if "m.new_content" in it["content"]
    ]
    assert any("Tess" in it for it in edits)

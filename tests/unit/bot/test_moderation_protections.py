"""Protections: pure predicates on what was seen, consequences as data, trials, bounded memory."""

from collections import deque
from dataclasses import replace
from typing import Any

import pytest

from bot.effects import Redact, Remember
from bot.moderation.kinds import FINDING
from bot.moderation.protections import watch
from bot.moderation.protections.messages import across, mentions, same_text
from bot.moderation.protections.model import MOST_OF_ONE, Finding, Seen
from bot.moderation.protections.watch import Watchman, seen_of
from bot.store.store import RoomRow
from bot.work.readers import View
from policy import events
from policy.safety import Protection
from tests.unit.bot.stage import (
    A_PARENTS,
    A_ROOM,
    B_ROOM,
    CLUB,
    PROVISIONER,
    REGISTRY,
    Stage,
    school,
)
from tests.unit.policy.school import BOT, user


def seen(number: int, room: str = "!a", at: int = 0, same: int = 7, mentions: int = 0) -> Seen:
    return Seen(f"${number}", room, at, same, mentions)


@pytest.mark.parametrize(
    ("messages", "found"),
    [
        ([("!a", 0, 7), ("!b", 1, 7), ("!c", 2, 7)], 3),
        ([("!a", 0, 7), ("!b", 1, 7), ("!b", 2, 7)], 0),  # two rooms only
        ([("!a", 0, 7), ("!b", 1, 8), ("!c", 2, 7)], 0),  # another text
        ([("!a", 0, 7), ("!b", 1, 7), ("!c", 60_001, 7)], 0),  # too long ago
        ([("!a", 0, 0), ("!b", 1, 0), ("!c", 2, 0)], 0),  # too short to tell
        ([], 0),
    ],
)
def test_same_text(messages: list[tuple[str, int, int]], found: int) -> None:
    them = [seen(n, room, at, same) for n, (room, at, same) in enumerate(messages)]
    assert len(same_text(Protection(3, 60, rooms=3), them)) == found


@pytest.mark.parametrize(
    ("counts", "is_found"), [([5], True), ([2, 2], False), ([2, 3], True), ([3, 3, 0], False)]
)
def test_mentions(counts: list[int], is_found: bool) -> None:
    them = [seen(n, mentions=it) for n, it in enumerate(counts)]
    assert bool(mentions(Protection(5, 60), them)) == is_found


@pytest.mark.parametrize(("rooms", "is_found"), [(4, True), (3, False)])
def test_across(rooms: int, is_found: bool) -> None:
    them = [seen(n, f"!{n % rooms}", same=n) for n in range(12)]
    assert bool(across(Protection(12, 60, rooms=4), them)) == is_found
    assert not across(Protection(13, 60, rooms=4), them)


def test_small_differences_make_the_same_text() -> None:
    def same(body: object) -> int:
        return seen_of("!a", {"event_id": "$1", "content": {"body": body}}).same

    assert same("Заходи в мой канал!!!") == same("заходи, в мой КАНАЛ")
    assert same("Заходи в мой канал") != same("Заходи в твой канал")
    assert same("да, хорошо") == 0
    assert same(5) == 0


@pytest.mark.parametrize("absurd", [None, 5, {"user_ids": 5}, {"user_ids": [5, None, {}]}, []])
def test_absurd_mentions_count_as_none(absurd: object) -> None:
    event = {"event_id": "$1", "origin_server_ts": "x", "content": {"m.mentions": absurd}}
    assert seen_of("!a", event).mentions == 0


async def spreads(stage: Stage, who: str = "ann", body: str = "Заходи в мой канал") -> list[Any]:
    return [await stage.says(who, room, body) for room in (A_ROOM, CLUB, A_PARENTS)]


def watched(**protections: Protection) -> Stage:
    """A stage with a watchman of its own: the shipped one remembers other tests."""
    stage = Stage(school(**protections))
    others = [it for it in stage.readers if not isinstance(it, Watchman)]
    stage.readers = (*others, Watchman())
    return stage


async def test_the_same_text_in_many_rooms_is_one_card() -> None:
    stage = watched(same_text=Protection(3, 300, rooms=3))
    await spreads(stage)
    await stage.says("ann", A_ROOM, "Заходи в мой канал")
    (card,) = stage.cards()
    assert "в разных комнатах: 3 раза" in card["content"]["body"]
    assert "> Заходи в мой канал" in card["content"]["body"]


async def test_what_the_settings_say_follows() -> None:
    stage = watched(same_text=Protection(3, 300, rooms=3, then=("remove", "mute", "lock")))
    messages = await spreads(stage)
    for it in messages:
        assert Redact(it["room_id"], it["event_id"]) in stage.effects
    assert stage.states[REGISTRY, events.MUTE, user("ann")[1:]]["rooms"][""] > stage.now
    assert stage.states[A_PARENTS, events.LOCK, ""]["locked"] is True
    body = stage.cards()[0]["content"]["body"]
    assert "Уже удалено" in body
    assert "Заходи в мой канал" in body
    assert {it["what"] for it in stage.actions()} == {"remove", "mute", "lock"}
    assert {it["by"] for it in stage.actions()} == {BOT}


async def test_a_trial_does_nothing_but_tell() -> None:
    stage = watched(same_text=Protection(3, 300, rooms=3, then=("remove", "mute"), trial=True))
    await spreads(stage)
    assert not [it for it in stage.effects if isinstance(it, Redact)]
    assert stage.cards() == []
    (action,) = stage.actions()
    assert action["what"] == "trial"
    assert "были бы удалены" in action["why"]


@pytest.mark.parametrize("who", ["tess", "head", "stranger"])
async def test_staff_and_strangers_are_not_watched(who: str) -> None:
    stage = watched(same_text=Protection(3, 300, rooms=3))
    await spreads(stage, who)
    assert [it for it in stage.effects if not isinstance(it, Remember)] == []
    assert not stage.kinds(FINDING)


async def test_what_is_off_finds_nothing() -> None:
    stage = watched()
    await spreads(stage)
    assert stage.effects == []


async def test_an_event_read_again_after_a_failed_transaction_says_the_same() -> None:
    stage = watched(same_text=Protection(3, 300, rooms=3))
    watchman = stage.readers[-1]
    view = View(BOT, PROVISIONER, stage.school, stage.rooms)
    told = []
    for number, room in enumerate((A_ROOM, B_ROOM, CLUB)):
        row = stage.rooms.get(room)
        assert row is not None
        event = stage.new_event(room, user("ann"), {"body": "Заходи в мой канал"})
        told.append([list(watchman(view, row, event)) for _ in range(2)])
        assert number < 3
    assert told[:2] == [[[], []], [[], []]]
    once, again = told[2]
    assert len(once) == 1
    assert once == again


def test_the_memory_of_one_person_is_bounded() -> None:
    settings = school(across=Protection(1000, 3600))
    watchman, stage = Watchman(), Stage(settings)
    view = View(BOT, PROVISIONER, settings, stage.rooms)
    row = RoomRow(A_ROOM, "class:2024-a:pupils", "pupils")
    for number in range(500):
        event = {
            "event_id": f"$n{number}", "sender": user("ann"), "type": "m.room.message",
            "origin_server_ts": number, "content": {"body": "x" * 50_000},
        }  # fmt: skip
        list(watchman(view, row, event))
    ring: deque[Seen] = watchman._rings[user("ann")]
    assert len(ring) == MOST_OF_ONE


def test_a_finding_reads_back_what_it_was() -> None:
    finding = Finding("same_text", "@a:x", "!r:x", (("!r:x", "$1"),), 3, ("card",), False)
    assert Finding.from_dict(finding.to_dict()) == finding
    absurd = {**finding.to_dict(), "then": ["expel", "mute"]}
    assert Finding.from_dict(absurd) == replace(finding, then=("mute",))


def test_the_memory_of_all_people_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_MOST_PEOPLE", 3)
    settings = school(same_text=Protection(1, 300, 1))
    watchman, stage = Watchman(), Stage(settings)
    view = View(BOT, PROVISIONER, settings, stage.rooms)
    row = RoomRow(A_ROOM, "class:2024-a:pupils", "pupils")
    for who in ("ann", "ben", "lone", "cal", "dan", "eve", "mum"):
        event = {
            "event_id": f"${who}", "sender": user(who), "type": "m.room.message",
            "origin_server_ts": 1, "content": {"body": "Заходи в мой канал"},
        }  # fmt: skip
        assert len(list(watchman(view, row, event))) == 1
    assert set(watchman._rings) == {user(it) for it in ("dan", "eve", "mum")}
    assert len(watchman._told) == 3

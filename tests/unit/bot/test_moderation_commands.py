"""Commands that keep order: each by somebody who may, and by somebody who may not."""

import pytest

from bot.commands.prompts import NO, YES
from bot.effects import Redact, SetMembership
from bot.moderation.kinds import DAY_MS, HOUR_MS, MINUTE_MS
from policy import events
from tests.unit.bot.stage import (
    A_ROOM,
    B_ROOM,
    CLUB,
    MODERATION,
    REGISTRY,
    Stage,
)
from tests.unit.policy.school import BOT, CHESS, A, user

PUPILS = f"{A}:pupils"


def lock_of(stage: Stage, room: str = A_ROOM) -> object:
    return stage.states.get((room, events.LOCK, ""), {}).get("locked")


def mute_of(stage: Stage, who: str, where: str = "") -> object:
    """Until when somebody is silenced in a room (locator key), or in the whole school."""
    words = stage.states.get((REGISTRY, events.MUTE, user(who)[1:]), {})
    return words.get("rooms", {}).get(where)


@pytest.mark.parametrize(
    "body",
    [
        "!закрыть",
        "!открыть",
        "!предупредить Ben",
        "!тишина Ben 2 ч",
        "!говори Ben",
        "!удалить 3 Ben",
        "!исключить Ben",
        "!вернуть Ben",
        "!история Ben",
        "!список",
    ],
)
@pytest.mark.parametrize("who", ["ann", "todd"])
async def test_who_may_not_is_refused_and_nothing_happens(who: str, body: str) -> None:
    """A pupil of the class, and a teacher of another one."""
    stage = Stage()
    await stage.says(who, A_ROOM, body)
    assert not stage.actions()
    assert not stage.facts_by_id
    assert not [it for it in stage.effects if isinstance(it, Redact | SetMembership)]
    assert lock_of(stage) is None
    (answer,) = stage.bodies(A_ROOM)
    assert "нельзя" in answer


async def test_a_teacher_closes_and_opens_a_room() -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, "!закрыть 30 мин контрольная")
    assert lock_of(stage) is True
    assert "контрольная" in stage.bodies(A_ROOM)[-1]
    await stage.says("twin", A_ROOM, "!закрыть")
    assert "уже закрыта" in stage.bodies(A_ROOM)[-1]
    await stage.says("tess", A_ROOM, "!открыть")
    assert lock_of(stage) is False
    assert not stage.timers
    assert [it["what"] for it in stage.actions()] == ["lock", "unlock"]
    await stage.says("tess", A_ROOM, "!открыть")
    assert "и так открыта" in stage.bodies(A_ROOM)[-1]


async def test_a_room_closed_for_a_time_opens_by_itself() -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, "!закрыть 30 мин")
    await stage.later(29 * MINUTE_MS)
    assert lock_of(stage) is True
    await stage.later(MINUTE_MS)
    assert lock_of(stage) is False


async def test_the_time_of_an_older_lock_does_not_open_a_newer_one() -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, "!закрыть 30 мин")
    first = next(iter(stage.timers.values()))
    await stage.says("tess", A_ROOM, "!открыть")
    stage.now += 1
    await stage.says("tess", A_ROOM, "!закрыть")
    await stage.do(first.name, first.payload)
    assert lock_of(stage) is True


async def test_a_warning_is_read_by_the_person_alone() -> None:
    stage = Stage()
    message = await stage.says("ben", A_ROOM, "дурацкие слова")
    command = await stage.replies("tess", A_ROOM, message, "!предупредить грубость")
    assert "грубость" in stage.told("ben")
    assert "дурацкие слова" in stage.told("ben")
    assert stage.bodies(A_ROOM) == []
    assert Redact(A_ROOM, command["event_id"]) in stage.effects
    (action,) = stage.actions()
    assert (action["what"], action["by"], action["of"]) == ("warn", user("tess"), user("ben"))


async def test_the_third_warning_within_thirty_days_proposes_silence() -> None:
    stage = Stage()
    for _ in range(2):
        await stage.says("tess", A_ROOM, "!предупредить Ben")
        await stage.later(DAY_MS)
    assert stage.cards() == []
    await stage.says("tess", A_ROOM, "!предупредить Ben")
    (card,) = stage.cards()
    assert "Третье предупреждение" in card["content"]["body"]
    await stage.reacts("adm", card, "🔇")
    assert mute_of(stage, "ben") == stage.now + HOUR_MS


async def test_old_warnings_do_not_count() -> None:
    stage = Stage()
    for _ in range(3):
        await stage.says("tess", A_ROOM, "!предупредить Ben")
        await stage.later(16 * DAY_MS)
    assert stage.cards() == []


async def test_a_teacher_silences_in_the_room_for_a_time_and_ends_it() -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, "!тишина Ben 2 ч мат")
    assert mute_of(stage, "ben", PUPILS) == stage.now + 2 * HOUR_MS
    assert mute_of(stage, "ben") is None
    assert "мат" in stage.told("ben")
    assert "3А · Ученики" in stage.told("ben")
    await stage.says("tess", A_ROOM, "!говори Ben")
    assert stage.states[REGISTRY, events.MUTE, user("ben")[1:]] == {}
    assert "снова можешь писать" in stage.told("ben")
    await stage.says("tess", A_ROOM, "!говори Ben")
    assert "и так может писать" in stage.bodies(A_ROOM)[-1]
    assert [it["what"] for it in stage.actions()] == ["mute", "unmute"]
    (record,) = [it for it in stage.bodies(MODERATION) if "тишина ·" in it]
    assert "3А · Ученики" in record
    assert " до " in record


async def test_from_elsewhere_a_teacher_silences_where_the_right_reaches() -> None:
    stage = Stage()
    await stage.says("tess", stage.room_with(user("tess")), "!тишина Ben 2 ч")
    assert set(stage.states[REGISTRY, events.MUTE, user("ben")[1:]]["rooms"]) == {PUPILS}


async def test_a_teacher_does_not_end_what_the_administration_ordered() -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, "!тишина Ben 5 ч")
    await stage.says("tess", A_ROOM, "!тишина Ben 2 ч")
    assert mute_of(stage, "ben") == stage.now + 5 * HOUR_MS
    await stage.says("tess", A_ROOM, "!говори Ben")
    assert mute_of(stage, "ben", PUPILS) is None
    assert mute_of(stage, "ben") == stage.now + 5 * HOUR_MS
    await stage.says("adm", MODERATION, "!говори Ben")
    assert stage.states[REGISTRY, events.MUTE, user("ben")[1:]] == {}


async def test_after_a_lost_database_a_silence_can_still_be_ended() -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, "!тишина Ben 5 ч")
    stage.facts_by_id.clear()
    await stage.says("adm", MODERATION, "!говори Ben")
    assert stage.states[REGISTRY, events.MUTE, user("ben")[1:]] == {}


async def test_whose_silence_is_over_is_told() -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, "!тишина Ben")
    await stage.later(HOUR_MS)
    assert "снова можешь писать" in stage.told("ben")


@pytest.mark.parametrize("command", ["!тишина", "!предупредить", "!исключить", "!история"])
@pytest.mark.parametrize("whom", ["Tess", "Head"])
async def test_staff_are_not_silenced_warned_or_excluded(command: str, whom: str) -> None:
    stage = Stage()
    await stage.says("head", A_ROOM, f"{command} {whom}")
    assert "только с учеником или родителем" in stage.bodies(A_ROOM)[-1]
    assert not stage.actions()


async def test_a_teacher_of_one_class_does_not_reach_another() -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, "!тишина Dan")
    assert mute_of(stage, "dan") is None
    assert not stage.actions()


async def test_a_message_is_removed_and_its_text_kept() -> None:
    stage = Stage()
    message = await stage.says("ben", A_ROOM, "гадость")
    await stage.replies("tess", A_ROOM, message, "!удалить")
    assert message["content"] == {}
    (action,) = stage.actions()
    assert (action["what"], action["of"]) == ("remove", user("ben"))
    assert "Ben: гадость" in stage.bodies(MODERATION)[-1]


async def test_the_last_messages_of_somebody_are_removed_after_a_look() -> None:
    stage = Stage()
    messages = [await stage.says("ben", A_ROOM, f"слово {it}") for it in range(4)]
    other = await stage.says("ann", A_ROOM, "моё")
    await stage.says("tess", A_ROOM, "!удалить 3 Ben")
    (preview,) = stage.cards(A_ROOM)
    assert "слово 3" in preview["content"]["body"]
    assert "слово 0" not in preview["content"]["body"]
    await stage.reacts("twin", preview, YES)  # another teacher did not ask
    await stage.reacts("ben", preview, YES)
    assert messages[3]["content"]
    await stage.reacts("tess", preview, YES)
    assert [bool(it["content"]) for it in [*messages, other]] == [True, False, False, False, True]
    assert "слово 2" in stage.bodies(MODERATION)[-1]


async def test_a_preview_declined_removes_nothing() -> None:
    stage = Stage()
    message = await stage.says("ben", A_ROOM, "слово")
    await stage.says("tess", A_ROOM, "!удалить Ben 2")
    (preview,) = stage.cards(A_ROOM)
    await stage.reacts("tess", preview, NO)
    assert message["content"]
    assert not stage.actions()


async def test_what_the_assistant_wrote_is_not_removed() -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, "!закрыть")
    notice = next(
        it for it in stage.said if it["sender"] == BOT and it["type"] == "m.room.message"
        and it["room_id"] == A_ROOM
    )  # fmt: skip
    await stage.replies("tess", A_ROOM, notice, "!удалить")
    assert notice["content"]


@pytest.mark.parametrize(
    ("who", "room", "named"),
    [("head", A_ROOM, ""), ("adm", MODERATION, " 3А"), ("adm", A_ROOM, "")],
)
async def test_somebody_is_excluded_and_brought_back(who: str, room: str, named: str) -> None:
    stage = Stage()
    await stage.says(who, room, f"!исключить Ben{named} драка")
    assert SetMembership(A_ROOM, user("ben"), "ban", "драка") in stage.effects
    assert "драка" in stage.told("ben")
    await stage.says(who, room, f"!вернуть Ben{named}")
    assert SetMembership(A_ROOM, user("ben"), "unban") in stage.effects
    assert SetMembership(A_ROOM, user("ben"), "join") in stage.effects
    await stage.says(who, room, f"!вернуть Ben{named}")
    assert "не исключали" in stage.bodies(room)[-1]
    assert [it["what"] for it in stage.actions()] == ["exclude", "return"]


async def test_from_which_room_somebody_is_excluded_must_be_clear() -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, "!исключить Ben драка")
    assert "назовите класс" in stage.bodies(MODERATION)[-1]
    assert not stage.actions()


@pytest.mark.parametrize("body", ["!исключить Ben", "!история Ben"])
async def test_a_teacher_excludes_nobody_and_reads_no_record(body: str) -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, body)
    assert "нельзя" in stage.bodies(A_ROOM)[-1]
    assert not stage.actions()


async def test_the_record_is_answered_in_private() -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, "!предупредить Ben")
    await stage.says("ann", stage.room_with(user("ann")), "!жалоба Ben обзывается")
    await stage.says("head", A_ROOM, "!история Ben")
    record = stage.told("head")
    assert "предупреждение: Tess" in record
    assert "жалоба" in record
    assert "Ann" not in record.partition("История")[2]
    assert stage.bodies(A_ROOM) == []


async def test_the_administrator_reaches_everybody_from_the_moderation_room() -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, "!тишина Dan 1 ч")
    assert mute_of(stage, "dan") == stage.now + HOUR_MS


async def test_the_leader_of_a_club_keeps_order_there() -> None:
    stage = Stage()
    await stage.says("lee", CLUB, "!тишина Dan")
    assert mute_of(stage, "dan", CHESS) == stage.now + HOUR_MS


@pytest.mark.parametrize("command", ["!закрыть", "!тишина Dan"])
async def test_a_teacher_before_the_order_keeps_no_order(command: str) -> None:
    stage = Stage()
    await stage.says("newt", B_ROOM, command)
    assert not stage.actions()


@pytest.mark.parametrize(("who", "word"), [("Ben", "Тебе вынесено"), ("Mum", "Вам вынесено")])
async def test_a_pupil_is_addressed_as_a_pupil_and_a_parent_as_an_adult(
    who: str, word: str
) -> None:
    stage = Stage()
    await stage.says("adm", MODERATION, f"!предупредить {who} грубость")
    assert word in stage.told(who.lower())

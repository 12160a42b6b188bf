"""A room of children without its teacher is closed within a minute, and opened again (A2)."""

import pytest

from bot.moderation.kinds import MINUTE_MS
from policy import events
from tests.unit.bot.stage import A_PARENTS, A_ROOM, CLUB, PROVISIONER, REGISTRY, Stage
from tests.unit.policy.school import user

TEACHERS = ("tess", "twin")


async def leaves(stage: Stage, *people: str, room: str = A_ROOM) -> None:
    for who in people:
        stage.members[room].discard(user(who))
        await _moved(stage, who, room, "leave")


async def comes(stage: Stage, who: str, room: str = A_ROOM) -> None:
    stage.members[room].add(user(who))
    await _moved(stage, who, room, "join")


async def _moved(stage: Stage, who: str, room: str, membership: str) -> None:
    content = {"membership": membership}
    await stage.happens(stage.new_event(room, user(who), content, "m.room.member", user(who)))


def is_locked(stage: Stage, room: str = A_ROOM) -> bool:
    return stage.states.get((room, events.LOCK, ""), {}).get("locked") is True


async def test_when_the_last_teacher_leaves_the_room_is_closed_and_told_once() -> None:
    stage = Stage()
    await leaves(stage, "tess")
    assert not is_locked(stage)
    await leaves(stage, "twin")
    assert is_locked(stage)
    await leaves(stage, "ben", "lone")
    await stage.do("adults_everywhere", {})
    assert len(stage.bodies(A_ROOM)) == 1
    assert "не осталось учителя" in stage.bodies(A_ROOM)[0]


async def test_when_a_teacher_is_back_the_room_is_opened() -> None:
    stage = Stage()
    await leaves(stage, *TEACHERS)
    await comes(stage, "tess")
    assert not is_locked(stage)
    assert "снова здесь" in stage.bodies(A_ROOM)[-1]


@pytest.mark.parametrize("who", ["head", "newt"])
async def test_the_head_and_a_teacher_before_the_order_are_no_teacher_there(who: str) -> None:
    stage = Stage()
    await leaves(stage, *TEACHERS)
    await comes(stage, who)
    assert is_locked(stage)


async def test_what_a_teacher_closed_is_not_opened() -> None:
    stage = Stage()
    await stage.says("tess", A_ROOM, "!закрыть")
    await leaves(stage, *TEACHERS)
    await comes(stage, "tess")
    assert is_locked(stage)


async def test_what_somebody_opened_without_a_teacher_stays_open() -> None:
    stage = Stage()
    await leaves(stage, *TEACHERS)
    await stage.says("head", A_ROOM, "!открыть")
    await stage.do("adults_everywhere", {})
    assert not is_locked(stage)
    await comes(stage, "tess")
    await leaves(stage, "tess")
    assert is_locked(stage)


async def test_what_somebody_closed_after_us_is_theirs() -> None:
    stage = Stage()
    await leaves(stage, *TEACHERS)
    await stage.says("head", A_ROOM, "!открыть")
    await stage.says("head", A_ROOM, "!закрыть")
    await comes(stage, "tess")
    assert is_locked(stage)


async def test_after_a_lost_database_the_lock_itself_says_whose_it_is() -> None:
    stage = Stage()
    await leaves(stage, *TEACHERS)
    stage.facts_by_id.clear()
    await comes(stage, "tess")
    assert not is_locked(stage)


async def test_a_club_needs_its_leader_and_a_room_of_parents_nobody() -> None:
    stage = Stage()
    await leaves(stage, "lee", room=CLUB)
    assert is_locked(stage, CLUB)
    await leaves(stage, *TEACHERS, room=A_PARENTS)
    assert not is_locked(stage, A_PARENTS)


async def test_who_is_no_teacher_any_more_by_the_registry_is_noticed_within_a_minute() -> None:
    stage = Stage()
    stage.members[A_ROOM] -= {user(it) for it in TEACHERS}
    changed = stage.new_event(REGISTRY, PROVISIONER, {}, events.CONFIRMATION, "tess:x")
    await stage.happens(changed)
    await stage.later(MINUTE_MS)
    assert is_locked(stage)


async def test_a_state_event_of_a_person_in_the_registry_moves_nothing() -> None:
    stage = Stage()
    await stage.happens(stage.new_event(REGISTRY, user("ann"), {}, events.CONFIRMATION, "x"))
    assert stage.timers == {}

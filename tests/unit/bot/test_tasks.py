"""!задание: tasks, their threads, deadlines, and who has answered (N5, Z4)."""

import pytest

from bot.teaching.tasks import remind_at
from policy.events import TASK
from tests.unit.bot.world import HOUR, World, answering, in_thread, is_clean
from tests.unit.policy.school import user

DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("hours", "before"), [(72, 24), (36, 24), (35, 2), (4, 2), (3, 2), (2, None), (1, None)]
)
def test_when_to_remind(hours: int, before: int | None) -> None:
    when = remind_at(0, hours * HOUR)
    assert when == (None if before is None else (hours - before) * HOUR)


async def set_task(typed: str = "!задание до пятницы 18:00: Решить № 5") -> World:
    world = World()
    await world.types("tess", "3А pupils", typed)
    return world


@pytest.mark.parametrize(
    ("where", "typed", "room", "title", "due"),
    [
        ("3А pupils", "!задание Решить № 5", "3А pupils", "Решить № 5", None),
        ("3А pupils", "!задание до пятницы 18:00: Решить", "3А pupils", "Решить",
         "27.11.2026 18:00"),
        ("3А pupils", "!задание до завтра\nРешить\nвсё", "3А pupils", "Решить", "25.11.2026 18:00"),
        ("3А board", "!задание до 30.11 12:00: Решить", "3А pupils", "Решить", "30.11.2026 12:00"),
        ("staff", "!задание 3А: до 5 страницы прочитать", "3А pupils", "до 5 страницы прочитать",
         None),
        ("private", "!задание 3А до пятницы: Решить", "3А pupils", "Решить", "27.11.2026 18:00"),
        ("3А pupils", "!задание завтра контрольная, повторить", "3А pupils",
         "завтра контрольная, повторить", None),
        ("3А pupils", "!task by friday 12:00: Solve", "3А pupils", "Solve", "27.11.2026 12:00"),
    ],
)  # fmt: skip
async def test_what_is_typed(
    where: str, typed: str, room: str, title: str, due: str | None
) -> None:
    world = World()
    await world.types("tess", where, typed)
    task = world.last(room)
    assert task["content"][TASK]["title"] == title
    assert task["content"]["msgtype"] == "m.text"
    assert (f"Срок: {due}" in task["content"]["body"]) if due else "Срок" not in str(task)


@pytest.mark.parametrize(
    ("who", "where", "typed", "clause"),
    [
        ("ann", "3А pupils", "!задание Решите за меня", "3.1"),
        ("tess", "3А pupils", "!задание 3Б: Решить", "3.1"),
        ("lee", "chess", "!задание 3А: Решить", "3.1"),
        ("head", "3А pupils", "!задание Решить", "3.1"),
        ("mum", "3А parents", "!задание 3А: Решить", "3.1"),
    ],
)
async def test_who_may_set_none_is_told_the_clause(
    who: str, where: str, typed: str, clause: str
) -> None:
    world = World()
    assert f"(п. {clause} " in await world.asks(who, where, typed)
    assert not [it for it in world.events if TASK in it["content"]]


async def test_a_club_has_tasks_of_its_own() -> None:
    world = World()
    await world.types("lee", "chess", "!задание Решить этюд")
    assert world.last("chess")["content"][TASK]["by"] == user("lee")


async def test_the_reminder_comes_the_day_before_in_the_thread() -> None:
    world = await set_task()
    root = world.last("3А pupils")
    await world.passes(2 * DAY + 4 * HOUR)
    reminder = world.last("3А pupils")
    assert "Напоминание" in reminder["content"]["body"]
    assert reminder["content"]["m.relates_to"]["event_id"] == root["event_id"]


async def test_a_closed_task_is_not_reminded_of() -> None:
    world = await set_task()
    root = world.last("3А pupils")
    await world.types("tess", "3А pupils", "!задание закрыть", **in_thread(root))
    before = len(world.events)
    await world.passes(3 * DAY)
    assert len(world.events) == before


async def test_closing_and_opening_is_said_in_the_task_itself() -> None:
    world = await set_task()
    root = world.last("3А pupils")
    await world.types("tess", "3А pupils", "!задание закрыть", **in_thread(root))
    assert "закрыто" in world.now_reads(root)
    closed = [it["content"]["m.new_content"] for it in world.events if "m.new_content" in
              it["content"]]  # fmt: skip
    assert closed[-1][TASK]["closed"] is True
    await world.types("tess", "3А pupils", "!задание открыть", **answering(root))
    assert "Отвечайте" in world.now_reads(root)


async def test_who_has_not_answered_is_told_the_teacher_alone() -> None:
    world = await set_task()
    root = world.last("3А pupils")
    await world.types("ben", "3А pupils", "7", **in_thread(root))
    await world.types("ben", "3А pupils", "нет, 8", **in_thread(root))
    await world.types("ann", "3А pupils", "не в ветке")
    await world.types("tess", "3А pupils", "!задание кто", **in_thread(root))
    told = world.bodies("private", "tess")[-1]
    assert "Ответили 1 из 3" in told
    assert "Ann" in told
    assert "Ben" not in told
    assert not any("Ann" in it for it in world.bodies("3А pupils"))
    answers = await world.facts(["task.answer"])
    assert [(it.subject, it.data) for it in answers] == [(user("ben"), {"task": root["event_id"]})]


@pytest.mark.parametrize("part", ["закрыть", "открыть", "кто"])
async def test_a_pupil_neither_closes_nor_asks(part: str) -> None:
    world = await set_task()
    root = world.last("3А pupils")
    said = await world.asks("ann", "3А pupils", f"!задание {part}", **in_thread(root))
    assert "(п. 3.1 " in said
    assert "Отвечайте" in world.now_reads(root)


async def test_a_task_that_somebody_made_up_is_none() -> None:
    world = World()
    forged = await world.sends("ann", "3А pupils", {"msgtype": "m.text", "body": "x",
                                                   TASK: {"title": "x"}})  # fmt: skip
    assert await world.facts(["task"]) == []
    said = await world.asks("tess", "3А pupils", "!задание закрыть", **in_thread(forged))
    assert "в ветке задания" in said


@pytest.mark.parametrize("typed", ["!задание до пятницы 18:00:", "!задание сегодня 8:00: x",
                                   "!задание до сегодня 8:00: x"])  # fmt: skip
async def test_what_cannot_be_is_explained(typed: str) -> None:
    world = World()
    assert await world.asks("tess", "3А pupils", typed)
    assert not [it for it in world.events if TASK in it["content"]]


async def test_a_hostile_task_is_text() -> None:
    world = await set_task("!задание <script>x</script> \u202eх !опрос Да? | Да | Нет")
    assert is_clean(world.last("3А pupils"))
    assert len(world.events) == 2

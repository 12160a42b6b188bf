"""The database: all of a piece of work or nothing, each event and each effect once, in order."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.effects import Ask, Cancel, Once, Remember, Schedule, Send, marked
from bot.store.store import Job, RoomRow, Store, now_ms
from bot.work.outbox import Carrier, Outbox

ROOM, OTHER = "!room", "!other"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    found = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    yield found
    await found.close()


async def test_an_event_is_new_once(store: Store) -> None:
    async with store.work() as work:
        assert await work.new_events({"$a": 1, "$b": 1}) == {"$a", "$b"}
    async with store.work() as work:
        assert await work.new_events({"$b": 1, "$c": 1}) == {"$c"}


class _Broken(Exception):
    pass


async def test_work_that_fails_leaves_nothing(store: Store) -> None:
    async def broken() -> None:
        async with store.work() as work:
            await work.new_events({"$a": 1})
            await work.add_job(Job("x", {}, "lane"))
            await work.apply([Send(ROOM, {"body": "1"}), Remember("f", "fact", 1)])
            await work.note("since", "s2")
            raise _Broken

    with pytest.raises(_Broken):
        await broken()
    assert await store.next_jobs(1, (), 9) == []
    assert await store.next_outgoing(1, (), 9) == []
    assert await store.facts() == []
    assert await store.note("since") is None
    async with store.work() as work:
        assert await work.new_events({"$a": 1}) == {"$a"}


async def test_jobs_of_one_lane_are_done_one_after_another(store: Store) -> None:
    async with store.work() as work:
        for number in range(3):
            await work.add_job(Job("x", {"n": number}, "person:a"))
        await work.add_job(Job("x", {"n": 9}, "person:b"))
    first = await store.next_jobs(1, (), 9)
    assert [it.payload["n"] for it in first] == [0, 9]
    async with store.work() as work:
        await work.end_job(first[0])
    assert [it.payload["n"] for it in await store.next_jobs(1, ("person:b",), 9)] == [1]


async def test_a_job_that_failed_waits_for_its_time_and_holds_its_lane(store: Store) -> None:
    async with store.work() as work:
        await work.add_job(Job("x", {"n": 0}, "lane"))
        await work.add_job(Job("x", {"n": 1}, "lane"))
    (job,) = await store.next_jobs(1, (), 9)
    async with store.work() as work:
        await work.retry_job(job, not_before=100)
    assert await store.next_jobs(99, (), 9) == []
    (again,) = await store.next_jobs(100, (), 9)
    assert (again.payload["n"], again.tries) == (0, 1)


async def test_what_may_happen_once_happens_once(store: Store) -> None:
    for _ in range(2):
        async with store.work() as work:
            await work.apply([Once("prompt:$p"), Send(ROOM, {"body": "да"})])
    assert len(await store.next_outgoing(1, (), 9)) == 1
    async with store.work() as work:
        await work.sent((await store.next_outgoing(1, (), 9))[0], "$sent", 1)
    assert await store.next_outgoing(1, (), 9) == []


async def test_a_timer_becomes_a_job_once(store: Store) -> None:
    async with store.work() as work:
        await work.apply([Schedule("digest", 50, "digest", {"a": 1})])
        await work.apply([Schedule("gone", 50, "digest"), Cancel("gone")])
    async with store.work() as work:
        assert await work.due(49) == 0
        assert await work.due(50) == 1
        assert await work.due(51) == 0
    (job,) = await store.next_jobs(51, (), 9)
    assert job.payload == {"a": 1, "due": 50}


async def test_a_question_waits_for_the_person_in_that_room_only(store: Store) -> None:
    async with store.work() as work:
        await work.apply([Ask("@a:x", ROOM, 100, {"command": "confirm"})])
    assert await store.question("@a:x", ROOM, 99) == {"command": "confirm"}
    assert await store.question("@a:x", OTHER, 99) is None
    assert await store.question("@b:x", ROOM, 99) is None
    assert await store.question("@a:x", ROOM, 100) is None


async def test_a_fact_told_again_replaces_what_was_known(store: Store) -> None:
    async with store.work() as work:
        await work.apply([Remember("$p", "poll", 5, "3А", data={"open": True})])
        await work.apply([Remember("$p", "poll", 5, "3А", data={"open": False})])
    (fact,) = await store.facts(["poll"], since=5, until=6, room_key="3А")
    assert fact.data == {"open": False}
    assert await store.facts(["poll"], since=6) == []


async def test_rooms_are_known_after_a_restart(store: Store, tmp_path: Path) -> None:
    row = RoomRow(ROOM, "class:a:pupils", "pupils", "class:a", "3А", locked=True)
    async with store.work() as work:
        await work.room(row)
        await work.room(RoomRow(OTHER, person="@a:x"))
        await work.forget_room(OTHER)
    again = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    assert await again.rooms() == [row]
    await again.close()


async def test_an_effect_that_means_another_carries_its_id(store: Store) -> None:
    """The transaction id is the row's number, the same at each try."""
    sent: list[tuple[str, object]] = []

    class Hands:
        async def send(self, room_id: str, kind: str, txn: str, content: object) -> str:
            sent.append((txn, content))
            if len(sent) == 1:
                raise TimeoutError  # the answer was lost
            return f"$event{len(sent)}"

    outbox = Outbox(store, Hands())  # type: ignore[arg-type]
    async with store.work() as work:
        await work.apply(
            [
                Send(ROOM, {"body": "Вопрос"}, mark="prompt"),
                Send(ROOM, {"m.relates_to": {"event_id": marked("prompt")}}, "m.reaction"),
            ]
        )
    for _ in range(3):
        for waiting in await store.next_outgoing(now_ms() + 10**9, (), 9):
            await outbox._carry(waiting)
    assert sent[0] == sent[1]
    assert sent[2][1] == {"m.relates_to": {"event_id": "$event2"}}
    assert isinstance(Carrier, type)


async def test_a_recurring_job_comes_again_only_when_the_one_before_is_over(store: Store) -> None:
    async with store.work() as work:
        await work.keep_up({"poll": 20}, now=100)
        await work.keep_up({"poll": 20}, now=110)
    assert await store.timer("every:poll") == 120
    async with store.work() as work:
        assert await work.due(now=120) == 1
        await work.keep_up({"poll": 20}, now=120)
    assert await store.timer("every:poll") is None
    (job,) = await store.next_jobs(now_ms(), (), 5)
    assert job.name == "poll"
    async with store.work() as work:
        await work.end_job(job)
        await work.keep_up({"poll": 20}, now=130)
    assert await store.timer("every:poll") == 150


@pytest.mark.parametrize(("room_id", "msgtype"), [("@a:x", "m.text"), (ROOM, "m.notice")])
async def test_what_is_for_one_person_alone_rings(store: Store, room_id: str, msgtype: str) -> None:
    """The default push rules let no notice ring (specification, .m.rule.suppress_notices)."""
    sent: list[Any] = []

    class Hands:
        async def room_with(self, user: str) -> str:
            return OTHER

        async def send(self, room: str, kind: str, txn: str, content: Any) -> str:
            sent.append(content["msgtype"])
            return "$event"

    async with store.work() as work:
        await work.apply([Send(room_id, {"msgtype": "m.notice", "body": "Предупреждение"})])
    outbox = Outbox(store, Hands())  # type: ignore[arg-type]
    for waiting in await store.next_outgoing(now_ms(), (), 9):
        await outbox._carry(waiting)
    assert sent == [msgtype]

"""What has to outlive the database: written into the registry, and read again."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.commands.table import DOERS, UNWRITTEN
from bot.effects import Ask, Cancel, Do, Kept, Once, Remember, Schedule, Send
from bot.store.store import Job, Store, now_ms
from bot.teaching.announcements import ACKNOWLEDGED
from bot.work.journal import Entry, Unwritten, batch_of, entry_of, notes, once_names, standing
from bot.work.outbox import Outbox
from policy import events

REGISTRY, ME = "!registry", "@assistant:x"
ALL = Unwritten()
TYPED = Job("command", {}, "person:@a:x", id=7)
TIMER = Job("announce", {"due": 50}, "timer:announce:$p", id=8)


def read(found: Sequence[Send], sender: str = ME) -> list[Entry]:
    """The notes as they come out of the room again."""
    sent = [{"type": it.type, "sender": sender, "content": it.content} for it in found]
    return [entry for it in sent if (entry := entry_of(it, ME)) is not None]


KEPT: list[Kept] = [
    Remember("f", "warning", 5, "class:a:pupils", "@p:x", {"by": "@t:x"}),
    Schedule("mute_over:1", 90, "mute_over", {"user": "@p:x"}),
    Once("prompt:$p"),
    Ask("@t:x", "!r", 100, {"command": "warn"}),
]


def test_what_a_job_keeps_is_read_again_as_it_was() -> None:
    entries = read(notes(REGISTRY, TYPED, KEPT, 10, ALL))
    assert [entry.kept for entry in entries] == [KEPT]
    assert once_names(entries) == {"prompt:$p"}
    assert standing(entries, [], ()) == [KEPT[0], KEPT[2], KEPT[3], KEPT[1]]


def test_who_keeps_nothing_writes_nothing() -> None:
    assert notes(REGISTRY, TYPED, [], 10, ALL) == []
    assert notes(REGISTRY, TYPED, [Do("lane", "work")], 10, ALL) == []


def test_what_rooms_tell_and_looks_that_come_again_are_not_written() -> None:
    kept: list[Kept] = [
        Remember("f", ACKNOWLEDGED, 5),
        *(Schedule(name, 5, name) for name in sorted(UNWRITTEN.jobs)),
    ]
    assert notes(REGISTRY, TYPED, kept, 10, UNWRITTEN) == []
    assert UNWRITTEN.jobs <= DOERS.keys()


@pytest.mark.parametrize("sender", ["@pupil:x", "@provisioning:x"])
def test_only_ones_own_notes_are_believed(sender: str) -> None:
    assert read(notes(REGISTRY, TYPED, KEPT, 10, ALL), sender) == []


@pytest.mark.parametrize(
    "content",
    [{}, {"kept": 3}, {"at": "x", "number": 1, "part": 0, "kept": [], "done": []}],
)
def test_damaged_notes_are_passed_over(content: dict[str, Any]) -> None:
    assert entry_of({"type": events.KEPT, "sender": ME, "content": content}, ME) is None


def test_a_line_of_a_later_version_is_passed_over() -> None:
    lines = [{"is": "Hope", "for": "x"}, {"is": "Once", "name": "a", "more": 1}, 3]
    content = {"at": 1, "number": 1, "part": 0, "kept": lines, "done": []}
    entry = entry_of({"type": events.KEPT, "sender": ME, "content": content}, ME)
    assert entry is not None
    assert entry.kept == []


def test_many_facts_fit_into_events() -> None:
    kept: list[Kept] = [
        Remember(f"f{n}", "warning", n, data={"why": "ж" * 400}) for n in range(300)
    ]
    found = notes(REGISTRY, TIMER, kept, 10, ALL)
    assert len(found) > 1
    entries = read(found)
    assert [it for entry in entries for it in entry.kept] == kept
    # Its end is told last: a half-written one is done again.
    assert [entry.done for entry in entries[:-1]] == [[]] * (len(entries) - 1)
    assert entries[-1].done == ["announce:$p"]


PLAN = Schedule("announce:$p", 50, "announce", {"text": "Завтра"})


def test_a_plan_stands_until_its_work_is_done() -> None:
    planned = read(notes(REGISTRY, TYPED, [PLAN], 10, ALL))
    assert standing(planned, [], ()) == [PLAN]
    done = read(notes(REGISTRY, TIMER, [], 60, ALL))
    assert standing([*done, *planned], [], ()) == []


def test_a_plan_that_was_taken_back_is_gone() -> None:
    planned = read(notes(REGISTRY, TYPED, [PLAN], 10, ALL))
    back = read(notes(REGISTRY, TYPED, [Cancel(PLAN.key)], 20, ALL))
    assert standing([*planned, *back], [], ()) == []


def test_a_timer_that_sets_itself_anew_stands() -> None:
    again = Schedule("announce:$p", 90, "announce", {"round": 2})
    entries = read(notes(REGISTRY, TIMER, [again], 60, ALL))
    assert standing(entries, [PLAN], ()) == [again]


def test_what_was_written_down_counts_more_than_what_the_room_tells() -> None:
    """A task's first message says nothing of its end."""
    first, closed = Remember("$t", "task", 5), Remember("$t", "task", 5, data={"closed": True})
    entries = read(notes(REGISTRY, TYPED, [closed], 10, ALL))
    assert standing(entries, [first], ()) == [first, closed]


def test_recurring_jobs_and_looks_are_no_plans() -> None:
    recurring = Job("poll", {"due": 50}, "timer:every:poll", id=3)
    look = Job("adults", {"due": 50}, "timer:adults:!r", id=4)
    assert notes(REGISTRY, recurring, [], 10, UNWRITTEN) == []
    assert notes(REGISTRY, look, [], 10, UNWRITTEN) == []
    assert standing([], [Schedule("adults:!r", 1, "adults")], UNWRITTEN.jobs) == []


def test_the_same_work_has_the_same_name_in_another_database() -> None:
    assert batch_of(TIMER) == batch_of(Job("announce", {"due": 50}, TIMER.lane, id=99))
    assert batch_of(TIMER) != batch_of(Job("announce", {"due": 51}, TIMER.lane))
    assert batch_of(TYPED) == ""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    found = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    yield found
    await found.close()


async def carried(store: Store) -> list[tuple[str, str]]:
    """(transaction id, type) of what is sent, in order."""
    sent: list[tuple[str, str]] = []

    class Hands:
        async def send(self, room_id: str, kind: str, txn: str, content: object) -> str:
            sent.append((txn, kind))
            return f"$event{len(sent)}"

    outbox = Outbox(store, Hands())  # type: ignore[arg-type]
    for _ in range(4):
        for waiting in reversed(await store.next_outgoing(now_ms() + 10**9, (), 9)):
            await outbox._carry(waiting)
    return sent


async def test_a_note_follows_the_effects_that_it_tells_of(store: Store) -> None:
    async with store.work() as work:
        await work.apply([Send("!a", {"body": "1"}), Send("!b", {"body": "2"})], "batch")
        await work.write_down("batch", notes(REGISTRY, TIMER, [], 10, ALL))
    assert [kind for _, kind in await carried(store)] == ["m.room.message"] * 2 + [events.KEPT]


async def test_a_new_database_uses_no_transaction_id_of_the_old_one(tmp_path: Path) -> None:
    """The homeserver would take the new event for the old one, and send nothing."""
    used = []
    for name in ("old", "new"):
        store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / name}.db")
        async with store.work() as work:
            await work.apply([Send("!a", {"body": name})])
        used += await carried(store)
        await store.close()
    assert used[0][0] != used[1][0]


async def test_the_work_of_a_timer_has_its_transaction_ids_in_every_database(
    tmp_path: Path,
) -> None:
    """Killed between sending and telling of it: the homeserver knows what was sent already."""
    used = []
    for name in ("old", "new"):
        store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / name}.db")
        async with store.work() as work:
            await work.apply([Send("!a", {"body": "Объявление"})], batch_of(TIMER))
        used += await carried(store)
        await store.close()
    assert used[0] == used[1]


async def test_a_command_that_asks_nothing_and_keeps_nothing_is_not_written_down(
    store: Store,
) -> None:
    over = Ask("@a:x", "!r", 0, {})
    async with store.work() as work:
        assert await work.apply([over]) == []
        question = Ask("@a:x", "!r", 90, {"command": "warn"})
        assert await work.apply([question]) == [question]
        assert await work.apply([over]) == [over]
        assert await work.apply([Once("a"), Cancel("b")]) == [Once("a"), Cancel("b")]
        assert await work.apply([Once("a"), Cancel("b")]) == []

"""What people compete for is worked on one after another; what the assistant wrote is shown."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.effects import Do, Send, Upload, marked
from bot.store.store import Job, Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    found = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    yield found
    await found.close()


async def test_wishes_of_one_lane_wait_for_each_other(store: Store) -> None:
    async with store.work() as work:
        await work.apply([Do("hour", "book", {"user": "@a"}), Do("hour", "book", {"user": "@b"}),
                          Do("other", "book", {"user": "@c"})])  # fmt: skip
    first, other = await store.next_jobs(1, (), 9)
    assert (first.name, first.payload, first.lane) == ("book", {"user": "@a"}, "hour")
    assert other.payload == {"user": "@c"}
    async with store.work() as work:
        await work.end_job(Job(first.name, first.payload, first.lane, first.id))
    (second, _) = await store.next_jobs(1, (), 9)
    assert second.payload == {"user": "@b"}


async def test_a_file_is_uploaded_before_the_message_that_shows_it(store: Store) -> None:
    async with store.work() as work:
        await work.apply(
            [
                Upload("!room", "poll.csv", "text/csv", "Да;1", "file"),
                Send("!room", {"url": marked("file")}),
            ]
        )
    (waiting,) = await store.next_outgoing(1, (), 9)
    assert waiting.effect == Upload("!room", "poll.csv", "text/csv", "Да;1", "file")
    async with store.work() as work:
        await work.sent(waiting, "mxc://x/y", 2)
    (waiting,) = await store.next_outgoing(3, (), 9)
    assert isinstance(waiting.effect, Send)
    assert await store.marked(waiting.batch, "file") == "mxc://x/y"

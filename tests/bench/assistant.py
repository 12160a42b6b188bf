"""What the assistant costs: events it reads in a second, memory, time until it is ready, answers.

Run it with ``python -m tests.bench.assistant``. A school of 3,000 people is provisioned on a real
homeserver; the assistant is a process of its own, as in a deployment.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp

from bot.commands.table import READERS
from bot.matrix.batch import Batch, RoomUpdate
from bot.school import Rooms, Watch
from bot.store.store import RoomRow, Store
from bot.work.inbox import Inbox
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.layouts.load import load_layouts
from tests.bench.plan import show
from tests.server.assistant import Helper
from tests.server.campus import Campus
from tests.server.conftest import free_port, guarded_school
from tests.server.guarded import NO_RATE_LIMITS, GuardedSchool
from tests.unit.builders import big_school
from tests.unit.policy.school import BOT, example, user

_EVENTS = 6_000
_BATCH = 50
_ROUNDS = 60
_PEOPLE = (2_000, 880, 120)  # pupils, parents, staff


async def reading() -> None:
    """Messages a second through everything that looks at each of them, on one core."""
    school = example()
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite+aiosqlite:///{folder}/assistant.db")
        watch = Watch(school.server_name, user("parta"))
        watch._reader._school = school
        rooms = Rooms(
            RoomRow(f"!{number}", f"class:{number}:pupils", "pupils", "class:2024-a", "3А")
            for number in range(40)
        )
        inbox = Inbox(
            store, rooms, watch, READERS, me=BOT, provisioner=user("parta"), gap=_nothing,
            alone_with=_nobody,
        )  # fmt: skip
        senders = [user(it) for it in ("ann", "ben", "cal", "dan", "eve", "mum", "tess", "todd")]
        started = time.process_time()
        for first in range(0, _EVENTS, _BATCH):
            updates = [
                RoomUpdate(f"!{number % 40}", (), (_message(number, senders),))
                for number in range(first, first + _BATCH)
            ]
            await inbox.take(Batch(f"s{first}", tuple(updates)), "s")
        seconds = time.process_time() - started
        if inbox.events_read != _EVENTS:
            raise RuntimeError(f"only {inbox.events_read} of {_EVENTS} messages were read")
        await store.close()
    show(f"{_EVENTS / seconds:8.0f} messages a second of CPU through all readers and the database")


def _message(number: int, senders: list[str]) -> dict[str, Any]:
    return {
        "event_id": f"$event{number}",
        "type": "m.room.message",
        "sender": senders[number % len(senders)],
        "origin_server_ts": 1_790_000_000_000 + number * 3,
        "content": {"msgtype": "m.text", "body": f"Сообщение {number}: кто сделал номер пять?"},
    }


async def _nothing(*_: str) -> list[Any]:
    return []


async def _nobody(_: str) -> str:
    return ""


async def answering(folder: Path) -> None:
    """Command to answer against the server's own send to sync, in turn."""
    async with guarded_school(folder / "synapse", load_layouts()) as school:
        home = folder / "assistant"
        home.mkdir()
        helper = Helper(school, home, free_port())
        await helper.prepare()
        helper.start()
        await helper.ready()
        try:
            alone, answered = [], []
            async with aiohttp.ClientSession() as session:
                for number in range(_ROUNDS):
                    alone.append(await _until_seen(helper, session, f"Сообщение {number}", None))
                    answered.append(
                        await _until_seen(helper, session, f"!правла {number}", helper.user)
                    )
        finally:
            helper.stop()
    ours, theirs = statistics.median(answered[5:]), statistics.median(alone[5:])
    show(f"{theirs:8.1f} ms  p50 from sending a message to another person's sync")
    show(f"{ours:8.1f} ms  p50 from a command to its answer in the same person's sync")
    show(f"{ours / theirs:8.2f}     ratio (wanted: at most 3)")


async def _until_seen(
    helper: Helper, session: aiohttp.ClientSession, text: str, by: str | None
) -> float:
    """Milliseconds from sending until the message, or an answer `by` somebody, is synced."""
    school = helper.school
    address, token = school.homeserver.address, school.tokens["classmate"]
    headers = {"Authorization": f"Bearer {token}"}
    where = f"{address}/_matrix/client/v3/sync"
    async with session.get(where, headers=headers, params={"timeout": "0"}) as first:
        since = (await first.json())["next_batch"]
    started = time.perf_counter()
    event_id = await helper.typed("teacher", "pupils_room", text)
    while True:
        params = {"timeout": "10000", "since": since}
        async with session.get(where, headers=headers, params=params) as answer:
            found = await answer.json()
        since = found["next_batch"]
        for room in found.get("rooms", {}).get("join", {}).values():
            for event in room["timeline"]["events"]:
                about = event.get("content", {}).get("m.relates_to", {}).get("m.in_reply_to", {})
                if (by is None and event["event_id"] == event_id) or (
                    by == event["sender"] and about.get("event_id") == event_id
                ):
                    return (time.perf_counter() - started) * 1000


async def housing(folder: Path) -> None:
    """Memory with 400 rooms and 3,000 people, and the time from a restart until it is ready."""
    server = DemoHomeserver(folder / "synapse", "bench.example", free_port())
    server.start(dict(NO_RATE_LIMITS))
    try:
        await server.wait()
        campus = await Campus.found(server, load_layouts(), provisioner=server.provisioner)
        plan = await campus.settle(big_school(*_PEOPLE))
        async with aiohttp.ClientSession() as session:
            home = folder / "assistant"
            home.mkdir()
            helper = Helper(GuardedSchool(campus, session), home, free_port())
            await helper.prepare()
            helper.start()
            await helper.ready()
            helper.stop()
            started = time.perf_counter()
            helper.start()
            await helper.ready()
            seconds = time.perf_counter() - started
            megabytes = _resident(helper)
            helper.stop()
    finally:
        server.process.stop()
    show(f"{len(plan.wanted.rooms):8} rooms, {len(plan.wanted.accounts)} people")
    show(f"{seconds:8.1f} s   from a restart until it is ready (wanted: at most 10)")
    show(f"{megabytes:8.0f} MB  resident (wanted: less than 250)")


def _resident(helper: Helper) -> float:
    status = Path(f"/proc/{helper.process.pid}/status").read_text(encoding="ascii")
    line = next(it for it in status.splitlines() if it.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


async def main() -> None:
    """Print the report."""
    await reading()
    with tempfile.TemporaryDirectory() as folder:
        await answering(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        await housing(Path(folder))


if __name__ == "__main__":
    asyncio.run(main())

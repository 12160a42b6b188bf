"""What the rules cost the homeserver: CPU seconds for 1,000 messages, with and without them.

Run it with ``python -m tests.bench.homeserver_cpu [pairs] [rounds] [messages]``. Two homeservers
run side by side, alike but for the module: one enforces the rules, the other has the batch endpoint
alone. One person sends into a room of 30, one message after the other; in each round first one
homeserver is measured and then the other, and the next round begins with the other one. Two
processes that do exactly the same differ by as much as 3 % for as long as they live, so several
pairs are started and the mean of their ratios is told.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp

from policy import events
from policy.catalogue import pack as pack_catalogue
from policy.words import pack as pack_words
from provisioning.demo.homeserver import DemoHomeserver
from provisioning.layouts.load import REGISTRY_KIND, load_layouts
from provisioning.matrix.client import path
from provisioning.matrix.server import Homeserver
from provisioning.observe import observe
from provisioning.roster.model import Role
from tests.bench import decisions
from tests.bench.plan import show
from tests.server.campus import Campus
from tests.server.conftest import free_port
from tests.server.unbound import MODULES
from tests.unit.builders import RosterBuilder

_SERVER_NAME = "bench.example"
_ROOM = "class:2024-a:pupils"
_PUPILS = 28  # with the teacher and the head there are 30 in the room
_WARM_UP = 200
_GENEROUS = {"per_second": 100_000, "burst_count": 100_000}


@dataclass
class Measured:
    """One homeserver, and what was measured of it."""

    name: str
    homeserver: DemoHomeserver
    where: str = ""
    token: str = ""
    seconds: list[float] = field(default_factory=list)  # CPU for 1,000 messages, by round
    latencies: list[float] = field(default_factory=list)  # milliseconds
    sent: int = 0

    def cpu(self) -> float:
        """User and system time of the process so far, in seconds.

        What /proc/PID/stat tells in hundredths of a second, from the clock that the kernel keeps
        for every process (clock_getcpuclockid, in nanoseconds): rounds can be short, and what else
        the machine does falls on both homeservers alike.
        """
        pid = self.homeserver.process.pid
        if pid is None:
            raise RuntimeError(f"{self.name}: it has ended")
        return time.clock_gettime_ns((~pid << 3) | 2) / 1e9


def roster() -> RosterBuilder:
    """One class with its teacher, and the head."""
    found = RosterBuilder()
    pupils = [f"p{number}" for number in range(_PUPILS)]
    found.class_("2024-a", "3А", pupils=pupils, class_teacher="tess")
    found.staff("head", Role.DIRECTOR)
    return found


async def provision(measured: Measured) -> None:
    """Arrange the school, with word list and catalogue, and give the sender a session."""
    shipped = load_layouts()
    # A person who sends a thousand messages: the limit would end the measuring.
    layouts = replace(shipped, safety=replace(shipped.safety, flood={}))
    campus = await Campus.found(measured.homeserver, layouts, provisioner="parta")
    await campus.open_to_all(await campus.settle(roster().build()))
    big = decisions.school()
    async with campus.client() as client:
        server = Homeserver(client)
        found = await observe(server, campus.school)
        registry = found.rooms[REGISTRY_KIND].room_id
        for event_type, parts in (
            (events.WORDS, pack_words(big.words)),
            (events.CATALOGUE, pack_catalogue(big.catalogue)),
        ):
            for number, content in enumerate(parts, 1):
                key = "" if number == 1 else f"#{number}"
                await server.put_state(registry, event_type, key, content)
    room = ("_matrix", "client", "v3", "rooms", found.rooms[_ROOM].room_id)
    measured.where = measured.homeserver.address + path(*room, "send", "m.room.message")
    measured.token = await campus.token_of(found.registry.users["p0"])


async def send(measured: Measured, session: aiohttp.ClientSession, messages: int) -> None:
    """Send, one after the other, and note what it cost."""
    content = dict(decisions.text(8).content)
    before = measured.cpu()
    for _ in range(messages):
        measured.sent += 1
        start = time.perf_counter()
        async with session.put(
            f"{measured.where}/{measured.sent}",
            json=content,
            headers={"Authorization": f"Bearer {measured.token}"},
        ) as answer:
            await answer.read()
        measured.latencies.append((time.perf_counter() - start) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{measured.name}: {answer.status}")
    measured.seconds.append((measured.cpu() - before) * 1000 / messages)


async def compare(folder: Path, rounds: int, messages: int) -> list[Measured]:
    """Both homeservers, in turn."""
    both = [
        Measured(name, DemoHomeserver(folder / name, _SERVER_NAME, free_port()))
        for name in ("with the rules", "without")
    ]
    try:
        for measured in both:
            extra = {"rc_message": _GENEROUS}
            if measured.name == "without":
                extra["modules"] = MODULES
            measured.homeserver.start(extra)
            await measured.homeserver.wait()
            await provision(measured)
        async with aiohttp.ClientSession() as session:
            for measured in both:
                await send(measured, session, _WARM_UP)
                measured.seconds.clear()
                measured.latencies.clear()
            for number in range(rounds):
                for measured in both if number % 2 else reversed(both):
                    await send(measured, session, messages)
    finally:
        for measured in both:
            measured.homeserver.process.stop()
    return both


def main(pairs: int = 6, rounds: int = 20, messages: int = 40) -> None:
    """Print the comparison."""
    show(
        f"room of {_PUPILS + 2}, {pairs} pairs of homeservers, {rounds} rounds of {messages} "
        "messages on each, in turn\n"
    )
    show(f"{'':16}{'CPU s per 1,000':>17}{'min':>8}{'max':>8}{'p50 ms':>9}{'p99 ms':>9}")
    ratios = []
    for _ in range(pairs):
        with tempfile.TemporaryDirectory() as folder:
            both = asyncio.run(compare(Path(folder), rounds, messages))
        for it in both:
            slow = sorted(it.latencies)
            show(
                f"{it.name:16}{statistics.median(it.seconds):17.2f}{min(it.seconds):8.2f}"
                f"{max(it.seconds):8.2f}{slow[len(slow) // 2]:9.2f}"
                f"{slow[len(slow) * 99 // 100]:9.2f}"
            )
        bound, free = both
        ratios.append(statistics.median(bound.seconds) / statistics.median(free.seconds))
        show(f"{'':16}ratio of the medians {ratios[-1]:.3f}")
    error = statistics.stdev(ratios) / len(ratios) ** 0.5 if len(ratios) > 1 else 0.0
    show(f"\nmean of the pairs' ratios {statistics.mean(ratios):.3f}, standard error {error:.3f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))

"""A real Synapse, started once for all server tests, with the settings that the demo has."""

import contextlib
import itertools
import random
import shutil
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from provisioning.demo.homeserver import DemoHomeserver
from provisioning.layouts.load import Layouts, load_layouts
from tests.server.assistant import Helper
from tests.server.campus import Campus, FoundCampus
from tests.server.demo_school import Demo, parta
from tests.server.farm import WorkerHomeserver
from tests.server.guarded import NO_RATE_LIMITS, GuardedSchool
from tests.server.unbound import MODULES

SERVER_NAME = "ruchei.example"


# Below the ports that the kernel gives to outgoing connections (32768 and up): one of those may be
# taken between the look and the use. Each is given once; the start differs from process to process.
_ports = itertools.cycle(range(20_000, 32_000, 2))
for _ in range(random.SystemRandom().randrange(6_000)):
    next(_ports)


def free_port() -> int:
    """A port of loopback that nobody listens on, nor on the one after it: a demo takes both."""
    while True:
        port = next(_ports)
        try:
            for number in (port, port + 1):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", number))
        except OSError:
            continue
        return port


@pytest.fixture(scope="session")
async def homeserver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DemoHomeserver]:
    """Synapse from PyPI with SQLite; no mock of anything. Many schools, so no school's rules."""
    server = DemoHomeserver(tmp_path_factory.mktemp("synapse"), SERVER_NAME, free_port())
    server.start({"modules": MODULES})
    try:
        await server.wait()
        yield server
    finally:
        server.process.stop()


@pytest.fixture(scope="session")
async def farm(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerHomeserver]:
    """Synapse with two workers, PostgreSQL and Redis; started by the first test that asks."""
    server = WorkerHomeserver(tmp_path_factory.mktemp("farm"), SERVER_NAME, free_port)
    try:
        server.start({"modules": MODULES})
        await server.wait()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
async def bound_farm(
    tmp_path_factory: pytest.TempPathFactory, layouts: Layouts
) -> AsyncIterator[Campus]:
    """One small school on a homeserver with workers, whose rules every process keeps."""
    server = WorkerHomeserver(tmp_path_factory.mktemp("bound"), SERVER_NAME, free_port)
    try:
        server.start()
        await server.wait()
        yield await Campus.found(server, layouts, provisioner=server.provisioner)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> Layouts:
    """The shipped regulation and kinds of room."""
    return load_layouts(tmp_path_factory.mktemp("no-own-layouts"))


@pytest.fixture
def campus(homeserver: DemoHomeserver, layouts: Layouts) -> FoundCampus:
    """Found a new school on the homeserver; each has its own provisioning user and id."""

    async def found(**settings: object) -> Campus:
        return await Campus.found(homeserver, layouts, **settings)

    return found


@contextlib.asynccontextmanager
async def guarded_school(home: Path, layouts: Layouts) -> AsyncIterator[GuardedSchool]:
    """A homeserver of its own with the guarded school on it."""
    server = DemoHomeserver(home, SERVER_NAME, free_port())
    server.start(dict(NO_RATE_LIMITS))
    try:
        await server.wait()
        async with aiohttp.ClientSession() as session:
            yield await GuardedSchool.found(server, layouts, session)
    finally:
        server.process.stop()


@contextlib.asynccontextmanager
async def helped_school(home: Path, layouts: Layouts) -> AsyncIterator[Helper]:
    """A guarded school of its own with its assistant at work."""
    for part in ("school", "assistant"):
        (home / part).mkdir()
    async with guarded_school(home / "school", layouts) as school:
        found = Helper(school, home / "assistant", free_port())
        await found.prepare()
        found.start()
        try:
            await found.ready()
            yield found
        finally:
            found.stop()


@pytest.fixture(scope="session")
async def guarded(
    tmp_path_factory: pytest.TempPathFactory, layouts: Layouts
) -> AsyncIterator[GuardedSchool]:
    """A school whose homeserver keeps to its regulation; nobody changes its registry."""
    async with guarded_school(tmp_path_factory.mktemp("guarded"), layouts) as school:
        yield school


@pytest.fixture(scope="session")
async def watched(
    tmp_path_factory: pytest.TempPathFactory, layouts: Layouts
) -> AsyncIterator[GuardedSchool]:
    """Another one, for tests of what the module writes down and of changes to the registry; each
    leaves it as it was.
    """
    async with guarded_school(tmp_path_factory.mktemp("watched"), layouts) as school:
        yield school


@pytest.fixture(scope="session")
async def helper(
    tmp_path_factory: pytest.TempPathFactory, layouts: Layouts
) -> AsyncIterator[Helper]:
    """A school with its assistant at work."""
    async with helped_school(tmp_path_factory.mktemp("helped"), layouts) as found:
        yield found


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, sample_school: Path) -> Iterator[Demo]:
    """`parta demo --detach` on a copy of the sample school; Element Web is nowhere to be had."""
    base = tmp_path_factory.mktemp("demo")
    folder, home = base / "school", base / "home"
    shutil.copytree(sample_school, folder)
    done = parta(
        "demo", "--school", str(folder), "--home", str(home), "--port-base", str(free_port()),
        "--detach",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    try:
        yield Demo(folder, home)
    finally:
        parta("demo", "--school", str(folder), "--home", str(home), "--stop")

"""A new version comes in while people write; one that does not work goes away by itself."""

import asyncio
import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.deploy.network import Host
from tests.deploy.outside import run_in
from tests.deploy.people import Person
from tests.deploy.server import Server

_PAUSE_SECONDS = 2  # the school lets nobody write more than once a second for long
_ROOM = "class:2026-a:pupils"


@pytest.fixture
def project(server: Server, tmp_path: Path) -> Iterator[Path]:
    """The sources of a version to come; afterwards the server's is the present one again."""
    folder = tmp_path / "parta"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, listed.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    settings = folder / "pyproject.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('version = "0.1.0"', 'version = "0.1.1"'), encoding="utf-8")
    server.controller.project = folder
    yield folder
    server.controller.project = ROOT


def release(server: Server) -> str:
    return server.target.run("readlink", "/opt/parta/current").stdout


def test_messages_sent_during_an_upgrade_are_there_after_it(
    server: Server, neighbour: Host, project: Path
) -> None:
    login = server.login_of("Фёдорова")
    ended = threading.Event()
    sent: list[str] = []

    async def write() -> None:
        async with server.browser() as session:
            person = await Person.login(session, *login)
            room = (await person.rooms())[_ROOM]
            while not ended.is_set():
                sent.append(await person.say_until_taken(room, f"во время обновления {len(sent)}"))
                await asyncio.sleep(_PAUSE_SECONDS)
            there = {it["event_id"] for it in await person.read(room)}
            assert set(sent[-20:]) <= there

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(run_in, neighbour, write)
        try:
            server.controller.play("upgrade.yml").succeeded()
        finally:
            ended.set()
        writer.result()
    assert sent
    assert "/0.1.1-" in release(server)


def test_a_version_that_does_not_work_goes_away_by_itself(
    server: Server, neighbour: Host, project: Path
) -> None:
    before = release(server)
    (project / "bot" / "__main__.py").write_text("raise SystemExit('broken')\n", encoding="ascii")
    played = server.controller.play("upgrade.yml", "--extra-vars", "upgrade_seconds=30")
    assert played.code != 0
    assert release(server) == before
    login = server.login_of("Фёдорова")

    async def write() -> None:
        async with server.browser() as session:
            person = await Person.login(session, *login)
            await person.say((await person.rooms())[_ROOM], "всё работает")

    run_in(neighbour, write)
    assert server.target.run("systemctl", "is-active", "parta-assistant").stdout == "active\n"

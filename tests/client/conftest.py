"""Node with the SDK, and a Synapse without the rules: staff may encrypt where they wish."""

import contextlib
import itertools
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from provisioning.demo.homeserver import DemoHomeserver
from tests.client.day import PEOPLE, Day
from tests.client.person import FOLDER, Person
from tests.client.running import Account
from tests.conftest import ROOT
from tests.server.conftest import SERVER_NAME, free_port
from tests.server.demo_school import Demo, parta
from tests.server.guarded import NO_RATE_LIMITS

_OLDEST_NODE = 20
_numbers = itertools.count(1)

NewAccount = Callable[[str], Awaitable[Account]]
Login = Callable[..., Awaitable[Person]]


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node; the SDK is installed where it is missing or another version."""
    found, npm = shutil.which("node"), shutil.which("npm")
    assert npm, "npm is not installed: make debs"
    if found is None or _major(found) < _OLDEST_NODE:
        # Debian 12 has an older one. The same registry that has the SDK has Node as a package.
        _install(npm, FOLDER / "node")
        (found,) = (str(it) for it in (FOLDER / "node").glob("node_modules/node-linux-*/bin/node"))
    _install(npm, FOLDER)
    return found


def _major(node: str) -> int:
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return int(version.stdout.strip().removeprefix("v").partition(".")[0])


def _install(npm: str, folder: Path) -> None:
    """What the lock in `folder` names, unless it is there already."""
    # npm writes what it has installed; the lock is newer where somebody has changed it.
    lock, installed = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True)


@pytest.fixture(scope="session")
async def homeserver(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DemoHomeserver]:
    """One for all tests of clients."""
    server = DemoHomeserver(tmp_path_factory.mktemp("synapse"), SERVER_NAME, free_port())
    server.start({**NO_RATE_LIMITS, "modules": []})
    try:
        await server.wait()
        yield server
    finally:
        server.process.stop()


@pytest.fixture
def new_account(homeserver: DemoHomeserver, tmp_path: Path) -> NewAccount:
    """Make an account whose name begins as given."""

    async def make(name: str) -> Account:
        return await Account.new(homeserver, f"{name}{next(_numbers)}", tmp_path)

    return make


@pytest.fixture
async def login(node: str, tmp_path: Path) -> AsyncIterator[Login]:
    """Let somebody log in with Element's SDK; on a further device where the first is given."""
    async with contextlib.AsyncExitStack() as stack:

        async def log_in(account: Account, first: Person | None = None) -> Person:
            log = tmp_path / f"{account.user[1:].partition(':')[0]}-{next(_numbers)}.log"
            person = await stack.enter_async_context(Person.running(node, log))
            await person.call(
                "login",
                homeserver=account.homeserver,
                user=account.user,
                password=account.password,
                secrets=first and await first.call("secrets"),
            )
            return person

        yield log_in


@pytest.fixture(scope="session")
async def day(
    node: str, tmp_path_factory: pytest.TempPathFactory, small_school: Path
) -> AsyncIterator[Day]:
    """`parta demo` of the small school, and one of each role who has logged in."""
    base = tmp_path_factory.mktemp("day")
    folder, home = base / "school", base / "home"
    shutil.copytree(small_school, folder)
    with (folder / "school.yaml").open("a", encoding="utf-8") as file:
        file.write("journal: https://journal.example/{class}/{date}\n")
        file.write("diary: https://diary.example/{child}\n")
    # Nobody types as fast as a test; that there is a limit is tested elsewhere.
    safety = (ROOT / "room_layouts" / "safety.yaml").read_text(encoding="utf-8")
    faster = safety.replace("seconds: 60}", "seconds: 1}")
    assert faster != safety
    (folder / "room_layouts").mkdir()
    (folder / "room_layouts" / "safety.yaml").write_text(faster, encoding="utf-8")
    which = ("--school", str(folder), "--home", str(home))
    done = parta("demo", *which, "--port-base", str(free_port()), "--detach")
    assert done.returncode == 0, done.stderr
    try:
        async with contextlib.AsyncExitStack() as stack:
            demo, people = Demo(folder, home), {}
            for role, name in PEOPLE.items():
                person = await stack.enter_async_context(Person.running(node, base / f"{role}.log"))
                found = demo.person(name)
                await person.call(
                    "login",
                    homeserver=demo.found["homeserver"],
                    user=found["user_id"],
                    password=found["code"],
                )
                people[role] = person
            day = Day(demo, people)
            await day.hurry()
            yield day
            (base / "transcript.txt").write_text(await day.transcript(), encoding="utf-8")
    finally:
        parta("demo", *which, "--stop")

"""The deployed school as its people meet it: through nginx and TLS, from another machine."""

import os
from pathlib import Path

import pytest

from tests.deploy.network import Host
from tests.deploy.outside import open_ports, run_in
from tests.deploy.people import Person, eventually
from tests.deploy.server import DOMAIN, Server

# What the documentation of roles/base and roles/nginx names.
OPEN_PORTS = {22, 80, 443}
TEACHER, PUPIL, DIRECTOR = "Фёдорова", "Отаров Тахир", "Шериева"
PUPILS = "class:2026-a:pupils"
ASSISTANT = "@assistant:ruchei.example"


@pytest.fixture(scope="module")
def passwords(server: Server) -> dict[str, tuple[str, str]]:
    """Name → user and password."""
    return {name: server.login_of(name) for name in (TEACHER, PUPIL, DIRECTOR)}


def test_a_teacher_and_a_pupil_meet_and_the_assistant_answers(
    server: Server, neighbour: Host, passwords: dict[str, tuple[str, str]]
) -> None:
    async def day() -> None:
        async with server.browser() as session:
            teacher = await Person.login(session, *passwords[TEACHER])
            pupil = await Person.login(session, *passwords[PUPIL])
            room = (await teacher.rooms())[PUPILS]
            event_id = await teacher.say(room, "Здравствуйте, дети!")

            async def arrived() -> bool | None:
                return any(it["event_id"] == event_id for it in await pupil.read(room)) or None

            await eventually(arrived, "the teacher's message")
            await teacher.say(room, "!помощь")
            await teacher.letter(ASSISTANT, "!опрос")

    run_in(neighbour, day)


def test_the_digest_comes_to_whom_it_is_for(
    server: Server, neighbour: Host, passwords: dict[str, tuple[str, str]]
) -> None:
    async def ask() -> None:
        async with server.browser() as session:
            director = await Person.login(session, *passwords[DIRECTOR])
            rooms = await director.rooms()
            await director.say(rooms["staff:room"], "!сводка")
            await director.letter(ASSISTANT, "m.image")

    run_in(neighbour, ask)


def test_nothing_listens_for_the_world_but_what_is_documented(
    server: Server, neighbour: Host
) -> None:
    # Only what listens can be open, whatever it listens on; the firewall decides what is reached.
    listening = server.target.run("ss", "-Hlnt").stdout.splitlines()
    ports = {int(it.split()[3].rpartition(":")[2]) for it in listening} | set(range(1, 1025))
    address = server.target.address
    assert run_in(neighbour, lambda: open_ports(address, ports)) == OPEN_PORTS


@pytest.mark.parametrize(
    "path",
    ["/_synapse/admin/v1/server_version", "/_matrix/federation/v1/version",
     "/_matrix/key/v2/server", "/metrics", "/.well-known/matrix/server"],
)  # fmt: skip
def test_doors_that_are_not_the_worlds_are_closed(
    server: Server, neighbour: Host, path: str
) -> None:
    async def knock() -> int:
        async with server.browser() as session, session.get(f"https://{DOMAIN}{path}") as answer:
            return answer.status

    assert run_in(neighbour, knock) in (401, 403, 404)


def test_no_secret_is_in_a_file_that_everybody_reads_nor_in_what_was_printed(
    server: Server, tmp_path: Path
) -> None:
    # Names stand beside values in the file; short values would be found everywhere by chance.
    secrets = [it for it in server.secrets().values() if len(it) > 12]
    assert secrets
    printed = server.checked.text + server.cut.text + server.played.text
    assert [it for it in secrets if it in printed] == []
    patterns = "\n".join(secrets)
    found = server.target.run(
        "sh", "-c",
        "find / -xdev -type f -perm -004 -size -4M -not -path '/proc/*' -not -path '/sys/*'"
        " -not -path '/usr/share/*' -print0 | xargs -0 grep -lFf /dev/stdin", stdin=patterns,
        check=False,
    )  # fmt: skip
    assert found.stdout == "", "world-readable files with secrets"


def test_units_are_hardened(server: Server) -> None:
    done = server.target.run("systemd-analyze", "security", "--no-pager")
    scores = {}
    for line in done.stdout.splitlines():
        words = line.split()
        if words and words[0].startswith("parta-"):
            scores[words[0]] = float(words[1])
    print(scores)  # noqa: T201 - a figure for whoever reads the log
    assert {it for it in scores if it.startswith(("parta-synapse", "parta-assistant"))}
    exposed = {it: score for it, score in scores.items() if score > 5}
    assert exposed == {}


def test_the_regulation_holds_on_the_server(server: Server, neighbour: Host) -> None:
    """All of conformance in the long form, which takes minutes."""
    if os.environ.get("PARTA_SWEEP") != "full":
        done = server.target.run("parta", "plan", "/etc/parta/school", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return
    done = server.target.run("parta", "conformance", "/etc/parta/school", check=False)
    print(done.stdout[-2000:])  # noqa: T201
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]

"""The server is lost; the school comes back on a bare machine from its last backup."""

import hashlib
import io
import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from tests.deploy.network import Host
from tests.deploy.outside import run_in
from tests.deploy.people import Person
from tests.deploy.playbook import Controller, Played
from tests.deploy.server import DOMAIN, Server
from tests.deploy.target import Lab

REPOSITORY = "/var/lib/parta-backup/repository"
DONE, TESTED = "/var/lib/parta-backup/done/last", "/var/lib/parta-backup/tested/passed"
ASSISTANT_FOLDER = "/var/lib/parta/assistant"
ROOM = "class:2026-a:pupils"
POLL = {
    "org.matrix.msc3381.poll.start": {
        "question": {"org.matrix.msc1767.text": "Поход в субботу?"},
        "kind": "org.matrix.msc3381.poll.disclosed",
        "max_selections": 1,
        "answers": [
            {"id": "yes", "org.matrix.msc1767.text": "Да"},
            {"id": "no", "org.matrix.msc1767.text": "Нет"},
        ],
    },
    "org.matrix.msc1767.text": "Поход в субботу?",
}


@dataclass
class Seen:
    """What a person of the school sees, and must see again."""

    rooms: dict[str, str]
    events: dict[str, str]  # event id → content, as JSON
    media: str  # SHA-256


def look(server: Server, neighbour: Host, login: tuple[str, str], uri: str) -> Seen:
    """Log in and look around."""

    async def seen() -> Seen:
        async with server.browser() as session:
            person = await Person.login(session, *login)
            rooms = await person.rooms()
            events = {
                it["event_id"]: json.dumps(it["content"], sort_keys=True)
                for it in await person.read(rooms[ROOM])
                if it["type"] != "m.room.member"
            }
            file = await person.download(uri)
            return Seen(rooms, events, hashlib.sha256(file).hexdigest())

    return run_in(neighbour, seen)


def live(server: Server, neighbour: Host, login: tuple[str, str]) -> str:
    """Messages, a poll, a picture; the address of the picture."""
    picture = io.BytesIO()
    Image.effect_noise((64, 64), 50).save(picture, "PNG")

    async def day() -> str:
        async with server.browser() as session:
            person = await Person.login(session, *login)
            room = (await person.rooms())[ROOM]
            for number in range(5):
                await person.say(room, f"Сообщение {number}")
            await person.send(room, "org.matrix.msc3381.poll.start", POLL)
            uri = await person.upload(picture.getvalue(), "image/png", "рисунок.png")
            await person.say(room, "рисунок.png", msgtype="m.image", url=uri)
            return uri

    return run_in(neighbour, day)


@pytest.fixture(scope="module")
def teacher(server: Server) -> tuple[str, str]:
    return server.login_of("Фёдорова")


def test_a_backup_is_proved_by_restoring_it(
    server: Server, neighbour: Host, teacher: tuple[str, str]
) -> None:
    live(server, neighbour, teacher)
    server.target.run("systemctl", "start", "parta-backup.service")
    server.target.run("systemctl", "start", "parta-restore-test.service")
    for it in (DONE, TESTED):
        # The assistant, who tells of it, reads how old it is.
        server.target.run("runuser", "-u", "parta", "--", "stat", it)
    listing = ". /etc/parta-backup/environment; restic ls latest"
    kept = server.target.run("sh", "-c", f"set -a; {listing}").stdout
    assert f"{ASSISTANT_FOLDER}/device" not in kept
    assert "/etc/parta-synapse/signing.key" in kept


def test_a_lost_server_comes_back_on_a_bare_machine(
    server: Server, lab: Lab, suite: str, neighbour: Host, teacher: tuple[str, str], tmp_path: Path
) -> None:
    uri = live(server, neighbour, teacher)
    before = look(server, neighbour, teacher, uri)
    server.target.run("systemctl", "start", "parta-backup.service")
    shutil.copytree(server.target.root / REPOSITORY[1:], tmp_path / "repository")
    # What the IT person has kept: no connection that is still open.
    passing = shutil.ignore_patterns("cp", "tmp")
    shutil.copytree(server.controller.folder, tmp_path / "inventory", ignore=passing)
    server.target.stop()
    bare = lab.target("bare", suite)
    try:
        bare.boot({DOMAIN: ""})
        there = bare.root / REPOSITORY[1:]
        shutil.copytree(tmp_path / "repository", there)
        began = time.monotonic()
        controller = Controller(tmp_path / "inventory", bare, server.controller.variables)
        controller.play("restore.yml").succeeded()
        minutes = (time.monotonic() - began) / 60
        size = sum(it.stat().st_size for it in there.rglob("*") if it.is_file()) / 1e6
        print(f"restored {size:.1f} MB in {minutes:.1f} minutes")  # noqa: T201 - a figure
        back = Server(bare, controller, Played(), Played(), Played())
        after = look(back, neighbour, teacher, uri)
        assert after.rooms == before.rooms
        assert before.events.items() <= after.events.items()
        assert after.media == before.media
        assert controller.play("restore.yml").code != 0, "a living school was overwritten"
    finally:
        bare.close()
        server.target.boot()

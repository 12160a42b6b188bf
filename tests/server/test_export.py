"""`parta export` on a real homeserver: what it holds, what stays out, and that it goes on."""

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from provisioning.matrix.client import MatrixClient, path
from tests.server.campus import FoundCampus
from tests.server.school_folder import Lists, SchoolFolder

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cf000000030001e221bc330000000049454e44ae426082"
)
HOSTILE = '<script>alert(1)</script><img src="https://evil.example/x"> \u202e" onload="x'
LISTS = Lists(
    2026,
    [("u1", "Котов Лев Ильич", "3А"), ("u2", "Рыбин Глеб Ильич", "3А")],
    [],
    [("t1", "Соколова Инна Ильинична", "3А")],
)


class Links(HTMLParser):
    """Everything that a page would load or lead to, and its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.elements: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        assert not [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture
async def school(campus: FoundCampus, tmp_path: Path) -> SchoolFolder:
    found = SchoolFolder(tmp_path / "school", await campus())
    found.write(LISTS)
    assert await found.parta("apply", "--yes") == 0, found.said
    return found


async def people(school: SchoolFolder) -> dict[str, str]:
    (registry,) = (await school.school.rooms())["registry"]
    return {
        who: entry["user"]
        for event in await school.school.state(registry)
        if event["type"] == "org.parta.roster"
        for who, entry in event["content"]["people"].items()
    }


async def say(client: MatrixClient, room: str, number: int, **content: object) -> str:
    where = path("_matrix", "client", "v3", "rooms", room, "send", "m.room.message", str(number))
    answer = await client.put(where, {"msgtype": "m.text", **content})
    return str(answer["event_id"])


async def test_archive_of_a_room_holds_what_was_said_and_nothing_that_was_removed(
    school: SchoolFolder, tmp_path: Path
) -> None:
    users = await people(school)
    room = (await school.school.rooms())["class:2024-a:pupils"][0]
    async with await school.school.as_user(users["u1"]) as client:
        await say(client, room, 1, body=HOSTILE)
        gone = await say(client, room, 2, body="удалённое слово")
        where = path("_matrix", "client", "v3", "rooms", room, "redact", gone, "3")
        async with school.school.client() as provisioner:
            await provisioner.put(where, {})
        wrong = await say(client, room, 4, body="с ашибкой")
        new = {"msgtype": "m.text", "body": "с ошибкой, исправлено"}
        edit = {"rel_type": "m.replace", "event_id": wrong}
        await say(
            client, room, 5, body="* исправлено", **{"m.new_content": new, "m.relates_to": edit}
        )
        answer = await client.request(
            "POST", "/_matrix/media/v3/upload", body=PNG, content_type="image/png"
        )
        for number in (6, 7):  # the same picture twice is one file
            await say(
                client, room, number, msgtype="m.image", body="лист.png", url=answer["content_uri"]
            )
        await say(client, room, 8, msgtype="m.file", body="чужое", url="mxc://evil.example/abc")
        encrypted = path("_matrix", "client", "v3", "rooms", room, "send", "m.room.encrypted", "9")
        sealed = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "тайное"}
        async with school.school.client() as provisioner:
            await provisioner.put(encrypted, sealed)
    out = tmp_path / "archive"
    assert await school.parta("export", "3А · Ученики", "--out", str(out)) == 0, school.said
    folder = out / "class-2024-a-pupils"
    page = (folder / "messages-0001.html").read_text(encoding="utf-8")
    data = (folder / "messages-0001.json").read_text(encoding="utf-8")
    for said in ("Котов Лев Ильич", "с ошибкой, исправлено"):
        assert said in page
    for text in (page, data):
        assert "удалённое слово" not in text
        assert "тайное" not in text
    assert "с ашибкой" not in page
    assert "\u202e" not in page, "nothing turns the direction of writing"
    assert "зашифровано, прочесть нельзя: 1" in page
    assert HOSTILE in [it["content"].get("body") for it in json.loads(data)]
    assert list((out / "media").iterdir()) == [
        out / "media" / f"{hashlib.sha256(PNG).hexdigest()}.png"
    ]
    for html in (page, (out / "index.html").read_text(encoding="utf-8")):
        links = Links()
        links.feed(html)
        assert "script" not in links.elements
        for address in links.addresses:
            assert not re.match(r"[a-z]+:|//", address), address
            assert ((folder if html is page else out) / address).exists(), address
    (index,) = json.loads((out / "index.json").read_text(encoding="utf-8"))["rooms"]
    assert (index["redacted"], index["encrypted"], index["missing"]) == (1, 1, 1)


async def test_what_a_family_asks_for_is_theirs_and_nobody_elses(
    school: SchoolFolder, tmp_path: Path
) -> None:
    users = await people(school)
    room = (await school.school.rooms())["class:2024-a:pupils"][0]
    for who, text in (("u1", "слова Льва"), ("u2", "слова Глеба")):
        async with await school.school.as_user(users[who]) as client:
            await say(client, room, 1, body=text)
    out = tmp_path / "person"
    assert await school.parta("export", "--person", "Котов Лев Ильич", "--out", str(out)) == 0
    everything = "".join(it.read_text("utf-8") for it in out.rglob("*.json"))
    assert "слова Льва" in everything
    assert "слова Глеба" not in everything
    assert json.loads((out / "person.json").read_text(encoding="utf-8"))["user"] == users["u1"]
    # Another person's export does not go into the same folder.
    assert await school.parta("export", "--person", "u2", "--out", str(out)) == 1
    assert await school.parta("export", "--person", "Никто", "--out", str(tmp_path / "no")) == 1


async def test_long_history_comes_in_pages_and_goes_on_after_kill_9(
    school: SchoolFolder, tmp_path: Path
) -> None:
    room = (await school.school.rooms())["class:2024-a:pupils"][0]
    async with school.school.client() as client:
        for number in range(620):
            await say(client, room, number, body=f"слово {number}.")
    out = tmp_path / "long"
    where = ("--class", "3 «а»", "--out", str(out))
    assert await school.parta("export", *where) == 0, school.said
    folder = out / "class-2024-a-pupils"
    whole = read(folder)
    assert len(list(folder.glob("messages-*.json"))) == 2
    # As kill -9 leaves it: the first page is there, the second half written, progress before it.
    progress = json.loads((folder / "progress.json").read_text(encoding="utf-8"))
    second = json.loads((folder / "messages-0002.json").read_text(encoding="utf-8"))
    assert progress["done"]
    (folder / "messages-0002.json").unlink()
    (folder / "progress.json").write_text("{", encoding="utf-8")
    assert await school.parta("export", *where) == 0, school.said
    assert read(folder) == whole
    assert second
    bodies = [it["content"].get("body") for it in whole if it["type"] == "m.room.message"]
    assert bodies == [f"слово {number}." for number in range(620)]
    assert await school.parta("export", "--class", "9Я", "--out", str(tmp_path / "none")) == 1
    assert "9Я" in school.said


def read(folder: Path) -> list[dict[str, object]]:
    """All records of a room, in their order."""
    pages = sorted(folder.glob("messages-*.json"))
    return [it for page in pages for it in json.loads(page.read_text(encoding="utf-8"))]

"""Uploads to a real Synapse, looked at by a real ClamAV: by the limits of a role, by the bytes."""

import asyncio
import hashlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image, ImageOps

from policy.media import TYPES
from provisioning.demo.homeserver import DemoHomeserver
from tests.server.clamd import EICAR, ClamDaemon
from tests.server.conftest import SERVER_NAME, free_port
from tests.unit.policy import samples
from tests.unit.policy.samples import PLACE, good, zipped

MEGABYTE = 1024 * 1024
SECONDS = 8
MODULE = "tests.server.media_module.GateModule"


@pytest.fixture(scope="module")
async def clamd() -> AsyncIterator[ClamDaemon]:
    daemon = ClamDaemon()
    try:
        await daemon.start()
        yield daemon
    finally:
        daemon.remove()


@pytest.fixture(scope="module")
async def gate(
    tmp_path_factory: pytest.TempPathFactory, clamd: ClamDaemon
) -> AsyncIterator["Gate"]:
    home = tmp_path_factory.mktemp("gate")
    server = DemoHomeserver(home, SERVER_NAME, free_port())
    config = {"clamav": clamd.address, "seconds": SECONDS}
    generous = {"per_second": 1000, "burst_count": 1000}
    server.start(
        {
            "modules": [{"module": MODULE, "config": config}],
            # Refused files leave their reserved places pending.
            "max_pending_media_uploads": 1000,
            "rc_media_create": generous,
        }
    )
    try:
        await server.wait()
        async with aiohttp.ClientSession(server.address) as session:
            yield Gate(session, home, {"parta": await server.admin_token("parta")})
    finally:
        server.process.stop()


@dataclass
class Answer:
    status: int
    body: dict[str, Any]

    @property
    def key(self) -> str:
        """The refusal's key, "" if it was none."""
        return str(self.body.get("org.parta.key", ""))

    @property
    def media(self) -> str:
        assert self.status == 200, self.body
        return str(self.body["content_uri"]).removeprefix("mxc://")


class Gate:
    """The homeserver's media side as clients see it, and its store as nobody does."""

    def __init__(self, session: aiohttp.ClientSession, home: Path, tokens: dict[str, str]) -> None:
        self._session = session
        self._home = home
        self._tokens = tokens

    async def headers(self, who: str) -> dict[str, str]:
        if who not in self._tokens:
            user = f"@{who}:{SERVER_NAME}"
            admin = await self.headers("parta")
            for method, url, body in (
                ("PUT", f"/_synapse/admin/v2/users/{user}", {"displayname": who}),
                ("POST", f"/_synapse/admin/v1/users/{user}/login", {}),
            ):
                async with self._session.request(method, url, json=body, headers=admin) as answer:
                    assert answer.status in (200, 201)
                    self._tokens[who] = (await answer.json()).get("access_token", "")
        return {"Authorization": f"Bearer {self._tokens[who]}"}

    async def upload(
        self, who: str, data: bytes, name: str = "", mime: str = "application/octet-stream"
    ) -> Answer:
        headers = await self.headers(who) | {"Content-Type": mime}
        async with self._session.post(
            "/_matrix/media/v3/upload", data=data, headers=headers, params={"filename": name}
        ) as answer:
            return Answer(answer.status, await answer.json())

    async def upload_later(self, who: str, data: bytes) -> Answer:
        """The two steps of asynchronous uploads."""
        headers = await self.headers(who)
        async with self._session.post("/_matrix/media/v1/create", headers=headers) as answer:
            created = await answer.json()
        media = created["content_uri"].removeprefix("mxc://")
        async with self._session.put(
            f"/_matrix/media/v3/upload/{media}", data=data, headers=headers
        ) as answer:
            return Answer(answer.status, created | await answer.json())

    async def download(self, media: str, who: str = "teacher.1") -> tuple[str, bytes]:
        async with self._session.get(
            f"/_matrix/client/v1/media/download/{media}", headers=await self.headers(who)
        ) as answer:
            assert answer.status == 200
            return answer.headers["Content-Type"], await answer.read()

    async def thumbnail(self, media: str) -> bytes:
        async with self._session.get(
            f"/_matrix/client/v1/media/thumbnail/{media}",
            params={"width": "32", "height": "32", "method": "scale"},
            headers=await self.headers("teacher.1"),
        ) as answer:
            assert answer.status == 200
            return await answer.read()

    async def facts(self, media: str) -> dict[str, Any]:
        """What the module knows of a file."""
        name = media.rpartition("/")[2]
        async with self._session.get(
            "/_synapse/client/parta/test/facts", params={"media_id": name}
        ) as answer:
            return dict(await answer.json())

    async def limit(self, who: str) -> int:
        async with self._session.get(
            "/_matrix/client/v1/media/config", headers=await self.headers(who)
        ) as answer:
            return int((await answer.json())["m.upload.size"])

    def stored(self) -> tuple[set[str], int]:
        """Every file in the store's folder, and how many the database knows with content."""
        files = {str(it) for it in (self._home / "media").rglob("*") if it.is_file()}
        with sqlite3.connect(f"file:{self._home / 'synapse.db'}?mode=ro", uri=True) as database:
            (count,) = database.execute(
                "SELECT count(*) FROM local_media_repository WHERE media_length IS NOT NULL"
            ).fetchone()
        return files, count


@pytest.fixture
def nothing_stored(gate: Gate) -> Iterator[None]:
    """The test may not leave a file in the store."""
    before = gate.stored()
    yield
    assert gate.stored() == before


@pytest.mark.parametrize("name", sorted(set(good()) - {"text of windows"}))
async def test_what_a_school_sends_arrives_with_the_type_of_its_bytes(
    gate: Gate, name: str
) -> None:
    kind, data = good()[name]
    answer = await gate.upload("teacher.1", data, "a.bin", "text/html")
    mime, received = await gate.download(answer.media)
    assert mime.split(";")[0] == TYPES[kind].mime
    if TYPES[kind].group in ("document", "archive"):
        assert received == data


async def test_a_text_of_windows_arrives_with_its_letters_named(gate: Gate) -> None:
    data = good()["text of windows"][1]
    answer = await gate.upload("pupil.1", data, "a.txt", "text/plain")
    mime, received = await gate.download(answer.media)
    assert mime == "text/plain; charset=windows-1251"
    assert received == data


@pytest.mark.parametrize("later", [False, True], ids=["at once", "asynchronous"])
async def test_the_place_is_gone_and_the_orientation_stays(gate: Gate, later: bool) -> None:
    send = gate.upload_later if later else gate.upload
    answer = await send("pupil.1", samples.jpeg(6))
    mime, received = await gate.download(answer.media)
    assert mime == "image/jpeg"
    assert PLACE not in received
    with Image.open(BytesIO(received)) as picture:
        assert picture.getexif() == {samples.ORIENTATION: 6}
    small = await gate.thumbnail(answer.media)
    with Image.open(BytesIO(small)) as picture:
        upright = ImageOps.exif_transpose(Image.open(BytesIO(received)))
        assert (picture.width > picture.height) == (upright.width > upright.height)


async def test_the_module_knows_the_facts_of_a_file_and_not_what_its_sender_says(
    gate: Gate,
) -> None:
    answer = await gate.upload("pupil.1", samples.jpeg(), "film.mp4", "video/mp4")
    _, received = await gate.download(answer.media)
    assert await gate.facts(answer.media) == {
        "uploader": f"@pupil.1:{SERVER_NAME}",
        "type": "image/jpeg",
        "sha256": hashlib.sha256(received).hexdigest(),
        "size": len(received),
    }
    assert await gate.facts("nothing") == {}


async def test_a_reserved_place_without_a_file_has_no_facts(gate: Gate) -> None:
    refused = await gate.upload_later("pupil.1", samples.PROGRAM)
    assert refused.key == "media-program"
    assert await gate.facts(refused.body["content_uri"]) == {}


async def test_the_place_of_a_film_is_gone(gate: Gate) -> None:
    data = good()["film of a telephone"][1]
    _, received = await gate.download((await gate.upload("parent.1", data)).media)
    assert PLACE in data
    assert PLACE not in received
    assert len(received) == len(data)


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize("later", [False, True], ids=["at once", "asynchronous"])
@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"<html><script>go()</script></html>", "media-page"),
        (samples.PROGRAM, "media-program"),
        (samples.jpeg() + zipped({"a.txt": b"x"}), "media-two-in-one"),
        (samples.docx({"word/vbaProject.bin": b"x"}), "media-macros"),
        (samples.pdf(b"<< /S /JavaScript /JS (go) >>"), "media-pdf-acts"),
        (samples.film(b"heic", (b"vide",)), "media-heic"),
        (b"", "media-empty"),
    ],
    ids=["page", "program", "zip behind a photo", "macros", "pdf", "heic", "nothing"],
)
async def test_a_false_type_is_refused_by_its_bytes(
    gate: Gate, data: bytes, key: str, later: bool
) -> None:
    if later:
        answer = await gate.upload_later("teacher.1", data)
    else:
        answer = await gate.upload("teacher.1", data, "фото.jpg", "image/jpeg")
    assert (answer.status, answer.key) == (403, key)
    assert answer.body["errcode"] == "M_FORBIDDEN"
    assert any("а" <= letter <= "я" for letter in answer.body["error"])


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize(
    ("who", "name", "key"),
    [
        ("pupil.1", "film", "media-group"),
        ("pupil.1", "zip", "media-group"),
        ("parent.1", "pdf", "media-group"),
        ("both.1", "zip", "media-group"),
        ("nobody.1", "jpeg", "media-nothing"),
    ],
)
async def test_a_role_may_send_its_groups_only(gate: Gate, who: str, name: str, key: str) -> None:
    assert (await gate.upload(who, good()[name][1])).key == key


@pytest.mark.parametrize(
    ("who", "size"), [("pupil.1", 1), ("parent.1", 2), ("both.1", 2), ("teacher.1", 8)]
)
async def test_clients_are_told_the_limit_of_the_role(gate: Gate, who: str, size: int) -> None:
    assert await gate.limit(who) == size * MEGABYTE


async def test_who_may_send_nothing_is_told_so(gate: Gate) -> None:
    assert await gate.limit("nobody.1") == 0


async def test_the_provisioning_user_has_the_limit_of_the_server(gate: Gate) -> None:
    assert await gate.limit("parta") == 100 * MEGABYTE


async def test_size_is_by_role(gate: Gate) -> None:
    data = b"text\n" * (MEGABYTE // 5 + 1)
    before = gate.stored()
    for send in (gate.upload, gate.upload_later):
        answer = await send("pupil.1", data)
        assert answer.key == "media-size"
        assert answer.body["errcode"] == "M_TOO_LARGE"
        assert "2 МБ" in answer.body["error"]
    assert gate.stored() == before
    assert (await gate.upload("teacher.1", data)).status == 200


async def test_the_provisioning_user_sends_what_it_likes(gate: Gate) -> None:
    data = b"<svg/>" + bytes(range(256))
    mime, received = await gate.download((await gate.upload("parta", data, "", "a/b")).media)
    assert (mime, received) == ("a/b", data)


class TestScanner:
    async def test_a_virus_is_refused_by_its_name(self, gate: Gate) -> None:
        before = gate.stored()
        packed = zipped({"a.txt": b"text", "b.txt": EICAR + b"\n"})
        for who in ("teacher.1", "pupil.1", "parta"):
            for data in (EICAR, packed):
                if (who, data) == ("pupil.1", packed):
                    continue  # may send no archive at all
                answer = await gate.upload(who, data, "a.txt", "text/plain")
                assert (answer.status, answer.key) == (403, "media-infected")
                assert "Eicar-Test" in answer.body["error"]
        assert (await gate.upload_later("teacher.1", EICAR)).key == "media-infected"
        assert gate.stored() == before

    @pytest.mark.parametrize("who", ["pupil.1", "teacher.1", "parta"])
    async def test_without_the_scanner_nothing_slips_through(
        self, gate: Gate, clamd: ClamDaemon, who: str
    ) -> None:
        assert (await gate.upload(who, samples.jpeg())).status == 200
        before = gate.stored()
        clamd.stop()
        try:
            answer = await gate.upload(who, samples.jpeg())
            later = await gate.upload_later(who, samples.jpeg())
        finally:
            await clamd.start()
        assert (answer.status, answer.key) == (403, "media-not-scanned")
        assert (later.status, later.key) == (403, "media-not-scanned")
        assert "через несколько минут" in answer.body["error"]
        assert gate.stored() == before
        assert (await gate.upload(who, samples.jpeg())).status == 200

    async def test_a_scanner_that_hangs_is_a_scanner_that_is_down(
        self, gate: Gate, clamd: ClamDaemon
    ) -> None:
        before = gate.stored()
        clamd.suspend(True)
        try:
            waiting = asyncio.create_task(gate.upload("teacher.1", samples.jpeg()))
            # Meanwhile the homeserver serves others.
            assert await gate.limit("teacher.1") == 8 * MEGABYTE
            assert not waiting.done()
            answer = await waiting
        finally:
            clamd.suspend(False)
        assert answer.key == "media-not-scanned"
        assert gate.stored() == before

    async def test_a_scanner_killed_in_the_middle_is_a_scanner_that_is_down(
        self, gate: Gate, clamd: ClamDaemon
    ) -> None:
        before = gate.stored()
        clamd.suspend(True)
        waiting = asyncio.create_task(gate.upload("teacher.1", samples.jpeg()))
        await gate.limit("teacher.1")
        clamd.stop()
        answer = await waiting
        await clamd.start()
        assert answer.key == "media-not-scanned"
        assert gate.stored() == before

    async def test_a_large_file_is_looked_at_to_its_end(self, gate: Gate) -> None:
        text = b"text\n" * (3 * MEGABYTE // 5)
        assert (await gate.upload("teacher.1", text)).status == 200
        assert (await gate.upload("teacher.1", text + EICAR)).key == "media-infected"

    async def test_what_is_too_large_for_the_scanner_is_refused(self, gate: Gate) -> None:
        text = b"text\n" * (MEGABYTE)
        assert (await gate.upload("teacher.1", text)).key == "media-not-scanned"


async def test_ten_uploads_at_once_arrive_whole(gate: Gate) -> None:
    files = [b"%d\n" % number * 50_000 for number in range(10)]
    answers = await asyncio.gather(*(gate.upload("teacher.1", it) for it in files))
    received = await asyncio.gather(*(gate.download(it.media) for it in answers))
    assert [data for _, data in received] == files

"""Lessons and meetings on a real homeserver: Prosody is played where it speaks and is spoken to."""

import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp import web

from policy import events
from provisioning.layouts.load import Layouts
from tests.server.assistant import Helper
from tests.server.conftest import free_port, guarded_school
from tests.server.guarded import eventually

SECRET = "presence-secret-of-these-tests-only"
WIDGET = "im.vector.modular.widgets"


class Prosody:
    """What `mod_parta_control` is asked, and a way to say what `mod_parta_presence` says."""

    def __init__(self, helper: Helper) -> None:
        self.helper = helper
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.is_away = False

    async def handle(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {SECRET}":
            return web.json_response({"error": "wrong-secret"}, status=401)
        if self.is_away:
            return web.json_response({}, status=503)
        self.asked.append((request.match_info["what"], await request.json()))
        return web.json_response({"removed": 1})

    async def post(self, body: Any, secret: str = SECRET) -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"{self.helper.web}/conference/presence", json=body, headers=headers
            ) as answer,
        ):
            return answer.status

    async def says(self, conference: str, event: str, who: str, at: int = 0) -> dict[str, Any]:
        """One report, until it is taken: as Prosody, which keeps what nobody took."""
        report = {
            "event": event,
            "conference": conference,
            "at": at or int(time.time() * 1000),
            "occupant": {
                "id": f"o-{who}",
                "user": self.helper.school.names[who],
                "name": who,
                "affiliation": "member",
            },
        }

        async def is_taken() -> bool:
            try:
                return await self.post(report) == 200
            except aiohttp.ClientError:
                return False

        await eventually(is_taken, within=60, what="the report is taken")
        return report


@pytest.fixture(scope="module")
async def prosody(
    tmp_path_factory: pytest.TempPathFactory, layouts: Layouts
) -> AsyncIterator[Prosody]:
    """A school with video, its assistant at work."""
    async with guarded_school(tmp_path_factory.mktemp("lessons"), layouts) as school:
        helper = Helper(school, tmp_path_factory.mktemp("assistant"), free_port())
        found, port = Prosody(helper), free_port()
        app = web.Application()
        app.router.add_post("/parta/{what}", found.handle)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await helper.prepare(
            conference={
                "domain": "meet.school.example",
                "keys": [{"kid": "one", "secret": "k" * 40}],
                "presence_secret": SECRET,
                "prosody": f"http://127.0.0.1:{port}",
            }
        )
        helper.start()
        try:
            await helper.ready()
            yield found
        finally:
            helper.stop()
            await runner.cleanup()


async def conference(prosody: Prosody, room: str, state: str) -> tuple[str, dict[str, Any]]:
    """Name and content of the room's conference that is in this state."""

    async def found() -> tuple[str, dict[str, Any]] | None:
        answer = await prosody.helper.school.ask("teacher", "GET", f"/rooms/${room}/state")
        for event in answer.body:
            if event["type"] == events.CONFERENCE and event["content"].get("state") == state:
                return event["state_key"], event["content"]
        return None

    name, content = await eventually(found, within=60, what=f"a conference that is {state}")
    return name, content


async def test_a_lesson_from_its_beginning_to_its_end(prosody: Prosody) -> None:
    """One command opens it; Prosody's reports come twice, in disorder, around kill -9; counts to
    the room, names to the teacher (W7, M2)."""
    helper, school = prosody.helper, prosody.helper.school
    await helper.typed("teacher", "pupils_room", "!урок математика, дроби задание: Решить № 5")
    name, content = await conference(prosody, "pupils_room", "open")
    assert content["host"] == school.names["teacher"]
    board = await school.read("pupil", "pupils_room")
    by_id = {event["event_id"]: event for event in board}
    assert "Урок. Математика: дроби" in by_id[content["announcement"]]["content"]["body"]
    assert events.TASK in by_id[content["task"]]["content"]
    where = f"/rooms/$pupils_room/state/{WIDGET}/org.parta.conference"
    assert (await school.ask("pupil", "GET", where)).body["creatorUserId"] == helper.user
    # Nobody but the assistant writes it.
    forged = f"/rooms/$pupils_room/state/{events.CONFERENCE}/{quote(name)}"
    assert (await school.ask("teacher", "PUT", forged, content)).status == 403
    said = await helper.ask("classmate", "pupils_room", "!урок закончить")
    assert "(п. 2.5 " in said

    at = int(time.time() * 1000)
    assert await prosody.post({"event": "joined"}, "wrong") == 403
    assert await prosody.post({"event": "joined", "conference": "nowhere", "at": at}) == 400
    report = await prosody.says(name, "joined", "teacher", at)
    helper.kill()
    helper.start()
    await prosody.says(name, "left", "pupil", at + 200)
    await prosody.says(name, "joined", "pupil", at + 100)
    assert await prosody.post(report) == 200
    await helper.ready()
    helper.kill()
    helper.start()
    await helper.ready()
    await helper.typed("teacher", "pupils_room", "!урок закончить")

    async def summary() -> bool:
        room = await school.read("pupil", "pupils_room")
        return any("Были 1 из 3 учеников" in it["content"].get("body", "") for it in room)

    await eventually(summary, within=60, what="the summary")
    told = await helper.private("teacher", containing="Не были (2)")
    assert "Зайцев" not in told["content"]["body"]
    assert (await school.ask("pupil", "GET", where)).body == {}

    async def is_ended() -> bool:
        return prosody.asked.count(("end", {"conference": name})) == 1

    await eventually(is_ended, within=60, what="Prosody ends it")


async def test_who_leaves_the_room_leaves_the_conference(prosody: Prosody) -> None:
    """Within a minute, although Prosody does not answer the first time."""
    helper, school = prosody.helper, prosody.helper.school
    await helper.typed("teacher", "parents_room", "!собрание Итоги четверти")
    name, _ = await conference(prosody, "parents_room", "open")
    await prosody.says(name, "joined", "teacher")
    await prosody.says(name, "joined", "mother")
    await prosody.says(name, "joined", "father")
    # Somebody without any business there is put out at once.
    await prosody.says(
        name, "joined", "other_mother" if "other_mother" in school.names else "pupil"
    )

    def is_out(who: str) -> bool:
        return ("remove", {"conference": name, "user": school.names[who]}) in prosody.asked

    await eventually(_soon(lambda: is_out("other_mother")), within=60, what="a stranger is out")
    prosody.is_away = True
    answer = await school.ask("father", "POST", "/rooms/$parents_room/leave", {})
    assert answer.status == 200, answer
    prosody.is_away = False
    await eventually(_soon(lambda: is_out("father")), within=60, what="the father is out")
    assert not is_out("mother")
    await helper.typed("teacher", "parents_room", "!собрание закончить")
    await conference(prosody, "parents_room", "ended")


def _soon(test: Any) -> Any:
    async def asked() -> bool:
        return bool(test())

    return asked


async def test_a_planned_one_waits_for_whoever_opens_it(prosody: Prosody) -> None:
    helper = prosody.helper
    said = await helper.ask("teacher", "class_board", "!урок 1А завтра 10:00 чтение на 30 мин")
    assert "Запланировано" in said
    await conference(prosody, "pupils_room", "planned")
    await helper.ask("teacher", "pupils_room", "!урок начать")
    name, _ = await conference(prosody, "pupils_room", "open")
    assert "Продлено" in await helper.ask("teacher", "pupils_room", "!урок ещё 10")
    await helper.ask("teacher", "pupils_room", "!урок закончить")

    async def is_ended() -> bool:
        return ("end", {"conference": name}) in prosody.asked

    await eventually(is_ended, within=60, what="Prosody ends it")


@pytest.mark.parametrize(
    ("who", "room", "typed"),
    [
        ("pupil", "pupils_room", "!урок математика"),
        ("mother", "parents_room", "!собрание Сбор"),
        ("mother", "parents_room", "!урок математика"),
        ("teacher", "class_board", "!мероприятие Праздник"),
    ],
)
async def test_who_may_not_is_told_the_clause(
    prosody: Prosody, who: str, room: str, typed: str
) -> None:
    assert "(п. " in await prosody.helper.ask(who, room, typed)

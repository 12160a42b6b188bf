"""Doors of conferences: what a token costs, and five hundred who want in at once.

The class is far larger than any; what is measured is everything between the socket and the token:
routes, limits, the regulation, signing. The homeserver's two answers are its own affair and come
from memory here.
"""

import asyncio
import sys
import time
from collections.abc import Mapping
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from bot.conference.board import Board
from bot.conference.hall import Hall
from bot.conference.signer import Signer
from bot.matrix.batch import Batch, Event, RoomUpdate
from bot.school import Rooms
from bot.settings import Conference as Settings
from bot.settings import Web
from bot.store.store import RoomRow, now_ms
from bot.web.app import application
from policy import endpoints, events
from policy.conference import Entry, way_in
from policy.conference_event import Conference
from policy.decision import Place
from policy.school import School
from tests.unit.builders import SERVER, RosterBuilder
from tests.unit.policy.school import school_of, user

PUPILS = 500
TOKENS = 2_000
ME = f"@assistant:{SERVER}"
ROOM, NAME, GROUP = "!class", "c" + "a" * 25, "class:2024-a"
SETTINGS = Settings.model_validate(
    {"domain": f"meet.{SERVER}", "keys": [{"kid": "a", "secret": "s" * 43}]}
)
WEB = Web(port=1, homeserver="http://127.0.0.1:1", server_name=SERVER)


class _Answers:
    """The homeserver: who has which token, and that everybody is in the room."""

    async def get(self, where: str, query: Mapping[str, str] | None = None) -> Any:
        assert where.endswith("/openid/userinfo")
        return {"sub": (query or {})["access_token"]}

    async def joined(self, room_id: str) -> frozenset[str]:
        raise AssertionError("a managed room is asked for one member")

    async def state(self, room_id: str, kind: str, key: str = "") -> Mapping[str, Any]:
        return {"membership": "join"}


class _Assistant:
    """What the web side knows of the assistant."""

    connected = True

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self.last_sync = now_ms()

    def hall(self) -> Hall:
        return self._hall

    def figures(self) -> Mapping[str, int]:
        return {}

    async def is_provisioner(self, token: str) -> bool:
        return False

    async def digest(self, since: Any, until: Any) -> bytes:
        return b""

    async def heard(self, presence: Any) -> bool:
        return False


def _school() -> School:
    built = RosterBuilder()
    built.class_("2024-a", "3А", pupils=[f"u{it}" for it in range(PUPILS)], class_teacher="tess")
    return school_of(built.build())


def _hall(school: School) -> Hall:
    answers, content = _Answers(), {
        "form": "lesson", "title": "Дроби", "host": user("tess"), "state": "open",
        "opened": now_ms(),
    }  # fmt: skip
    event: Event = {
        "type": events.CONFERENCE, "state_key": NAME, "sender": ME, "content": content,
        "event_id": "$x",
    }  # fmt: skip

    async def state(room_id: str) -> list[Event]:
        return [event]

    board = Board(ME, state)
    board.follow(Batch("t", (RoomUpdate(ROOM, (event,), (), ""),), (), ()))
    rooms = Rooms([RoomRow(ROOM, f"{GROUP}:pupils", "pupils", GROUP)])
    return Hall(
        Signer(SETTINGS), SERVER, WEB.base, lambda: school, rooms, board, answers, answers,
        lambda: None, lambda: True,
    )  # fmt: skip


def _token_cost(school: School) -> float:
    """Milliseconds of CPU from «who asks where» to the signed token."""
    hall = _hall(school)
    person = school.people.by_id["u0"]
    one = Conference(NAME, "lesson", "Дроби", user("tess"), "open", opened=now_ms())
    place = Place("pupils", f"{GROUP}:pupils", GROUP, joined=frozenset({user("u0")}))
    start = time.process_time()
    for _ in range(TOKENS):
        found = way_in(school, person, place, [one], now_ms())
        assert isinstance(found, Entry)
        hall.signer.sign(found, "", now_ms())
    return (time.process_time() - start) / TOKENS * 1000


async def _joins(school: School) -> tuple[int, float]:
    """Five hundred pupils at once: how many got their token, and after how many seconds."""
    app = application(WEB, _Assistant(_hall(school)), SETTINGS)
    async with TestClient(TestServer(app)) as client:

        async def join(number: int) -> int:
            openid = {"access_token": user(f"u{number}"), "matrix_server_name": SERVER}
            body = {"room_id": ROOM, "openid": openid}
            async with client.post(endpoints.CONFERENCE_ENTRY, json=body) as answer:
                found = await answer.json()
                return answer.status if found.get("jwt") else 0

        start = time.perf_counter()
        answers = await asyncio.gather(*map(join, range(PUPILS)))
        took = time.perf_counter() - start
    return answers.count(200), took


def main() -> None:
    """Print the figures; exit 1 where a bound is broken."""
    school = _school()
    cost = _token_cost(school)
    admitted, took = asyncio.run(_joins(school))
    sys.stdout.write(
        f"token: {cost:.3f} ms of CPU, {1 / cost:.1f} times under 1 ms\n"
        f"joins at once: {admitted} of {PUPILS} answered with a token in {took:.2f} s\n"
    )
    sys.exit(not (cost < 1 and admitted == PUPILS))


if __name__ == "__main__":
    main()

"""Faults of the server reach the room once, and only from who knows the secret."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from aiohttp import ClientSession, web
from pydantic import SecretStr

from bot.effects import Once, Send
from bot.web.alerts import KNOWN, Alert, handler, told
from templates import say
from tests.conftest import ROOT

SECRET = "a secret of the machine"


def alert(**more: Any) -> dict[str, Any]:
    return {
        "status": "firing",
        "fingerprint": "0abc",
        "startsAt": "2026-11-24T20:00:00Z",
        "labels": {"alertname": "service-down", "name": "nginx.service"},
        "generatorURL": "http://nowhere.example",
    } | more


class Room:
    def __init__(self) -> None:
        self.heard: list[Alert] = []
        self.open = True

    async def take(self, found: Sequence[Alert]) -> bool:
        if self.open:
            self.heard += found
        return self.open


async def post(room: Room, body: Any, secret: str = SECRET) -> int:
    app = web.Application()
    app.router.add_post("/alerts", handler(SecretStr(SECRET), room.take))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/alerts"
    try:
        async with (
            ClientSession(headers={"Authorization": f"Bearer {secret}"}) as session,
            session.post(url, json=body) as answer,
        ):
            return answer.status
    finally:
        await runner.cleanup()


async def test_an_alert_is_handed_on() -> None:
    room = Room()
    assert await post(room, {"alerts": [alert()], "version": "4"}) == 200
    assert [it.labels["name"] for it in room.heard] == ["nginx.service"]


async def test_without_the_secret_nothing_is_heard() -> None:
    room = Room()
    assert await post(room, {"alerts": [alert()]}, "another") == 403
    assert not room.heard


@pytest.mark.parametrize("body", [[], {}, {"alerts": [alert(status="x")]}, {"alerts": 1}])
async def test_what_is_no_alert_is_refused(body: Any) -> None:
    room = Room()
    assert await post(room, body) == 400
    assert not room.heard


async def test_who_cannot_be_told_now_is_told_again() -> None:
    room = Room()
    room.open = False
    assert await post(room, {"alerts": [alert()]}) == 503


def test_an_alert_that_comes_again_is_said_once() -> None:
    once, sent = told(Alert.model_validate(alert()), "!room:x", "ru")
    again, _ = told(Alert.model_validate(alert()), "!room:x", "ru")
    over, _ = told(Alert.model_validate(alert(status="resolved")), "!room:x", "ru")
    assert isinstance(once, Once)
    assert isinstance(sent, Send)
    assert once == again != over
    assert "nginx.service" in sent.content["body"]


def test_what_an_alert_brings_along_is_no_markup() -> None:
    strange = alert(labels={"alertname": "<b>x</b>", "name": "<img>"})
    _, sent = told(Alert.model_validate(strange), "!room:x", "en")
    assert isinstance(sent, Send)
    assert "<img>" not in sent.content.get("formatted_body", "")


def test_the_rules_of_monitoring_and_the_sentences_are_the_same() -> None:
    rules = ROOT / "ansible" / "roles" / "monitoring" / "templates" / "parta.rules.yml.j2"
    assert set(re.findall(r"alert: ([a-z-]+)", rules.read_text(encoding="utf-8"))) == KNOWN


@pytest.mark.parametrize("name", sorted(KNOWN))
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_known_alert_has_a_sentence(name: str, language: str) -> None:
    labels = {"alertname": name, "name": "x"}
    words = say(Alert.model_validate(alert(labels=labels)).words, language)
    assert name not in words
    assert words.endswith(".")

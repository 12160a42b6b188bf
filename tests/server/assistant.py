"""The assistant as a process of its own, in a guarded school; and people who talk to it."""

import itertools
import json
import secrets
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from files.private import write_private
from provisioning.demo.process import Background
from provisioning.matrix.client import path
from tests.server.guarded import CONFERENCES, GuardedSchool, eventually

_WITHIN = 60
# The school's Jitsi, as far as the assistant is told of it: where it is, and what signs for it.
CONFERENCE: Mapping[str, Any] = {
    "domain": CONFERENCES,
    "keys": [
        {"kid": "new", "secret": "n" * 43},
        {"kid": "old", "secret": "o" * 43},
    ],
    "presence_secret": "prosody's word",
}
_numbers = itertools.count(1)


class Helper:
    """`python -m bot`, started and ended as systemd would."""

    def __init__(self, school: GuardedSchool, home: Path, port: int) -> None:
        self.school = school
        self.home = home
        self.web = f"http://127.0.0.1:{port}"
        self.user = school.campus.school.assistant_id
        self._config = home / "assistant.json"
        self._port = port
        self.process = Background(home, "assistant", mark=str(self._config))

    async def prepare(self, **settings: Any) -> None:
        """Its password and its settings."""
        password = secrets.token_urlsafe(24)
        write_private(self.home / "password", password)
        async with self.school.campus.client() as client:
            where = path("_synapse", "admin", "v2", "users", self.user)
            await client.put(where, {"password": password, "logout_devices": False})
        config = {
            "account": {
                "homeserver": self.school.homeserver.address,
                "user": self.user,
                "provisioner": self.school.campus.school.provisioner_id,
                "password_file": str(self.home / "password"),
            },
            "data": str(self.home / "data"),
            "web": {
                "port": self._port,
                "homeserver": self.school.homeserver.address,
                "server_name": self.school.homeserver.server_name,
                "element_address": "/element/",
            },
            "conference": CONFERENCE,
            **settings,
        }
        write_private(self._config, json.dumps(config))

    def start(self) -> None:
        """Start it, unless it runs."""
        self.process.start(["-m", "bot", "--config", str(self._config)])

    async def ready(self) -> None:
        """It has heard from the homeserver."""

        async def is_ready() -> bool:
            assert self.process.is_running(), self.process.last_words()
            return (await self.health()).get("assistant") == "ok"

        await eventually(is_ready, within=_WITHIN, what="the assistant is ready")

    async def health(self) -> Mapping[str, Any]:
        """What `/healthz` says; nothing while nobody answers."""
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{self.web}/healthz") as answer,
            ):
                return dict(await answer.json())
        except aiohttp.ClientError:
            return {}

    def kill(self) -> None:
        """End it as the kernel would."""
        self.process.stop(signal.SIGKILL)

    def stop(self) -> None:
        """End it as systemd would."""
        self.process.stop()

    # Talking to it

    async def typed(self, who: str, room: str, text: str, **more: Any) -> str:
        """Somebody types; the event's id. `room` is a name of the school."""
        return await self.school.say(who, room, text, **more)

    async def answer_to(self, who: str, room: str, event_id: str) -> dict[str, Any]:
        """The assistant's message that answers `event_id`, as `who` sees it."""

        async def found() -> dict[str, Any] | None:
            for event in await self.school.read(who, room):
                relation = event.get("content", {}).get("m.relates_to", {})
                about = relation.get("m.in_reply_to", {}).get("event_id")
                if event["sender"] == self.user and about == event_id:
                    return event
            return None

        return dict(await eventually(found, within=_WITHIN, what=f"an answer to {event_id}"))

    async def ask(self, who: str, room: str, text: str, **more: Any) -> str:
        """Type a command; the body of the answer in that room."""
        event_id = await self.typed(who, room, text, **more)
        return str((await self.answer_to(who, room, event_id))["content"]["body"])

    async def react(self, who: str, room: str, event_id: str, key: str) -> None:
        """Tap a reaction."""
        content = {"m.relates_to": {"rel_type": "m.annotation", "event_id": event_id, "key": key}}
        answer = await self.school.ask(who, "PUT", f"/rooms/${room}/send/m.reaction/$txn", content)
        assert answer.status == 200, answer

    async def now_reads(self, who: str, room: str, event_id: str) -> str:
        """What the assistant's message was edited into."""

        async def found() -> str:
            for event in await self.school.read(who, room):
                content = event.get("content", {})
                relation = content.get("m.relates_to", {})
                if (
                    event["sender"] == self.user
                    and relation.get("rel_type") == "m.replace"
                    and relation.get("event_id") == event_id
                ):
                    return str(content["m.new_content"]["body"])
            return ""

        return str(await eventually(found, within=_WITHIN, what=f"an edit of {event_id}"))

    async def private_room(self, who: str) -> str:
        """The room between somebody and the assistant, after its invitation was accepted."""

        async def invited() -> str:
            # Synapse answers a first sync for minutes with what it found once, filter by filter.
            asked = json.dumps({"room": {"timeline": {"limit": next(_numbers)}}})
            answer = await self.school.ask(who, "GET", f"/sync?filter={quote(asked)}")
            rooms = answer.body.get("rooms", {})
            for room_id, room in rooms.get("invite", {}).items():
                if any(it["sender"] == self.user for it in room["invite_state"]["events"]):
                    joined = await self.school.ask(who, "POST", f"/join/{room_id}", {})
                    assert joined.status == 200, joined
                    return str(room_id)
            return ""

        known = self.school.names.get(f"{who}_and_assistant")
        if known is None:
            known = str(await eventually(invited, within=_WITHIN, what=f"an invitation for {who}"))
            self.school.names[f"{who}_and_assistant"] = known
        return known

    async def private(self, who: str, *, containing: str) -> dict[str, Any]:
        """The assistant's newest private message to somebody that holds `containing`."""
        await self.private_room(who)
        room = f"{who}_and_assistant"

        async def found() -> dict[str, Any] | None:
            for event in await self.school.read(who, room):
                body = str(event.get("content", {}).get("body", ""))
                if event["sender"] == self.user and containing in body:
                    return event
            return None

        return dict(await eventually(found, within=_WITHIN, what=f"{containing!r} for {who}"))

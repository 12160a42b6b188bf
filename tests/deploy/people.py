"""People of the school, who know the server's name and nothing else of it."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import quote

import aiohttp

from policy import endpoints
from tests.deploy.server import DOMAIN

_WITHIN = 120
_BUSY = (429, 500, 502, 503, 504)
_transactions = itertools.count(1)
_T = TypeVar("_T")


class Person:
    """Somebody logged in through nginx and TLS."""

    def __init__(self, session: aiohttp.ClientSession, user: str, token: str) -> None:
        self.user = user
        self._session = session
        self._token = token

    @classmethod
    async def login(cls, session: aiohttp.ClientSession, user: str, password: str) -> "Person":
        """As any client does it, with user name and password; the regulation is accepted."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
        }
        person = cls(session, user, "")
        found = await person.ask("POST", "/_matrix/client/v3/login", body)
        person = cls(session, user, found["access_token"])
        await person.ask("POST", endpoints.RULES, {})
        return person

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        """The answer to a request that must succeed; who is too early tries again."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        while True:
            async with self._session.request(
                method, f"https://{DOMAIN}{path}", json=body, headers=headers
            ) as answer:
                found = await answer.json()
                if answer.status == 429:
                    await asyncio.sleep(found["retry_after_ms"] / 1000)
                    continue
                assert answer.status == 200, f"{method} {path}: {answer.status} {found}"
                return found

    async def rooms(self) -> dict[str, str]:
        """Locator key → room, of the rooms that the person is in."""
        found = {}
        for room in (await self.ask("GET", "/_matrix/client/v3/joined_rooms"))["joined_rooms"]:
            state = await self.ask("GET", f"/_matrix/client/v3/rooms/{quote(room)}/state")
            for event in state:
                if event["type"] == "org.parta.room":
                    found[event["content"]["key"]] = room
        return found

    async def say(self, room: str, text: str, **more: object) -> str:
        """Send a message; its event id."""
        return await self.send(room, "m.room.message", {"msgtype": "m.text", "body": text, **more})

    async def send(self, room: str, kind: str, content: object) -> str:
        """Send an event; its id."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/{kind}/t{next(_transactions)}"
        return str((await self.ask("PUT", path, content))["event_id"])

    async def say_until_taken(self, room: str, text: str) -> str:
        """Send a message again, as clients do, while the server is not at its best; its id."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/m.room.message/t{next(_transactions)}"
        content = {"msgtype": "m.text", "body": text}

        async def sent() -> str | None:
            async with self._session.put(
                f"https://{DOMAIN}{path}", json=content,
                headers={"Authorization": f"Bearer {self._token}"},
            ) as answer:  # fmt: skip
                if answer.status in _BUSY:
                    return None
                found = await answer.json()
                assert answer.status == 200, found
                return str(found["event_id"])

        return await eventually(sent, f"an answer to {text!r}")

    async def upload(self, file: bytes, kind: str, name: str) -> str:
        """Put a file into the media store; its mxc address."""
        async with self._session.post(
            f"https://{DOMAIN}/_matrix/media/v3/upload", params={"filename": name}, data=file,
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": kind},
        ) as answer:  # fmt: skip
            found = await answer.json()
            assert answer.status == 200, found
            return str(found["content_uri"])

    async def download(self, uri: str) -> bytes:
        """A file of the media store."""
        path = uri.removeprefix("mxc://")
        async with self._session.get(
            f"https://{DOMAIN}/_matrix/client/v1/media/download/{path}",
            headers={"Authorization": f"Bearer {self._token}"},
        ) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def read(self, room: str) -> list[dict[str, Any]]:
        """The newest events, the newest first."""
        path = f"/_matrix/client/v3/rooms/{quote(room)}/messages?dir=b&limit=50"
        return list((await self.ask("GET", path))["chunk"])

    async def letter(self, sender: str, containing: str) -> dict[str, Any]:
        """The message of `sender` in a room of the two that holds `containing`, when it comes."""

        async def found() -> dict[str, Any] | None:
            # Synapse answers a first sync for minutes with what it found once, filter by filter.
            asked = json.dumps({"room": {"timeline": {"limit": next(_transactions)}}})
            path = f"/_matrix/client/v3/sync?filter={quote(asked)}"
            rooms = (await self.ask("GET", path)).get("rooms", {})
            for room, seen in rooms.get("invite", {}).items():
                if any(it["sender"] == sender for it in seen["invite_state"]["events"]):
                    await self.ask("POST", f"/_matrix/client/v3/join/{quote(room)}", {})
            for room in rooms.get("join", {}):
                for event in await self.read(room):
                    if event["sender"] == sender and containing in str(event["content"]):
                        return event
            return None

        return await eventually(found, f"a letter of {sender}")


async def eventually(look: Callable[[], Awaitable[_T | None]], what: str) -> _T:
    """What `look` finds, as soon as it does.

    Raises:
        TimeoutError: it found nothing in two minutes.
    """
    try:
        async with asyncio.timeout(_WITHIN):
            while True:
                found = await look()
                if found is not None:
                    return found
                await asyncio.sleep(0.5)
    except TimeoutError:
        raise TimeoutError(f"{what} did not come") from None

"""Raw requests, as any client or stranger sends them; the answer is evidence, whatever it is."""

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp

from provisioning.conformance.model import Answer, Call
from provisioning.matrix.client import Unreachable, path

_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=10)
_RATE_LIMITED = 429
_TOO_FAST = "M_LIMIT_EXCEEDED"
_PATIENCE = 30.0
CLIENT = ("_matrix", "client", "v3")


class Wire:
    """Connections to one homeserver, with nobody's token of their own."""

    def __init__(self, homeserver: str) -> None:
        self._base = homeserver.rstrip("/")
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False)
        # One process answers: more at once only queue there.
        self._gate = asyncio.Semaphore(6)

    async def close(self) -> None:
        """End all connections."""
        await self._session.close()

    async def send(self, call: Call, token: str | None, base: str = "") -> Answer:
        """Send a request once, to the homeserver or to `base`; only «too fast» (429) is sent again.

        Raises:
            Unreachable: no answer at all.
        """
        waited = 0.0
        while True:
            answer = await self._once(call, token, base or self._base)
            limited = answer.status == _RATE_LIMITED and answer.text("errcode") == _TOO_FAST
            if not limited or waited > _PATIENCE:
                return answer
            pause = answer.json.get("retry_after_ms", 1000)
            pause = min(max(pause if isinstance(pause, int) else 1000, 50) / 1000, _PATIENCE)
            waited += pause
            await asyncio.sleep(pause)

    async def _once(self, call: Call, token: str | None, base: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data: bytes | None = None
        if call.body is not None:
            data = call.body if isinstance(call.body, bytes) else json.dumps(call.body).encode()
            headers["Content-Type"] = call.content_type
        try:
            async with self._gate:
                began = time.perf_counter()
                async with self._session.request(
                    call.method,
                    base + call.path,
                    params=call.query,
                    data=data,
                    headers=headers,
                    allow_redirects=False,
                ) as response:
                    found = await response.read()
                    ms = round((time.perf_counter() - began) * 1000)
        except (aiohttp.ClientError, TimeoutError) as error:
            why = str(error) or type(error).__name__
            raise Unreachable(why, f"{call.method} {call.path}") from error
        return Answer(response.status, _object(found), ms, found)


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


# The requests that probes send again and again.


def message(room_id: str, event_type: str, content: Mapping[str, Any], txn: str) -> Call:
    """An event of the timeline."""
    return Call("PUT", path(*CLIENT, "rooms", room_id, "send", event_type, txn), content)


def state(room_id: str, event_type: str, content: Mapping[str, Any], key: str = "") -> Call:
    """A state event."""
    return Call("PUT", path(*CLIENT, "rooms", room_id, "state", event_type, key), content)


def redaction(room_id: str, event_id: str, txn: str) -> Call:
    """The removal of a message."""
    return Call("PUT", path(*CLIENT, "rooms", room_id, "redact", event_id, txn), {})


def create(**body: Any) -> Call:
    """A new room; `private_chat` as clients ask for it."""
    return Call("POST", path(*CLIENT, "createRoom"), {"preset": "private_chat", **body})


def membership(room_id: str, action: str, user: str = "", **body: Any) -> Call:
    """join, invite, kick, ban, leave, knock."""
    if action == "knock":
        return Call("POST", path(*CLIENT, "knock", room_id), body)
    if user:
        body = {"user_id": user, **body}
    return Call("POST", path(*CLIENT, "rooms", room_id, action), body)


def profile(user: str, field: str, value: Any) -> Call:
    """A field of somebody's profile."""
    return Call("PUT", path(*CLIENT, "profile", user, field), {field: value})


def look(*parts: str, **query: str) -> Call:
    """GET below the client-server API."""
    return Call("GET", path(*CLIENT, *parts), query=query or None)


def quoted(text: str) -> str:
    """One path segment."""
    return quote(text, safe="")

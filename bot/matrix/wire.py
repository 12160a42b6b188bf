"""Requests to the homeserver as the assistant: one session, patience, errors with a code.

What goes through here needs no encryption; encrypted rooms are `bot.matrix.session`'s.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp

logger = logging.getLogger(__name__)

_CLIENT = ("_matrix", "client", "v3")
LOGGED_OUT = "M_UNKNOWN_TOKEN"
_TRIES = 4
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
_TIMEOUT = aiohttp.ClientTimeout(total=60, sock_connect=10)
# The server is starting, or a proxy in front of it has no answer.
_PASSING = frozenset({408, 502, 503, 504})


class MatrixError(Exception):
    """The homeserver refused. `status` 0: it did not answer at all."""

    def __init__(self, status: int, errcode: str, error: str, retry_after: float = 0) -> None:
        self.status = status
        self.errcode = errcode
        self.error = error
        self.retry_after = retry_after  # seconds
        super().__init__(f"{status} {errcode}: {error}")

    @property
    def passes(self) -> bool:
        """May the same request succeed later?"""
        return self.is_logged_out or self.status in {0, 429, *_PASSING} or self.status >= 500

    @property
    def is_logged_out(self) -> bool:
        """Has our token become invalid?"""
        return self.errcode == LOGGED_OUT


def path(*parts: str) -> str:
    """An absolute path of quoted parts."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


def client_path(*parts: str) -> str:
    """A path of the client-server API."""
    return path(*_CLIENT, *parts)


class Wire:
    """A session with the homeserver. `token` is read at each request: it may be renewed."""

    def __init__(self, homeserver: str) -> None:
        self.homeserver = homeserver.rstrip("/")
        self.token = ""
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """End the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(self, where: str, query: Mapping[str, str] | None = None) -> Any:
        """GET; the answer's JSON."""
        return await self.request("GET", where, None, query)

    async def put(self, where: str, body: Mapping[str, Any]) -> Any:
        """PUT; the answer's JSON."""
        return await self.request("PUT", where, body)

    async def post(self, where: str, body: Mapping[str, Any]) -> Any:
        """POST; the answer's JSON. Only for what does no harm twice."""
        return await self.request("POST", where, body)

    async def upload(self, name: str, mimetype: str, data: bytes) -> str:
        """Put a file on the server; its `mxc://` address."""
        where = path("_matrix", "media", "v3", "upload")
        answer = await self.request("POST", where, data, {"filename": name}, mimetype)
        return str(answer["content_uri"])

    async def request(
        self,
        method: str,
        where: str,
        body: Mapping[str, Any] | bytes | None,
        query: Mapping[str, str] | None = None,
        mimetype: str = "application/json",
    ) -> Any:
        """Ask, and ask again while the server is only busy or starting.

        Raises:
            MatrixError: refused, or still no answer after some tries.
        """
        wait = _FIRST_WAIT
        for attempt in range(1, _TRIES + 1):
            try:
                return await self._once(method, where, body, query, mimetype)
            except MatrixError as error:
                if not error.passes or error.is_logged_out or attempt == _TRIES:
                    raise
                logger.info("asking again: %s %s", method, error)
                await asyncio.sleep(min(max(error.retry_after, wait), _LONGEST_WAIT))
                wait *= 2
        raise AssertionError("unreachable")

    async def _once(
        self,
        method: str,
        where: str,
        body: Mapping[str, Any] | bytes | None,
        query: Mapping[str, str] | None,
        mimetype: str,
    ) -> Any:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            headers["Content-Type"] = mimetype
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            async with self._session.request(
                method, self.homeserver + where, data=data, params=query, headers=headers
            ) as answer:
                try:
                    content = await answer.json(content_type=None)
                except ValueError:
                    content = None
                if answer.status == 200:
                    return content
                said = content if isinstance(content, dict) else {}
                raise MatrixError(
                    answer.status,
                    str(said.get("errcode", "")),
                    str(said.get("error", ""))[:300],
                    _seconds(said.get("retry_after_ms")),
                )
        except (aiohttp.ClientError, TimeoutError) as error:
            raise MatrixError(0, "", str(error) or type(error).__name__) from error


def _seconds(milliseconds: object) -> float:
    return milliseconds / 1000 if isinstance(milliseconds, int | float) else 0.0

"""One HTTP session to one homeserver, with the patience that a long apply needs.

Every call made through here is idempotent on the server (createRoom goes through its transaction
form), so a request whose answer was lost is simply sent again.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import aiohttp

_TIMEOUT = aiohttp.ClientTimeout(total=180, connect=10)
_MAX_ATTEMPTS = 5
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 30.0
_RETRIED_STATUS = frozenset({502, 503, 504})
_RATE_LIMITED = 429
# A limited request was understood and is only early: waiting is no failed attempt. In the end
# somebody wants to know, though.
_MOST_WAITING = 900.0


class MatrixError(Exception):
    """The homeserver refused a request; `answer` is its whole answer."""

    def __init__(
        self,
        status: int,
        errcode: str,
        error: str,
        request: str,
        answer: Mapping[str, Any] | None = None,
    ) -> None:
        self.answer = answer or {}
        self.status = status
        self.errcode = errcode
        self.error = error
        self.request = request
        super().__init__(f"{request}: {status} {errcode}: {error}")


class Unreachable(MatrixError):
    """No usable answer came, also after trying again."""

    def __init__(self, why: str, request: str) -> None:
        super().__init__(0, "PARTA_UNREACHABLE", why, request)


def path(*parts: str) -> str:
    """Join path segments, each quoted: ids hold `!`, `@`, `:` and `/`."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


class MatrixClient:
    """Requests with retries; use as an async context manager.

    `attempts` counts all tries of one request; 1 turns the retries off. `requests` counts what was
    really sent, for the test that a second plan asks little.
    """

    def __init__(
        self, homeserver: str, token: str, *, attempts: int = _MAX_ATTEMPTS, parallel: int = 8
    ) -> None:
        self._base = homeserver.rstrip("/")
        self._token = token
        self._attempts = attempts
        self._gate = asyncio.Semaphore(parallel)
        self._session: aiohttp.ClientSession | None = None
        self.requests = 0

    async def __aenter__(self) -> "MatrixClient":
        self._session = aiohttp.ClientSession(
            timeout=_TIMEOUT,
            headers={"Authorization": f"Bearer {self._token}"},
            # A redirect would carry the token to wherever it leads.
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(self, where: str, query: Mapping[str, str] | None = None) -> Any:
        """GET; returns the decoded JSON."""
        return await self.request("GET", where, query=query)

    async def put(self, where: str, body: Mapping[str, Any]) -> Any:
        """PUT a JSON body; returns the decoded JSON."""
        return await self.request("PUT", where, body=body)

    async def post(self, where: str, body: Mapping[str, Any]) -> Any:
        """POST a JSON body; returns the decoded JSON."""
        return await self.request("POST", where, body=body)

    async def request(
        self,
        method: str,
        where: str,
        *,
        body: Mapping[str, Any] | bytes | None = None,
        query: Mapping[str, str] | None = None,
        content_type: str = "application/json",
    ) -> Any:
        """Send, and again where that can help: no answer, 429 (after `retry_after_ms`), 5xx.

        Raises:
            MatrixError: the server's refusal. Unreachable: no answer after all attempts.
        """
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        name = f"{method} {where}"
        pause = _FIRST_PAUSE
        waited = 0.0
        attempt = 1
        while True:
            failure: MatrixError
            try:
                async with self._gate:
                    status, answer = await self._send(method, where, data, query, content_type)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                failure = Unreachable(str(error) or type(error).__name__, name)
            else:
                if status < 300:
                    return answer
                failure = MatrixError(
                    status,
                    str(answer.get("errcode", "")),
                    str(answer.get("error", "")),
                    name,
                    answer,
                )
                if status == _RATE_LIMITED and waited < _MOST_WAITING:
                    wait = _retry_after(answer)
                    waited += wait
                    await asyncio.sleep(wait)
                    continue
                if status not in _RETRIED_STATUS:
                    raise failure
            if attempt >= self._attempts:
                raise failure
            attempt += 1
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _send(
        self,
        method: str,
        where: str,
        data: bytes | None,
        query: Mapping[str, str] | None,
        content_type: str,
    ) -> tuple[int, dict[str, Any]]:
        if self._session is None:
            raise RuntimeError("MatrixClient is used outside `async with`")
        self.requests += 1
        async with self._session.request(
            method,
            self._base + where,
            data=data,
            params=query,
            headers={"Content-Type": content_type} if data is not None else {},
            allow_redirects=False,
        ) as response:
            # Reading everything first: an answer that breaks off must count as no answer.
            text = await response.read()
            answer = json.loads(text) if text else {}
            if not isinstance(answer, dict):
                raise ValueError("the answer is not a JSON object")
            return response.status, answer


def _retry_after(answer: Mapping[str, Any]) -> float:
    """Seconds to wait after a 429, from `retry_after_ms` (specification: rate limiting)."""
    wait_ms = answer.get("retry_after_ms")
    if not isinstance(wait_ms, int | float) or isinstance(wait_ms, bool) or wait_ms < 0:
        return 1.0
    return float(min(wait_ms / 1000 + 0.05, _LONGEST_PAUSE))

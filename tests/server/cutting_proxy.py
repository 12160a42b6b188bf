"""A proxy in front of the homeserver that cuts one request, in a chosen way."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import Enum

import aiohttp
from aiohttp import web


class Cut(Enum):
    """How the chosen request fails."""

    BEFORE = "before the server sees it"
    AFTER = "after the server did it, before the answer"
    HALF = "in the middle of the answer"


class CuttingProxy:
    """Counts requests from 1; the one numbered `victim` is cut as `how` says.

    A `victim` in words is the first request with these words in its method and path.

    aiohttp's client silently repeats a GET or PUT whose connection was closed; `again` repeats of
    the victim are cut as well, so that the failure reaches the caller.

    `on_victim` runs instead of a cut, where given: the kill -9 tests end the process there.

    `otherwise` is asked where `target` does not know a request: a worker serves a part of the API
    only, and a school with workers has a reverse proxy in front of them.
    """

    def __init__(
        self,
        target: str,
        victim: int | str = 0,
        how: Cut = Cut.BEFORE,
        on_victim: Callable[[], None] | None = None,
        again: int = 0,
        otherwise: str = "",
    ) -> None:
        self._targets = [target, *filter(None, [otherwise])]
        self._victim = victim
        self._how = how
        self._on_victim = on_victim
        self._again = again
        self.count = 0
        self.cut: str | None = None
        self.address = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["CuttingProxy"]:
        """Listen on a free port of loopback."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._session = aiohttp.ClientSession(auto_decompress=False)
        try:
            yield self
        finally:
            await self._session.close()
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.count += 1
        name = f"{request.method} {request.path}"
        is_repeat = self.cut == name and self._again > 0
        is_victim = self._is_victim(name) or is_repeat
        if is_victim:
            self._again -= is_repeat
            self.cut = name
            if self._on_victim:
                self._on_victim()
            elif self._how is Cut.BEFORE:
                return self._hang_up(request)
        try:
            status, kind, body = await self._forward(request)
        except (aiohttp.ClientError, ConnectionError):
            # The test is over, or a killed client has gone: nobody waits for an answer.
            return self._hang_up(request)
        if is_victim and not self._on_victim:
            if self._how is Cut.AFTER:
                return self._hang_up(request)
            response = web.StreamResponse(status=status, headers={"Content-Length": str(len(body))})
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
            return self._hang_up(request)
        return web.Response(status=status, body=body, headers={"Content-Type": kind})

    def _is_victim(self, name: str) -> bool:
        if isinstance(self._victim, str):
            return self.cut is None and self._victim in name
        return self.count == self._victim

    async def _forward(self, request: web.Request) -> tuple[int, str, bytes]:
        headers = {
            key: value
            for key, value in request.headers.items()
            if key.lower() in ("authorization", "content-type")
        }
        data = await request.read()
        for target in self._targets:
            async with self._session.request(
                request.method, target + request.raw_path, data=data, headers=headers
            ) as answer:
                body = await answer.read()
                found = answer.status, answer.headers.get("Content-Type", ""), body
            if b"M_UNRECOGNIZED" not in body or answer.status not in (404, 405):
                break
        return found

    @staticmethod
    def _hang_up(request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

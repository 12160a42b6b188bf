"""The web side's ear: what Prosody tells of who is in which conference, in the order it came."""

import asyncio
from typing import Any

from aiohttp import web

WAIT = 10.0


class Ear:
    """Keeps every event; `answer` is the status that it gives."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.secrets: set[str | None] = set()
        self.port = 0
        self.answer = 200
        self.refused: list[str] = []
        self._news = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> None:
        app = web.Application()
        app.router.add_post("/conference/presence", self._hear)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _hear(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("Authorization"))
        event = await request.json()
        async with self._news:
            if self.answer == 200:
                self.events.append(event)
            else:
                self.refused.append(event["conference"])
            self._news.notify_all()
        return web.Response(status=self.answer)

    def of(self, conference: str) -> list[dict[str, Any]]:
        """What was told of this conference."""
        return [it for it in self.events if it["conference"] == conference]

    async def hears(self, conference: str, *names: str) -> list[dict[str, Any]]:
        """Wait until as many events came; they must be these, in this order."""
        async with self._news:
            await asyncio.wait_for(
                self._news.wait_for(lambda: len(self.of(conference)) >= len(names)), WAIT
            )
        told = self.of(conference)
        assert [it["event"] for it in told] == list(names)
        return told

    async def until(self, conference: str, name: str) -> list[dict[str, Any]]:
        """Wait until such an event came; all that were told by then."""
        async with self._news:
            await asyncio.wait_for(
                self._news.wait_for(lambda: name in [it["event"] for it in self.of(conference)]),
                WAIT,
            )
        return self.of(conference)

    async def refuses(self, conference: str, times: int) -> None:
        """Wait until so many events of this conference were sent back."""
        async with self._news:
            await asyncio.wait_for(
                self._news.wait_for(lambda: self.refused.count(conference) >= times), WAIT
            )

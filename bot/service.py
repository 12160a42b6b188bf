"""The process: the assistant works while the web side answers; a signal ends both cleanly."""

import asyncio
import logging
import signal

from aiohttp import web

from bot.assistant import Assistant
from bot.settings import Settings
from bot.web.app import application

logger = logging.getLogger(__name__)

_RESTART_SECONDS = 5.0


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or SIGINT."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopped.set)
    assistant = Assistant(settings.account, settings) if settings.account else None
    runner = web.AppRunner(
        application(settings.web, assistant, settings.conference),
        access_log=None,
    )
    await runner.setup()
    await web.TCPSite(runner, settings.web.host, settings.web.port).start()
    working = asyncio.create_task(_keep_working(assistant)) if assistant else None
    try:
        await stopped.wait()
    finally:
        if working is not None:
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
        await runner.cleanup()


async def _keep_working(assistant: Assistant) -> None:
    """A fault nobody foresaw ends one run and not the service: the web side goes on meanwhile."""
    while True:
        try:
            await assistant.run()
        except Exception:
            logger.exception("the assistant stopped; it starts again")
        await asyncio.sleep(_RESTART_SECONDS)

"""The aiohttp application: health, the client well-known, and Element Web where there is one."""

import json
import time
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from aiohttp import web
from pydantic import SecretStr

from bot.commands.rehearsal import Outcome
from bot.conference.hall import Hall
from bot.settings import Conference, Web
from bot.web import alerts, digest, rehearsal
from bot.web.conference import Doors, Presence
from bot.web.element import calls, element_config
from bot.web.metrics import exposition
from bot.web.start import StartPages
from policy import endpoints

_HOMESERVER = web.AppKey("homeserver", str)
_CALLS = web.AppKey("calls", dict[str, object])
_CORS = {"Access-Control-Allow-Origin": "*"}


class Health(Protocol):
    """What the web side tells of the assistant."""

    connected: bool
    last_sync: int  # milliseconds, 0 for never

    def figures(self) -> Mapping[str, int]:
        """What metrics count."""
        ...

    async def is_provisioner(self, token: str) -> bool:
        """Is this the provisioning user's access token?"""
        ...

    async def digest(self, since: date, until: date) -> bytes:
        """The head's digest of these days as PDF."""
        ...

    def hall(self) -> Hall | None:
        """Who decides at the doors of conferences; None where there are none."""
        ...

    async def heard(self, presence: Presence) -> bool:
        """Prosody tells who came and who left; False where there is no such conference."""
        ...

    async def activate(self, body: Mapping[str, Any]) -> tuple[int, Mapping[str, Any]]:
        """Ask the homeserver's module to open an account by a code."""
        ...

    async def rehearse(self, typed: rehearsal.Typed) -> Outcome:
        """What would come of a command."""
        ...

    async def take_alerts(self, found: Sequence[alerts.Alert]) -> bool:
        """Tell who looks after the server; False: not now."""
        ...


_ASSISTANT: web.AppKey[Health | None] = web.AppKey("assistant")
# A sync answers after half a minute at the latest.
_SILENT_MS = 120_000


def application(
    settings: Web, assistant: Health | None, conference: Conference | None = None
) -> web.Application:
    """Build the application; a released Element Web is served at `/`, and asks no other host."""
    app = web.Application()
    app[_HOMESERVER] = settings.homeserver
    app[_ASSISTANT] = assistant
    if assistant is not None:
        app.router.add_post(
            endpoints.DIGEST, digest.handler(assistant.is_provisioner, assistant.digest)
        )
        StartPages(settings, assistant.activate).add_to(app.router)
        app.router.add_post(
            endpoints.REHEARSE, rehearsal.handler(assistant.is_provisioner, assistant.rehearse)
        )
        if settings.alerts_secret_file is not None:
            secret = SecretStr(settings.alerts_secret_file.read_text(encoding="utf-8").strip())
            app.router.add_post(endpoints.ALERTS, alerts.handler(secret, assistant.take_alerts))
    Doors(
        settings,
        conference,
        assistant.hall() if assistant else None,
        assistant.heard if assistant else None,
    ).add_to(app.router)
    jitsi = conference.domain if conference else ""
    app[_CALLS] = calls(jitsi, settings.base)
    element = settings.element
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/metrics", _metrics)
    app.router.add_get("/.well-known/matrix/client", _well_known)
    if element is not None:
        config = json.dumps(
            element_config(
                settings.homeserver, settings.server_name, jitsi=jitsi, web=settings.base
            ),
            ensure_ascii=False,
        )

        async def configuration(_: web.Request) -> web.Response:
            return web.Response(text=config, content_type="application/json")

        async def index(_: web.Request) -> web.FileResponse:
            return web.FileResponse(element / "index.html")

        app.router.add_get("/config.json", configuration)
        app.router.add_get("/config.{host}.json", configuration)
        app.router.add_get("/", index)
        app.router.add_static("/", element)
    return app


async def _healthz(request: web.Request) -> web.Response:
    """200 while the web side answers; `assistant` tells whether the homeserver does."""
    assistant = request.app[_ASSISTANT]
    if assistant is None:
        return web.json_response({"status": "ok", "assistant": "none"})
    silent = int(time.time() * 1000) - assistant.last_sync > _SILENT_MS
    state = "ok" if assistant.connected and not silent else "waiting"
    return web.json_response({"status": "ok", "assistant": state})


async def _metrics(request: web.Request) -> web.Response:
    assistant = request.app[_ASSISTANT]
    if assistant is None:
        raise web.HTTPNotFound
    text = exposition(assistant.figures(), assistant.connected, assistant.last_sync)
    return web.Response(body=text, headers={"Content-Type": "text/plain; version=0.0.4"})


async def _well_known(request: web.Request) -> web.Response:
    content = {
        "m.homeserver": {"base_url": request.app[_HOMESERVER]},
        # Rooms of the school are not encrypted (X6): Element must not offer it, nor ask for keys.
        "io.element.e2ee": {"default": False, "force_disable": True},
        **request.app[_CALLS],
    }
    return web.json_response(content, headers=_CORS)

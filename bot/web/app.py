"""The aiohttp application: health, the client well-known, and Element Web where there is one."""

import json
import time
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from aiohttp import web

from bot.conference.hall import Hall
from bot.settings import Conference, Web
from bot.web import digest
from bot.web.conference import Doors, Presence
from bot.web.metrics import exposition
from bot.web.start import StartPages
from policy import endpoints

_HOMESERVER = web.AppKey("homeserver", str)
_CALLS = web.AppKey("calls", dict[str, object])
# A host that does not exist, by the book (RFC 6761).
_NOWHERE = "meet.invalid"
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
    Doors(
        settings,
        conference,
        assistant.hall() if assistant else None,
        assistant.heard if assistant else None,
    ).add_to(app.router)
    app[_CALLS] = _calls(settings, conference)
    element = settings.element
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/metrics", _metrics)
    app.router.add_get("/.well-known/matrix/client", _well_known)
    if element is not None:
        config = json.dumps(
            element_config(settings.homeserver, settings.server_name, settings, conference),
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


def element_config(
    homeserver: str,
    server_name: str,
    settings: Web | None = None,
    conference: Conference | None = None,
) -> dict[str, object]:
    """Element's config.json for a school: its own server only, no outside host, in Russian.

    Calls lead to the school's own Jitsi by our widget, or nowhere: Element's default is a public
    server.
    """
    build = _build_url(settings, conference)
    return {
        "default_server_config": {
            "m.homeserver": {"base_url": homeserver, "server_name": server_name}
        },
        "brand": "Парта",
        "disable_custom_urls": True,
        "disable_guests": True,
        "disable_3pid_login": True,
        "integrations_ui_url": "",
        "integrations_rest_url": "",
        "integrations_widgets_urls": [],
        "map_style_url": "",
        "mobile_builds": {"ios": None, "android": None, "fdroid": None},
        "desktop_builds": {"available": False},
        "show_labs_settings": False,
        "default_federate": False,
        "jitsi": {"preferred_domain": conference.domain if conference else _NOWHERE},
        "jitsi_widget": {"skip_built_in_welcome_screen": True},
        "element_call": {"url": None, "disable": True, "use_exclusively": False},
        **({"widget_build_url": build, "widget_build_url_ignore_dm": True} if build else {}),
        "setting_defaults": {
            "language": "ru",
            "UIFeature.registration": False,
            "UIFeature.passwordReset": False,
            "UIFeature.identityServer": False,
            "UIFeature.thirdPartyId": False,
            "UIFeature.locationSharing": False,
            "UIFeature.feedback": False,
            "UIFeature.shareSocial": False,
            "UIFeature.urlPreviews": False,
            "UIFeature.allowCreatingPublicRooms": False,
            "UIFeature.allowCreatingPublicSpaces": False,
        },
    }


def _build_url(settings: Web | None, conference: Conference | None) -> str:
    if settings is None or conference is None:
        return ""
    return f"{settings.base}{endpoints.CONFERENCE_WIDGET_BUILD}"


def _calls(settings: Web, conference: Conference | None) -> dict[str, object]:
    """The part of the client well-known that says where calls lead."""
    build = _build_url(settings, conference)
    domain = conference.domain if conference else _NOWHERE
    return {
        "io.element.jitsi": {"preferredDomain": domain, "useFor1To1Calls": False},
        **(
            {"io.element.call_behaviour": {"widget_build_url": build, "ignore_dm": True}}
            if build
            else {}
        ),
    }


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

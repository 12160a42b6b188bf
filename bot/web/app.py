"""The aiohttp application: health, the client well-known, and Element Web where there is one."""

import argparse
import json
from pathlib import Path

from aiohttp import web

_HEALTH = web.AppKey("homeserver", str)
_CORS = {"Access-Control-Allow-Origin": "*"}


def application(homeserver: str, server_name: str, element: Path | None = None) -> web.Application:
    """Build the application.

    `homeserver` is the address that browsers use; `element` a folder with a released Element Web,
    served at `/` with a configuration that asks nothing of any other host.
    """
    app = web.Application()
    app[_HEALTH] = homeserver
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/.well-known/matrix/client", _well_known)
    if element is not None:
        config = json.dumps(element_config(homeserver, server_name), ensure_ascii=False)

        async def configuration(_: web.Request) -> web.Response:
            return web.Response(text=config, content_type="application/json")

        async def index(_: web.Request) -> web.FileResponse:
            return web.FileResponse(element / "index.html")

        app.router.add_get("/config.json", configuration)
        app.router.add_get("/config.{host}.json", configuration)
        app.router.add_get("/", index)
        app.router.add_static("/", element)
    return app


def element_config(homeserver: str, server_name: str) -> dict[str, object]:
    """Element's config.json for a school: its own server only, no outside host, in Russian."""
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
        "jitsi": {"preferred_domain": "meet.invalid"},
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


async def _healthz(_: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _well_known(request: web.Request) -> web.Response:
    content = {
        "m.homeserver": {"base_url": request.app[_HEALTH]},
        # Rooms of the school are not encrypted (X6): Element must not offer it, nor ask for keys.
        "io.element.e2ee": {"default": False, "force_disable": True},
    }
    return web.json_response(content, headers=_CORS)


def main() -> None:
    """Serve on loopback; a reverse proxy or a demo stands in front."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homeserver", required=True)
    parser.add_argument("--server-name", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--element", type=Path)
    given = parser.parse_args()
    web.run_app(
        application(given.homeserver, given.server_name, given.element),
        host="127.0.0.1",
        port=given.port,
        print=lambda *_: None,
    )

"""Our own pages in a browser: nothing from elsewhere, no script but ours, no store of any cache."""

import secrets
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from templates import DEFAULT_LANGUAGE, LANGUAGES
from templates.pages import page


def language_of(request: web.Request, school: str = DEFAULT_LANGUAGE) -> str:
    """The language that the address or the browser asks for, else the school's."""
    asked = [request.query.get("lang", ""), *request.headers.get("Accept-Language", "").split(",")]
    for one in asked[:8]:
        found = one.strip()[:2].lower()
        if found in LANGUAGES:
            return found
    return school


def shown(
    name: str,
    language: str,
    *,
    status: int = 200,
    hosts: Iterable[str] = (),
    framed_by: Iterable[str] = (),
    **values: Any,
) -> web.Response:
    """The page `name`: scripts and frames come from `hosts`, and `framed_by` may frame it."""
    nonce = secrets.token_urlsafe(16)
    text = page(name, language, nonce=nonce, **values)
    sources = " ".join(f"https://{it}" for it in hosts)
    parents = " ".join(framed_by) or "'none'"
    nobody = "'none'"
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}' {sources}; style-src 'nonce-{nonce}'; "
        f"img-src 'self' data:; connect-src 'self'; frame-src {sources or nobody}; "
        f"form-action 'self'; base-uri 'none'; frame-ancestors {parents}"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": _devices(sources),
    }
    return web.Response(
        text=text, status=status, content_type="text/html", charset="utf-8", headers=headers
    )


def _devices(sources: str) -> str:
    """Camera, microphone and screen are for Jitsi's frame, everything else for nobody."""
    allowed = "(" + " ".join(["self", *(f'"{it}"' for it in sources.split())]) + ")"
    devices = ("camera", "microphone", "display-capture", "autoplay")
    closed = ("geolocation", "payment", "usb")
    return ", ".join([*(f"{it}={allowed}" for it in devices), *(f"{it}=()" for it in closed)])

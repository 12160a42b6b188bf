"""The page of the first login: a letter's code → an own password → Element, already logged in.

Three pages in a row and no session: each form carries the code. The homeserver's module decides
(`policy/synapse/activation.py`); this side has no secret and no right of its own, and tells it from
which address people ask, because behind it all of them look alike.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
from aiohttp import web

from bot.settings import Web
from policy import endpoints
from templates import DEFAULT_LANGUAGE, LANGUAGES, message, say
from templates.pages import FOLDER, page
from templates.passphrase import suggested

_LARGEST_FORM = 4_000
_TIMEOUT = aiohttp.ClientTimeout(total=30)
_HERE = frozenset({"127.0.0.1", "::1"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_FILES = {"start.css": "text/css", "start.js": "text/javascript"}

# Body for the module → status and answer; (0, {}) where the homeserver does not answer.
Activate = Callable[[Mapping[str, Any]], Awaitable[tuple[int, Mapping[str, Any]]]]


async def ask_module(
    homeserver: str, token: str, body: Mapping[str, Any]
) -> tuple[int, Mapping[str, Any]]:
    """Ask the homeserver's module. `token` is the assistant's, which vouches for the address."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = homeserver.rstrip("/") + endpoints.ACTIVATE
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.post(url, json=body, headers=headers, allow_redirects=False) as answer,
        ):
            found = await answer.json(content_type=None)
            return answer.status, found if isinstance(found, dict) else {}
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return 0, {}


class StartPages:
    """The pages; `activate` asks the module."""

    def __init__(self, settings: Web, activate: Activate) -> None:
        self._settings = settings
        self._activate = activate
        self._element = settings.element_address or ("/" if settings.element else "")

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Put them under their addresses."""
        router.add_get(endpoints.START, self._code)
        router.add_post(endpoints.START, self._form)
        for name, kind in _FILES.items():
            router.add_get(f"{endpoints.START}/{name}", _file(name, kind))

    async def _code(self, request: web.Request) -> web.Response:
        return self._show(_language(request, request.query), "code")

    async def _form(self, request: web.Request) -> web.Response:
        if (request.content_length or _LARGEST_FORM + 1) > _LARGEST_FORM:
            return self._show(_language(request, {}), "code", status=413)
        form = {key: str(value) for key, value in (await request.post()).items()}
        language = _language(request, form)
        code = form.get("code", "")
        asked: dict[str, Any] = {"code": code, "address": _address(request)}
        status, person = await self._activate(asked)
        if status != 200:
            return self._show(language, "code", code=code, wrong=_why(person, language),
                              status=status)  # fmt: skip
        if "password" not in form:
            return self._ask_password(language, code, person)
        accepts = form.get("accept") == "yes"
        chosen = {**asked, "password": form["password"], "accept": accepts}
        status, done = await self._activate(chosen)
        if status != 200:
            return self._ask_password(language, code, person, _why(done, language), status)
        token = quote(str(done["login_token"]), safe="")
        return self._show(
            language,
            "ready",
            user=_short(person),
            server=self._settings.server_name,
            homeserver=self._settings.homeserver,
            open=f"{self._element}?loginToken={token}" if self._element else "",
        )

    def _ask_password(
        self,
        language: str,
        code: str,
        person: Mapping[str, Any],
        wrong: str = "",
        status: int = 200,
    ) -> web.Response:
        return self._show(
            language,
            "password",
            status=status,
            wrong=wrong,
            code=code,
            person=person,
            user=_short(person),
            suggested=suggested(language),
        )

    def _show(self, language: str, step: str, *, status: int = 200, **values: Any) -> web.Response:
        text = page(
            "start.html",
            language,
            step=step,
            base=endpoints.START,
            other=next(it for it in LANGUAGES if it != language),
            **{"wrong": "", "code": "", **values},
        )
        # What the homeserver does not answer is no fault of who asks.
        return web.Response(
            text=text, status=status or 503, content_type="text/html", headers=_HEADERS
        )


def _file(name: str, kind: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    content = (FOLDER / name).read_text(encoding="utf-8")

    async def answer(_: web.Request) -> web.Response:
        headers = {"Cache-Control": "max-age=300", "X-Content-Type-Options": "nosniff"}
        return web.Response(text=content, content_type=kind, headers=headers)

    return answer


def _short(person: Mapping[str, Any]) -> str:
    return str(person.get("user_id", "")).removeprefix("@").partition(":")[0]


def _why(answer: Mapping[str, Any], language: str) -> str:
    """The module's sentence in the language of the page."""
    said = answer.get("org.parta.error")
    if isinstance(said, Mapping) and language in said:
        return str(said[language])
    return say(message("start-unavailable"), language)


def _language(request: web.Request, given: Mapping[str, str]) -> str:
    """What was chosen, else what the browser asks for first, where it is ours."""
    for asked in (given.get("language", ""), request.headers.get("Accept-Language", "")[:2]):
        if asked.lower() in LANGUAGES:
            return asked.lower()
    return DEFAULT_LANGUAGE


def _address(request: web.Request) -> str:
    """Whose browser it is; only the reverse proxy on this machine is believed."""
    remote = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if forwarded and remote in _HERE else remote

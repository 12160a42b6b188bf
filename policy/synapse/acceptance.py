"""The regulation to read and to accept: before the first message everybody is asked once (T7).

GET shows it as a page; the address carries the user and a signature, since a browser that follows
`consent_uri` has no access token. POST accepts: from that page's form, or by a client or the
activation page with an access token. What was accepted, when and by whom is state of the registry.
"""

import hashlib
import hmac
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, quote

from synapse.api.errors import SynapseError
from synapse.http.server import DirectServeHtmlResource, finish_request, respond_with_json
from synapse.http.site import SynapseRequest
from synapse.module_api import ModuleApi

from policy import endpoints, events
from policy.refusal import Refusal
from policy.school import School
from policy.synapse.registry import Registry
from policy.synapse.sentences import answer
from templates import DEFAULT_LANGUAGE, LANGUAGES
from templates.pages import page

logger = logging.getLogger(__name__)

_LONGEST_FORM = 2_000
_HEADERS = {
    b"Content-Type": b"text/html; charset=utf-8",
    b"X-Frame-Options": b"DENY",
    b"Referrer-Policy": b"no-referrer",
    b"Content-Security-Policy": b"default-src 'none'; style-src 'unsafe-inline'; "
    b"form-action 'self'; frame-ancestors 'none'",
    b"Cache-Control": b"no-store",
}


class Acceptances:
    """Signed addresses of the page, and the record of who accepted."""

    def __init__(self, api: ModuleApi, provisioner: str) -> None:
        self._api = api
        self._provisioner = provisioner
        # Of the homeserver's own secrets the one for forms; another purpose, so another key.
        secret = str(api._hs.config.key.form_secret or api._hs.config.key.macaroon_secret_key)
        self._key = hmac.new(secret.encode(), b"org.parta.rules", hashlib.sha256).digest()

    def signature(self, user: str) -> str:
        """Proves that the address came from this homeserver."""
        return hmac.new(self._key, user.encode(), hashlib.sha256).hexdigest()[:32]

    def is_signed(self, user: str, signature: str) -> bool:
        """Is that address ours?"""
        return hmac.compare_digest(self.signature(user).encode(), signature.encode())

    def address(self, user: str) -> str:
        """Where `user` reads and accepts the regulation."""
        base = self._api.public_baseurl.rstrip("/")
        return f"{base}{endpoints.RULES}?u={quote(user, safe='')}&h={self.signature(user)}"

    async def record(self, room_id: str, user: str, version: str) -> None:
        """Write it down; accepting twice is the same state once."""
        await self._api.create_and_send_event_into_room(
            {
                "type": events.ACCEPTANCE,
                "room_id": room_id,
                "sender": self._provisioner,
                # Matrix keeps state keys that begin with "@" for that very user.
                "state_key": user.removeprefix("@"),
                "content": {
                    "users": [user],
                    "rules": version,
                    "at": self._api._hs.get_clock().time_msec(),
                },
            }
        )


class AcceptanceResource(DirectServeHtmlResource):
    """GET the page, POST the acceptance."""

    isLeaf = True  # noqa: N815 (Twisted's name)

    def __init__(self, api: ModuleApi, registry: Registry, acceptances: Acceptances) -> None:
        super().__init__(clock=api._hs.get_clock())
        self._api = api
        self._registry = registry
        self._acceptances = acceptances

    async def _async_render_GET(self, request: SynapseRequest) -> None:  # noqa: N802
        school = await self._registry.school()
        user = self._signed_user(_texts(request.args))
        if school is None or user is None or school.person(user) is None:
            self._show(request, HTTPStatus.FORBIDDEN, "rules-unknown", school, "")
            return
        key = "rules-accepted" if self._registry.has_accepted(user) else "rules-ask"
        self._show(request, HTTPStatus.OK, key, school, user)

    async def _async_render_POST(self, request: SynapseRequest) -> None:  # noqa: N802
        school = await self._registry.school()
        room_id = self._registry.room_id
        with_token = bool(request.requestHeaders.getRawHeaders(b"Authorization"))
        if with_token:
            # A program asks, and can read no page.
            try:
                requester = await self._api.get_user_by_req(request)
            except SynapseError as error:
                respond_with_json(request, error.code, error.error_dict(None))
                return
            user: str | None = requester.user.to_string()
        else:
            body = request.content.read(_LONGEST_FORM) if request.content else b""
            user = self._signed_user(parse_qs(body.decode("utf-8", "replace")))
        if school is None or room_id is None or user is None or school.person(user) is None:
            if with_token:
                why = answer(school, Refusal("policy-stranger", row="W5"))
                respond_with_json(request, why.code, why.error_dict(None))
                return
            self._show(request, HTTPStatus.FORBIDDEN, "rules-unknown", school, "")
            return
        if not self._registry.has_accepted(user):
            await self._acceptances.record(room_id, user, school.regulation.version)
        if with_token:
            respond_with_json(request, HTTPStatus.OK, {"accepted": school.regulation.version})
        else:
            self._show(request, HTTPStatus.OK, "rules-accepted", school, user)

    def _signed_user(self, given: Mapping[str, list[str]]) -> str | None:
        user, signature = given.get("u", [""])[0], given.get("h", [""])[0]
        return user if user and self._acceptances.is_signed(user, signature) else None

    def _show(
        self, request: SynapseRequest, status: int, state: str, school: School | None, user: str
    ) -> None:
        language = _language(request, school)
        html = page(
            "rules.html",
            language,
            state=state,
            school=school,
            user=user,
            signature=self._acceptances.signature(user) if user else "",
            rows=_rows(school, language) if user else (),
        )
        _respond(request, status, html.encode())


def _respond(request: Any, status: int, html: bytes) -> None:
    """Send the page. Synapse's own function would put its weaker headers over ours."""
    # Twisted's methods carry no types.
    request.setResponseCode(status)
    if request._disconnected:
        return
    for name, value in _HEADERS.items():
        request.setHeader(name, value)
    request.setHeader(b"Content-Length", b"%d" % len(html))
    request.write(html)
    finish_request(request)


def _rows(school: School | None, language: str) -> list[tuple[str, list[str]]]:
    """Clause → what it speaks of, in the regulation's order; the school's settings come last."""
    found: dict[str, list[str]] = {}
    for row in school.regulation.rows if school is not None else ():
        found.setdefault(row.clause, []).append(row.text[language])
    settings = found.pop("", [])
    return [*found.items(), *([("", settings)] if settings else [])]


def _language(request: SynapseRequest, school: School | None) -> str:
    """What the browser asks for first, where it is ours; else the school's."""
    header = request.requestHeaders.getRawHeaders(b"Accept-Language") or [b""]
    asked = header[0][:2].decode("ascii", "replace").lower()
    if asked in LANGUAGES:
        return asked
    return school.about.language if school else DEFAULT_LANGUAGE


def _texts(args: Any) -> dict[str, list[str]]:
    return {
        key.decode("ascii", "replace"): [value.decode("utf-8", "replace") for value in values]
        for key, values in (args or {}).items()
    }

"""The web side of video conferences: tokens, the widget, personal links, words from Prosody."""

import hmac
import html
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Literal, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.conference import links
from bot.conference.hall import Admitted, Hall, Shut
from bot.conference.limits import Limit
from bot.conference.widget import built
from bot.settings import Conference, Strict, Web
from bot.store.store import now_ms
from bot.web.pages import language_of, shown
from policy import endpoints
from policy.refusal import Refusal
from templates import message, say
from templates.refusals import sentence

logger = logging.getLogger(__name__)

_LARGEST_BODY = 8_000
_CORS = {"Access-Control-Allow-Origin": "*"}
_NO_STORE = {"Cache-Control": "no-store"}
_BEARER = "Bearer "
# Element Desktop's own origin; its pages come from no host.
_DESKTOP = "vector:"
_PAGE = "conference.html"

Short = Annotated[str, Field(max_length=255)]
_Body = TypeVar("_Body", bound=BaseModel)


class OpenId(BaseModel):
    """What Element got from the homeserver for its user; the rest of it is not ours to judge."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)
    access_token: Annotated[str, Field(min_length=1, max_length=255)]
    matrix_server_name: Annotated[str, Field(min_length=1, max_length=255)]


class Asked(BaseModel):
    """Somebody wants into the conference of a room. Whatever else they say counts for nothing."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)
    room_id: Annotated[str, Field(min_length=1, max_length=255)]
    openid: OpenId


class Occupant(BaseModel):
    """One device in a conference; `user` is what its token named."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)
    id: Short = ""
    user: Short = ""
    name: Short = ""
    affiliation: Literal["owner", "member"] = "member"


class Presence(Strict):
    """Somebody came into a conference or left it, or it was created or destroyed; `at` in ms."""

    event: Literal["created", "destroyed", "joined", "left"]
    conference: Annotated[str, Field(pattern=r"^c[a-z2-7]{25}$")]
    occupant: Occupant = Occupant()
    at: Annotated[int, Field(ge=0, le=253_370_764_799_000)]


# Writes the word of Prosody down before it returns; False where there is no such conference.
Take = Callable[[Presence], Awaitable[bool]]


class Doors:
    """The handlers. `hall` is there where the school has an assistant."""

    def __init__(
        self, settings: Web, conference: Conference | None, hall: Hall | None, take: Take | None
    ) -> None:
        self._web = settings
        self._conference = conference
        self._hall = hall if conference is not None else None
        self._take = take
        self._secure = settings.base.startswith("https:")
        self._cookie = "__Host-parta-conference" if self._secure else "parta-conference"
        # A whole school sits behind one address, a thousand people who ask every ten seconds; only
        # what fails is scarce there.
        self._by_address = Limit(per_minute=12_000, burst=3_000)
        self._failures = Limit(per_minute=60, burst=120)
        self._by_user = Limit(per_minute=30, burst=15)

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Put the routes in."""
        router.add_post(endpoints.CONFERENCE_ENTRY, self.token)
        router.add_post(endpoints.CONFERENCE_LINK_ENTRY, self.link_token)
        router.add_get(endpoints.CONFERENCE_LINK + "{secret}", self.link)
        router.add_post(endpoints.CONFERENCE_LINK + "{secret}", self.use_link)
        router.add_get(endpoints.CONFERENCE_PAGE, self.page)
        router.add_get(endpoints.CONFERENCE_WIDGET, self.widget)
        router.add_get(endpoints.CONFERENCE_WIDGET_BUILD, self.widget_build)
        router.add_get(endpoints.CONFERENCE_AVATAR + "{letters}.svg", avatar)
        router.add_post(endpoints.CONFERENCE_PRESENCE, self.presence)
        router.add_get(endpoints.ELEMENT_JITSI, _element_jitsi)

    async def token(self, request: web.Request) -> web.Response:
        """`POST /conference/token`."""

        async def admitted(hall: Hall) -> Admitted:
            asked = await _body(request, Asked)
            user = await hall.user_of(asked.openid.access_token, asked.openid.matrix_server_name)
            self._spare(self._by_user, user)
            return await hall.into_room(user, asked.room_id)

        return await self._answer(request, admitted)

    async def link_token(self, request: web.Request) -> web.Response:
        """The same for a browser that used a personal link."""

        async def admitted(hall: Hall) -> Admitted:
            _require_own_page(request)
            link, found = await hall.by_browser(request.cookies.get(self._cookie, ""))
            self._spare(self._by_user, link.user)
            return found

        return await self._answer(request, admitted)

    async def link(self, request: web.Request) -> web.Response:
        """The page of a personal link; looking at it uses nothing."""
        hall, language = self._hall, self._language(request)
        store = hall.store() if hall else None
        if hall is None or store is None:
            return self._shown(language, "gone", status=503)
        try:
            self._spare_address(request)
            found = await links.look(store, request.match_info["secret"], now_ms())
            if found is None:
                self._failures.take(self._address(request), now_ms())
                return self._shown(language, "gone", status=404)
            _, one = await hall.conference(found.conference)
        except Shut as shut:
            return self._shown(language, "gone", status=shut.status)
        school = hall.school()
        person = school.person(found.user) if school else None
        if person is None or one is None:
            return self._shown(language, "gone", status=404)
        name = person.entry.full_name
        return self._shown(language, "link", title=one.title, person=name)

    async def use_link(self, request: web.Request) -> web.StreamResponse:
        """Use it: once, and for this browser."""
        hall, language = self._hall, self._language(request)
        store = hall.store() if hall else None
        try:
            _require_own_page(request)
            self._spare_address(request)
        except Shut as shut:
            return self._shown(language, "gone", status=shut.status)
        if store is None:
            return self._shown(language, "gone", status=503)
        browser = await links.use(store, request.match_info["secret"], now_ms())
        if browser is None:
            self._failures.take(self._address(request), now_ms())
            return self._shown(language, "gone", status=404)
        answer = web.Response(
            status=303, headers={"Location": endpoints.CONFERENCE_PAGE, **_NO_STORE}
        )
        answer.set_cookie(
            self._cookie, browser, secure=self._secure, httponly=True, samesite="Strict", path="/"
        )
        return answer

    async def page(self, request: web.Request) -> web.Response:
        """The lesson page: for who used a personal link; others read how to come in."""
        hall, language = self._hall, self._language(request)
        store = hall.store() if hall else None
        browser = request.cookies.get(self._cookie, "")
        found = await links.whose(store, browser, now_ms()) if store and browser else None
        if hall is None or found is None:
            return self._shown(language, "lobby")
        try:
            _, one = await hall.conference(found.conference)
        except Shut:
            one = None
        return self._shown(language, "page", title=one.title if one else "")

    async def widget(self, request: web.Request) -> web.Response:
        """The widget in Element. Who looks at it is asked of Element by the page."""
        origin = self._web.homeserver.rstrip("/")
        framed = ["'self'", _DESKTOP, origin]
        if self._conference is not None:
            framed += [it.rstrip("/") for it in self._conference.clients if it]
        return self._shown(self._language(request), "widget", framed_by=framed)

    async def widget_build(self, request: web.Request) -> web.Response:
        """What Element's own call button puts into a room: our widget and nothing else."""
        if self._conference is None or not 0 < len(request.query.get("roomId", "")) <= 255:
            return web.json_response({"error": "no-room"}, status=404, headers=_CORS)
        name = say(message("conference-widget-name"), self._language(request))
        return web.json_response(built(self._web, name), headers=_CORS)

    async def presence(self, request: web.Request) -> web.Response:
        """A word from Prosody, which shows that it is ours by the secret both have."""
        secret = self._conference.presence_secret.get_secret_value() if self._conference else ""
        given = request.headers.get("Authorization", "").removeprefix(_BEARER)
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return web.json_response({"error": "forbidden"}, status=403)
        try:
            said = await _body(request, Presence)
        except Shut:
            return web.json_response({"error": "malformed"}, status=400)
        if self._take is None:
            return web.json_response({"error": "waiting"}, status=503)
        return web.json_response({"known": await self._take(said)})

    async def _answer(
        self, request: web.Request, admitted: Callable[[Hall], Awaitable[Admitted]]
    ) -> web.Response:
        language = self._language(request)
        try:
            if self._hall is None:
                raise Shut(404, Refusal("conference-not-set-up"))
            self._spare_address(request)
            found = await admitted(self._hall)
        except Shut as shut:
            if shut.status in (400, 401):
                self._failures.take(self._address(request), now_ms())
            return self._refused(shut, language)
        entry = found.entry
        return web.json_response(
            {
                "jwt": found.jwt,
                "url": found.address,
                "domain": self._hall.signer.domain,
                "room": entry.conference.name,
                "title": entry.conference.title,
                "name": entry.person.entry.full_name,
                "moderator": entry.moderator,
                "audience": entry.audience,
            },
            headers=_NO_STORE,
        )

    def _refused(self, shut: Shut, language: str) -> web.Response:
        school = self._hall.school() if self._hall else None
        code = shut.why.key.partition("-")[2]
        body: dict[str, str | int] = {
            "error": code,
            "message": sentence(school, shut.why, language),
        }
        headers = dict(_NO_STORE)
        if shut.wait:
            body |= {"wait": shut.wait}
            if shut.status in (429, 503):
                headers["Retry-After"] = str(shut.wait)
        return web.json_response(body, status=shut.status, headers=headers)

    def _shown(
        self,
        language: str,
        mode: str,
        *,
        status: int = 200,
        framed_by: Iterable[str] = (),
        title: str = "",
        person: str = "",
    ) -> web.Response:
        conference = self._conference
        return shown(
            _PAGE,
            language,
            status=status,
            hosts=[conference.domain] if conference else (),
            framed_by=framed_by,
            mode=mode,
            title=title,
            person=person,
            ready=self._hall is not None,
            entry=(
                endpoints.CONFERENCE_ENTRY if mode == "widget" else endpoints.CONFERENCE_LINK_ENTRY
            ),
        )

    def _language(self, request: web.Request) -> str:
        school = self._hall.school() if self._hall else None
        return language_of(request, school.about.language if school else "ru")

    def _address(self, request: web.Request) -> str:
        """Where the request comes from, as a proxy of ours says."""
        peer = request.remote or ""
        if peer in self._web.proxies:
            return request.headers.get("X-Forwarded-For", peer).rpartition(",")[2].strip()[:64]
        return peer

    def _spare_address(self, request: web.Request) -> None:
        address = self._address(request)
        self._spare(self._by_address, address)
        if self._failures.is_used_up(address, now_ms()):
            raise Shut(429, Refusal("conference-too-often"), 10)

    @staticmethod
    def _spare(limit: Limit, key: str) -> None:
        wait = limit.take(key, now_ms())
        if wait:
            raise Shut(429, Refusal("conference-too-often"), wait)


async def avatar(request: web.Request) -> web.Response:
    """Two letters in a circle."""
    letters = request.match_info["letters"]
    if not 0 < len(letters) <= 2 or not letters.isalpha():
        raise web.HTTPNotFound
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" '
        'fill="#0b5d4b"/><text x="32" y="41" font-family="sans-serif" font-size="26" fill="#fff" '
        f'text-anchor="middle">{html.escape(letters.upper())}</text></svg>'
    )
    headers = {
        "Cache-Control": "public, max-age=86400",
        "X-Content-Type-Options": "nosniff",
        **_CORS,
    }
    return web.Response(text=svg, content_type="image/svg+xml", headers=headers)


async def _element_jitsi(_: web.Request) -> web.Response:
    """Element asks before it opens a conference of its own: here nobody enters without a token."""
    return web.json_response({"auth": "openidtoken-jwt"}, headers=_CORS)


async def _body(request: web.Request, model: type[_Body]) -> _Body:
    malformed = Shut(400, Refusal("conference-malformed"))
    if (request.content_length or 0) > _LARGEST_BODY:
        raise malformed
    read = await request.content.read(_LARGEST_BODY + 1)
    while len(read) <= _LARGEST_BODY and (more := await request.content.read(_LARGEST_BODY)):
        read += more
    if len(read) > _LARGEST_BODY:
        raise malformed
    try:
        return model.model_validate_json(read)
    except ValidationError:
        raise malformed from None


def _require_own_page(request: web.Request) -> None:
    """Only our own page presses our buttons: another site could press them unseen."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Shut(403, Refusal("conference-malformed"))

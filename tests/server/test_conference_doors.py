"""The doors of conferences, tried by who may and who may not, against a real homeserver (T1, W5).

Each test has a conference of its own, written as the assistant writes it.
"""

import asyncio
import dataclasses
import itertools
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import quote

import aiohttp
import jwt
import pytest

from bot.conference.hall import note_of
from bot.conference.links import make_link
from bot.store.store import Store, now_ms
from policy import endpoints, events
from provisioning.demo.homeserver import DemoHomeserver
from tests.server.assistant import CONFERENCE, Helper
from tests.server.guarded import CONFERENCES, eventually

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_numbers = itertools.count()
KEY = CONFERENCE["keys"][0]["secret"]


@dataclasses.dataclass
class Doors:
    """The assistant's web side, and a store in which links are made as the outbox makes them."""

    helper: Helper
    browser: aiohttp.ClientSession
    store: Store

    async def open_conference(self, room: str, **more: Any) -> str:
        """A conference in a room of the school, known to the assistant; its name."""
        name = "c" + "a" * 23 + _LETTERS[next(_numbers)] + "a"
        content = {"form": "lesson", "title": "Дроби", "host": "$teacher", "state": "open",
                   "opened": now_ms(), **more}  # fmt: skip
        await self.write(room, name, content)

        async def is_known() -> bool:
            return await self.store.note(note_of(name)) is not None

        await eventually(is_known, what="the assistant knows the conference")
        return name

    async def write(self, room: str, name: str, content: Mapping[str, Any]) -> None:
        where = f"/rooms/${room}/state/{events.CONFERENCE}/{name}"
        answer = await self.helper.school.ask("assistant", "PUT", where, dict(content))
        assert answer.status == 200, answer

    async def end(self, room: str, name: str) -> None:
        await self.write(room, name, {"form": "lesson", "title": "Дроби", "host": "$teacher",
                                      "state": "ended", "ended": now_ms()})  # fmt: skip

    async def presence(self, said: Mapping[str, Any], secret: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {secret or CONFERENCE['presence_secret']}"}
        where = self.helper.web + endpoints.CONFERENCE_PRESENCE
        async with self.browser.post(where, json=said, headers=headers) as answer:
            return {"status": answer.status, **await answer.json()}

    async def openid(self, who: str) -> dict[str, Any]:
        """What Element gets for its user."""
        user = quote(self.helper.school.names[who], safe="")
        answer = await self.helper.school.ask(
            "" or who, "POST", f"/user/{user}/openid/request_token"
        )
        assert answer.status == 200, answer
        return dict(answer.body)

    async def token(self, body: Any) -> tuple[int, dict[str, Any]]:
        """`POST /conference/token`."""
        where = self.helper.web + endpoints.CONFERENCE_ENTRY
        async with self.browser.post(where, json=self.helper.school.fill(body)) as answer:
            return answer.status, await answer.json()

    async def enters(self, who: str, room: str, **more: Any) -> str:
        """«owner», «member» or the error, for somebody at the door of a room."""
        body = {"room_id": f"${room}", "openid": await self.openid(who), **more}
        status, said = await self.token(body)
        if status != 200:
            assert said["message"]
            return str(said["error"])
        return str(self.claims(said)["context"]["user"]["affiliation"])

    @staticmethod
    def claims(said: Mapping[str, Any]) -> dict[str, Any]:
        """What the token says, checked as Prosody checks it."""
        return dict(
            jwt.decode(
                said["jwt"], KEY, algorithms=["HS256"], audience="parta", issuer="parta",
                options={"require": ["exp", "nbf", "iat", "sub", "aud", "iss"]},
            )
        )  # fmt: skip

    async def link(self, who: str, conference: str, at: int | None = None) -> str:
        user = self.helper.school.names[who]
        secret = await make_link(self.store, conference, user, now_ms() if at is None else at)
        return f"{self.helper.web}{endpoints.CONFERENCE_LINK}{secret}"


@pytest.fixture
async def doors(helper: Helper) -> AsyncIterator[Doors]:
    store = await Store.open(f"sqlite+aiosqlite:///{helper.home / 'data' / 'assistant.db'}")
    async with aiohttp.ClientSession() as browser:
        yield Doors(helper, browser, store)
    await store.close()


def new_browser() -> aiohttp.ClientSession:
    """A browser of its own, with cookies; loopback is an IP address."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def test_members_enter_as_what_the_regulation_makes_of_them(doors: Doors) -> None:
    name = await doors.open_conference("pupils_room")
    expected = {
        "teacher": "owner", "director": "owner", "pupil": "member", "classmate": "member",
        "mother": "not-in-room", "other_teacher": "not-in-room", "other_pupil": "not-in-room",
        "sibling": "not-in-room", "pending": "not-in-room", "administrator": "not-in-room",
        "gone_teacher": "stranger", "outsider": "stranger",
    }  # fmt: skip
    found = {who: await doors.enters(who, "pupils_room") for who in expected}
    assert found == expected
    await doors.end("pupils_room", name)


async def test_the_token_is_for_one_conference_and_five_minutes(doors: Doors) -> None:
    name = await doors.open_conference("pupils_room")
    # What a client says of itself counts for nothing.
    forged = {"room": "*", "user": {"moderator": True}, "affiliation": "owner", "name": "Директор"}
    openid = await doors.openid("pupil")
    status, said = await doors.token({"room_id": "$pupils_room", "openid": openid, **forged})
    assert status == 200
    claims = doors.claims(said)
    assert jwt.get_unverified_header(said["jwt"]) == {"alg": "HS256", "kid": "new", "typ": "JWT"}
    assert claims["room"] == name
    assert claims["sub"] == CONFERENCES
    assert claims["exp"] - claims["iat"] <= 300
    assert claims["nbf"] <= claims["iat"] <= time.time() + 1
    assert claims["context"]["user"] == {
        "id": doors.helper.school.names["pupil"],
        "name": "Зайцев Саша Петрович",
        "avatar": f"{doors.helper.web}{endpoints.CONFERENCE_AVATAR}ЗС.svg",
        "moderator": False,
        "affiliation": "member",
    }
    assert not any(claims["context"]["features"].values())
    assert said["url"] == f"https://{CONFERENCES}/{name}"
    await doors.end("pupils_room", name)


async def test_pupils_wait_until_the_teacher_opens_the_door_and_leave_it_closed_after(
    doors: Doors,
) -> None:
    name = await doors.open_conference("pupils_room", state="planned", opens=now_ms() + 3_600_000)
    assert await doors.enters("pupil", "pupils_room") == "not-open-yet"
    assert await doors.enters("teacher", "pupils_room") == "owner"
    lesson = {"form": "lesson", "title": "Дроби", "host": "$teacher", "state": "open"}
    await doors.write("pupils_room", name, {**lesson, "opened": now_ms()})

    async def becomes(expected: str) -> None:
        async def is_so() -> bool:
            return await doors.enters("classmate", "pupils_room") == expected

        await eventually(is_so, what=expected)

    await becomes("member")
    await doors.end("pupils_room", name)
    await becomes("ended")


@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"matrix_server_name": "evil.example"}, 403, "other-server"),
        ({"matrix_server_name": "127.0.0.1:1"}, 403, "other-server"),
        ({"access_token": "made-up"}, 401, "unknown-token"),
        ({"access_token": "a\r\nb"}, 401, "unknown-token"),
        ({"access_token": ""}, 400, "malformed"),
        ({"access_token": ["x"]}, 400, "malformed"),
        ({"matrix_server_name": None}, 400, "malformed"),
    ],
)
async def test_what_our_homeserver_does_not_know_opens_nothing(
    doors: Doors, change: dict[str, Any], status: int, error: str
) -> None:
    openid = {**await doors.openid("teacher"), **change}
    found, said = await doors.token({"room_id": "$pupils_room", "openid": openid})
    assert (found, said["error"]) == (status, error)


async def test_a_token_of_another_server_of_the_same_name_opens_nothing(
    doors: Doors, homeserver: DemoHomeserver
) -> None:
    token = await homeserver.admin_token("parta")
    user = quote(f"@parta:{homeserver.server_name}", safe="")
    where = f"{homeserver.address}/_matrix/client/v3/user/{user}/openid/request_token"
    headers = {"Authorization": f"Bearer {token}"}
    async with doors.browser.post(where, json={}, headers=headers) as answer:
        openid = await answer.json()
    assert openid["matrix_server_name"] == doors.helper.school.names["server"]
    status, said = await doors.token({"room_id": "$pupils_room", "openid": openid})
    assert (status, said["error"]) == (401, "unknown-token")


async def test_an_access_token_is_no_openid_token(doors: Doors) -> None:
    openid = {
        **await doors.openid("teacher"),
        "access_token": doors.helper.school.tokens["teacher"],
    }
    status, said = await doors.token({"room_id": "$pupils_room", "openid": openid})
    assert (status, said["error"]) == (401, "unknown-token")


async def test_nobody_asks_for_a_token_of_somebody_else(doors: Doors) -> None:
    teacher = quote(doors.helper.school.names["teacher"], safe="")
    answer = await doors.helper.school.ask("pupil", "POST", f"/user/{teacher}/openid/request_token")
    assert answer.status == 403


async def test_a_room_is_meant_by_its_id_and_nothing_like_it(doors: Doors) -> None:
    name = await doors.open_conference("pupils_room")
    room_id = doors.helper.school.names["pupils_room"]
    assert ":" not in room_id  # room version 12
    openid = await doors.openid("teacher")
    server = doors.helper.school.names["server"]
    for confused in (
        f"{room_id}:{server}", f"{room_id}/", f" {room_id}", room_id.lower(), room_id[:-1],
        f"{room_id}\x00", "../" + room_id, quote(room_id, safe=""), f"#{name}", name, "%", "!",
    ):  # fmt: skip
        status, said = await doors.token({"room_id": confused, "openid": openid})
        assert (status, said["error"]) == (403, "not-in-room"), confused
    await doors.end("pupils_room", name)


async def test_a_pupil_who_owns_a_private_room_leads_nothing_there_or_elsewhere(
    doors: Doors,
) -> None:
    school = doors.helper.school
    name = await doors.open_conference("pupils_room")
    config = {"invite": ["$assistant"], "preset": "private_chat", "is_direct": True}
    made = await school.ask("pupil", "POST", "/createRoom", config)
    assert made.status == 200, made
    school.names["own_room"] = made.body["room_id"]

    async def assistant_is_in() -> bool:
        return await doors.enters("pupil", "own_room") == "none"

    await eventually(assistant_is_in, what="the assistant accepts the invitation")
    copied = {"form": "consultation", "title": "x", "host": "$pupil", "state": "open",
              "opened": now_ms()}  # fmt: skip
    where = f"/rooms/$own_room/state/{events.CONFERENCE}/{name}"
    assert (await school.ask("pupil", "PUT", where, copied)).status == 403
    assert await doors.enters("pupil", "own_room") == "none"
    assert await doors.enters("pupil", "pupils_room") == "member"
    assert await doors.enters("other_pupil", "own_room") == "not-in-room"
    await doors.end("pupils_room", name)


async def test_what_somebody_else_wrote_is_no_conference(doors: Doors) -> None:
    """Even the provisioning user's: only the assistant opens doors."""
    name = "c" + "b" * 25
    content = {"form": "lesson", "title": "x", "host": "$teacher", "state": "open",
               "opened": now_ms()}  # fmt: skip
    where = f"/rooms/$other_pupils_room/state/{events.CONFERENCE}/{name}"
    answer = await doors.helper.school.ask("provisioning", "PUT", where, content)
    assert answer.status == 200
    marker = await doors.open_conference("other_pupils_room", state="ended", ended=now_ms())
    assert marker != name
    assert await doors.enters("other_pupil", "other_pupils_room") == "ended"


async def test_a_removed_pupil_and_a_revoked_teacher_get_nothing_more(doors: Doors) -> None:
    school = doors.helper.school
    name = await doors.open_conference("club_room", host="$club_teacher")
    assert await doors.enters("classmate", "club_room") == "member"
    removal = {"user_id": "$classmate", "reason": "x"}
    answer = await school.ask("assistant", "POST", "/rooms/$club_room/kick", removal)
    assert answer.status == 200, answer
    assert await doors.enters("classmate", "club_room") == "not-in-room"
    answer = await school.ask(
        "provisioning", "POST", f"{endpoints.JOIN}",
        {"room_id": "$club_room", "users": ["$classmate"]},
    )  # fmt: skip
    assert answer.status == 200, answer
    assert await doors.enters("club_teacher", "club_room") == "owner"
    key = school.names["club_teacher"].removeprefix("@")
    await school.write_registry(events.CONFIRMATION, key, {"confirmed": False, "order": "№ 1"})

    async def is_revoked() -> bool:
        return await doors.enters("club_teacher", "club_room") == "pending"

    try:
        await eventually(is_revoked, what="the revoked teacher stays outside")
    finally:
        await school.write_registry(events.CONFIRMATION, key, {})
    await doors.end("club_room", name)


async def test_a_personal_link_is_used_once_and_by_one_browser(doors: Doors) -> None:
    name = await doors.open_conference("pupils_room")
    link = await doors.link("pupil", name)
    asked = doors.helper.web + endpoints.CONFERENCE_LINK_ENTRY
    async with new_browser() as own, new_browser() as other:
        # A preview looks at it, twice, and uses nothing up.
        for _ in range(2):
            async with own.get(link) as answer:
                assert answer.status == 200
                assert "Зайцев Саша Петрович" in await answer.text()
        async with own.post(link, allow_redirects=False) as answer:
            assert answer.status == 303
            assert answer.headers["Location"] == endpoints.CONFERENCE_PAGE
            cookie = answer.headers["Set-Cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
        async with own.post(asked, json={}) as answer:
            said = await answer.json()
            assert doors.claims(said)["context"]["user"]["id"] == doors.helper.school.names["pupil"]
            assert doors.claims(said)["room"] == name
        # Forwarded, or opened once more: nothing.
        for browser in (other, own):
            async with browser.get(link) as answer:
                assert answer.status == 404
            async with browser.post(link, allow_redirects=False) as answer:
                assert answer.status == 404
                assert "Set-Cookie" not in answer.headers
        async with other.post(asked, json={}) as answer:
            assert answer.status == 401
        # The browser that used it may come again while the door is open, and not afterwards.
        async with own.post(asked, json={}) as answer:
            assert answer.status == 200
        await doors.end("pupils_room", name)

        async def is_over() -> bool:
            async with own.post(asked, json={}) as answer:
                return answer.status == 403 and (await answer.json())["error"] == "ended"

        await eventually(is_over, what="the link's browser stays outside")


async def test_of_two_who_press_at_once_one_enters(doors: Doors) -> None:
    name = await doors.open_conference("pupils_room")
    link = await doors.link("pupil", name)
    answers = await asyncio.gather(
        *(doors.browser.post(link, allow_redirects=False) for _ in range(8))
    )
    assert sorted(it.status for it in answers) == [303, *[404] * 7]
    await doors.end("pupils_room", name)


async def test_links_run_out_and_are_not_guessed(doors: Doors) -> None:
    name = await doors.open_conference("pupils_room")
    old = await doors.link("pupil", name, at=now_ms() - 16 * 60_000)
    wrong = (await doors.link("pupil", name))[:-1] + "!"
    stored = doors.helper.web + endpoints.CONFERENCE_LINK + "0" * 64
    for link in (old, wrong, stored, doors.helper.web + endpoints.CONFERENCE_LINK + "x" * 500):
        async with doors.browser.post(link, allow_redirects=False) as answer:
            assert answer.status == 404
    await doors.end("pupils_room", name)


async def test_the_link_of_a_removed_pupil_opens_nothing(doors: Doors) -> None:
    """The link names a person; whether they may is asked each time."""
    name = await doors.open_conference("pupils_room")
    async with new_browser() as browser:
        await (await browser.post(await doors.link("other_pupil", name))).read()
        async with browser.post(doors.helper.web + endpoints.CONFERENCE_LINK_ENTRY, json={}) as it:
            assert (it.status, (await it.json())["error"]) == (403, "not-in-room")
    await doors.end("pupils_room", name)


async def test_another_site_presses_no_button_of_ours(doors: Doors) -> None:
    name = await doors.open_conference("pupils_room")
    link = await doors.link("pupil", name)
    headers = {"Sec-Fetch-Site": "cross-site"}
    async with doors.browser.post(link, headers=headers, allow_redirects=False) as answer:
        assert answer.status == 403
    async with doors.browser.get(link) as answer:
        assert answer.status == 200
    await doors.end("pupils_room", name)


async def test_only_prosody_tells_who_came(doors: Doors) -> None:
    said = {"event": "joined", "conference": "c" + "z" * 25, "at": 1}
    assert (await doors.presence(said, secret="guessed"))["status"] == 403
    assert (await doors.presence({**said, "event": "stormed"}))["status"] == 400
    assert await doors.presence(said) == {"status": 200, "known": False}


async def test_elements_own_button_leads_here_only(doors: Doors) -> None:
    web = doors.helper.web
    async with doors.browser.get(f"{web}/.well-known/matrix/client") as answer:
        known = await answer.json()
    assert known["io.element.jitsi"]["preferredDomain"] == CONFERENCES
    build = known["io.element.call_behaviour"]["widget_build_url"]
    assert build == web + endpoints.CONFERENCE_WIDGET_BUILD
    async with doors.browser.get(build, params={"roomId": "!room"}) as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        found = await answer.json()
    assert set(found) == {"widget_id", "widget", "layout"}
    assert found["widget"]["url"].startswith(web + endpoints.CONFERENCE_WIDGET + "?")
    async with doors.browser.get(web + endpoints.ELEMENT_JITSI) as answer:
        assert await answer.json() == {"auth": "openidtoken-jwt"}

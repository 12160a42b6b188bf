"""The widget and the lesson page in a browser, on a demo: P3 (360 px, keys, sound only)."""

import contextlib
import dataclasses
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import jwt
import pytest
from playwright.async_api import expect

from bot.conference.links import make_link
from bot.store.store import Store, now_ms
from policy import endpoints, events
from provisioning.demo.process import Background
from provisioning.matrix.client import MatrixClient, path
from tests.client.browser import Browser, barriers, browser, shot
from tests.client.day import Day
from tests.server.demo_school import Demo
from tests.server.guarded import eventually

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_numbers = itertools.count()
PHONE: Mapping[str, Any] = {"viewport": {"width": 360, "height": 640}}
DARK: Mapping[str, Any] = {"color_scheme": "dark", "reduced_motion": "reduce"}


@dataclasses.dataclass
class School:
    """The demo, with the assistant's own account to write conferences as it does."""

    day: Day
    assistant: MatrixClient
    store: Store

    @property
    def web(self) -> str:
        return str(self.day.demo.found["web"])

    @property
    def jitsi(self) -> str:
        return f"meet.{self.day.demo.found['server_name']}"

    @property
    def room(self) -> str:
        rooms = self.day.demo.found["rooms"]
        return str(next(rooms[key] for key in sorted(rooms) if key.endswith(":pupils")))

    def person(self, role: str) -> dict[str, Any]:
        """Somebody with one role, in the class whose room it is."""
        rooms = self.day.demo.found["rooms"]
        key = next(key for key in sorted(rooms) if key.endswith(":pupils"))
        group = key.removesuffix(":pupils")
        people = self.day.demo.found["people"].values()
        return next(it for it in people if it["roles"] == [role] and group in it["classes"])

    async def conference(self, name: str, **more: Any) -> None:
        """A lesson in the room."""
        content = {"form": "lesson", "title": "Математика: дроби", "subject": "Математика",
                   "host": self.person("teacher")["user_id"], **more}  # fmt: skip
        where = path(
            "_matrix", "client", "v3", "rooms", self.room, "state", events.CONFERENCE, name
        )
        await self.assistant.put(where, content)

    async def opened(self) -> str:
        """An open one; the name."""
        name = "c" + "c" * 24 + _LETTERS[next(_numbers)]
        await self.conference(name, state="open", opened=now_ms())
        return name

    async def widget(self, found: Browser, role: str, language: str = "ru") -> Any:
        """The widget in Element, for somebody of that role."""
        person = self.person(role)
        async with MatrixClient(self.day.demo.found["homeserver"], person["access_token"]) as it:
            where = path(
                "_matrix", "client", "v3", "user", person["user_id"], "openid", "request_token"
            )
            openid = await it.post(where, {})
        source = f"{self.web}{endpoints.CONFERENCE_WIDGET}?roomId={self.room}&widgetId=w"
        return await found.element(f"{source}&lang={language}", openid)


@pytest.fixture(scope="session")
async def school(day: Day) -> AsyncIterator[School]:
    demo = day.demo
    user = f"@assistant:{demo.found['server_name']}"
    password = (demo.home / "assistant_password").read_text(encoding="utf-8").strip()
    async with MatrixClient(demo.found["homeserver"], "") as client:
        login = {"type": "m.login.password", "password": password,
                 "identifier": {"type": "m.id.user", "user": user}}  # fmt: skip
        answer = await client.post(path("_matrix", "client", "v3", "login"), login)
    store = await Store.open(f"sqlite+aiosqlite:///{demo.home / 'assistant' / 'assistant.db'}")
    async with MatrixClient(demo.found["homeserver"], answer["access_token"]) as assistant:
        yield School(day, assistant, store)
    await store.close()


@contextlib.asynccontextmanager
async def web_side_down(demo: Demo) -> AsyncIterator[None]:
    """The assistant's process is away, and back again afterwards."""
    process = Background(demo.home, "assistant", mark="assistant.json")
    process.stop()
    try:
        yield
    finally:
        process.start(["-m", "bot", "--config", str(demo.home / "assistant.json")])

        async def is_up() -> bool:
            async with aiohttp.ClientSession() as session:
                try:
                    async with session.get(f"{demo.found['web']}/healthz") as answer:
                        return (await answer.json())["assistant"] == "ok"
                except aiohttp.ClientError:
                    return False

        await eventually(is_up, within=60, what="the web side answers again")


def given(said: list[dict[str, Any]]) -> dict[str, Any]:
    """What Jitsi was opened with, once; the token is read and taken out."""
    (found,) = said
    token = jwt.decode(found.pop("jwt"), options={"verify_signature": False})
    return {**found, "user": token["context"]["user"], "token_room": token["room"]}


async def test_a_pupil_reads_why_the_door_is_shut_and_enters_when_it_opens(school: School) -> None:
    name = "c" + "w" * 25
    await school.conference(name, state="planned", opens=now_ms() + 3_600_000)
    async with browser(school.web, school.jitsi, **PHONE) as found:
        page = await school.widget(found, "pupil")
        inside = page.frame_locator("#widget")
        await expect(inside.locator("#why")).to_contain_text("Дверь откроет", timeout=20_000)
        await expect(inside.locator("#hint")).to_be_visible()
        await expect(inside.locator("#enter")).to_be_hidden()
        await shot(page, "widget-shut-360")
        assert not await barriers(page)
        await school.conference(name, state="open", opened=now_ms())
        await expect(inside.locator("#enter")).to_be_visible(timeout=20_000)
        await shot(page, "widget-open-360")
        await inside.locator("#audio").press("Enter")
        await expect(inside.locator("#stage iframe")).to_be_visible()
        frame = next(it for it in page.frames if endpoints.CONFERENCE_WIDGET in it.url)
        said = given(await frame.evaluate("window.given"))
        assert (said["domain"], said["roomName"], said["token_room"]) == (school.jitsi, name, name)
        assert said["configOverwrite"]["startAudioOnly"] is True
        assert said["user"]["affiliation"] == "member"
        assert said["user"]["name"] == school.person("pupil")["name"]
        assert "set_always_on_screen" in await page.evaluate("window.said")
        # Hanging up leads back to the door.
        await frame.evaluate("window.jitsi.heard.readyToClose()")
        await expect(inside.locator("#enter")).to_be_focused()
    assert found.hosts <= {school.web.removeprefix("http://"), school.jitsi}
    await school.conference(name, state="ended", ended=now_ms())


async def test_a_teacher_enters_by_keys_alone(school: School) -> None:
    name = await school.opened()
    async with browser(school.web, school.jitsi, **DARK) as found:
        page = await school.widget(found, "teacher", "en")
        inside = page.frame_locator("#widget")
        await expect(inside.locator("#enter")).to_be_visible(timeout=20_000)
        await shot(page, "widget-open-dark-en")
        assert not await barriers(page)
        focused = 0
        for _ in range(4):
            await page.keyboard.press("Tab")
            focused = await inside.locator("#enter:focus").count()
            if focused:
                break
        assert focused, "Tab leads to the button"
        await page.keyboard.press("Enter")
        await expect(inside.locator("#stage iframe")).to_be_visible()
        frame = next(it for it in page.frames if endpoints.CONFERENCE_WIDGET in it.url)
        said = given(await frame.evaluate("window.given"))
        assert said["user"]["affiliation"] == "owner"
        assert said["lang"] == "en"
    await school.conference(name, state="ended", ended=now_ms())


async def test_whoever_does_not_say_who_they_are_is_told_what_to_do(school: School) -> None:
    async with browser(school.web, school.jitsi, locale="ru") as found:
        source = f"{school.web}{endpoints.CONFERENCE_WIDGET}?roomId={school.room}&widgetId=w"
        page = await found.element(source, None)
        inside = page.frame_locator("#widget")
        await expect(inside.locator("#why")).to_contain_text("Без разрешения", timeout=20_000)
        await expect(inside.locator("#again")).to_be_visible()


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_personal_link_leads_by_one_press_to_the_lesson(
    school: School, language: str
) -> None:
    name = await school.opened()
    pupil = school.person("pupil")
    locale = {"locale": language}
    async with browser(school.web, school.jitsi, **PHONE, **DARK, **locale) as found:
        # The assistant has heard of the conference when its widget would open.
        waiting = await school.widget(found, "pupil")
        await expect(waiting.frame_locator("#widget").locator("#enter")).to_be_visible(
            timeout=20_000
        )
        secret = await make_link(school.store, name, pupil["user_id"], now_ms())
        page = await found.open(f"{school.web}{endpoints.CONFERENCE_LINK}{secret}")
        await expect(page.get_by_text(pupil["name"])).to_be_visible()
        await shot(page, f"link-360-dark-{language}")
        assert not await barriers(page)
        await page.get_by_role("button").press("Enter")
        await page.wait_for_url(f"{school.web}{endpoints.CONFERENCE_PAGE}")
        await expect(page.locator("#enter")).to_be_visible(timeout=20_000)
        await shot(page, f"lesson-360-dark-{language}")
        assert not await barriers(page)
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await page.evaluate(wide)
        await page.locator("#enter").press("Enter")
        await expect(page.locator("#stage iframe")).to_be_visible()
        assert given(await page.evaluate("window.given"))["token_room"] == name
        again = await found.open(f"{school.web}{endpoints.CONFERENCE_LINK}{secret}")
        await expect(again.get_by_role("button")).to_have_count(0)
        await shot(again, f"link-gone-360-dark-{language}")
        assert not await barriers(again)
    await school.conference(name, state="ended", ended=now_ms())


async def test_without_a_link_the_lesson_page_says_how_to_come_in(school: School) -> None:
    async with browser(school.web, school.jitsi, locale="ru") as found:
        page = await found.open(f"{school.web}{endpoints.CONFERENCE_PAGE}")
        await expect(page.get_by_role("heading")).to_be_visible()
        await shot(page, "lobby-ru")
        assert not await barriers(page)


async def test_where_our_servers_are_down_nobody_elses_is_asked(school: School) -> None:
    """No Jitsi, then no web side: a clear sentence each time, and no request to anybody else."""
    name = await school.opened()
    async with browser(school.web, school.jitsi, video=False, locale="ru") as found:
        page = await school.widget(found, "teacher")
        inside = page.frame_locator("#widget")
        await expect(inside.locator("#enter")).to_be_visible(timeout=20_000)
        await inside.locator("#enter").click()
        await expect(inside.locator("#why")).to_contain_text("Видеосервер школы не отвечает")
        await shot(page, "no-video-ru")
        async with web_side_down(school.day.demo):
            await inside.locator("#again").click()
            await expect(inside.locator("#why")).to_contain_text("Сервер школы не отвечает")
            await shot(page, "down-ru")
            assert not await barriers(page)
        # It comes back by itself.
        await expect(inside.locator("#enter")).to_be_visible(timeout=60_000)
    assert found.hosts <= {school.web.removeprefix("http://"), school.jitsi}
    await school.conference(name, state="ended", ended=now_ms())


async def test_what_element_is_told_names_no_server_but_the_schools(school: School) -> None:
    async with browser(school.web, school.jitsi) as found:
        page = await found.open(f"{school.web}/.well-known/matrix/client")
        known = json.loads(await page.inner_text("body"))
    assert known["io.element.jitsi"]["preferredDomain"] == school.jitsi
    assert known["io.element.call_behaviour"]["widget_build_url"].startswith(school.web)

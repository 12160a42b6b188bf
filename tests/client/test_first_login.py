"""A letter's QR code → own password → Element already logged in, in a browser of 360 pixels."""

from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

import nio
import pytest
from playwright.async_api import Browser, Page

from policy.endpoints import START
from provisioning.layouts.load import load_layouts
from tests.client.browser import barriers, chromium, shot
from tests.server.assistant import Helper
from tests.server.conftest import helped_school
from tests.server.guarded import GuardedSchool
from tests.server.letters import fresh_code, letters, login

PASSWORD = "лодка-сова-кубик-море"
CYRILLIC = str.maketrans("ACEHKMPTXY", "асенкмртху")
ELEMENT = "/element/"


@pytest.fixture(scope="module")
async def started(node: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Helper]:
    """A school with its assistant at work, whose web side has the page. Nobody has accepted."""
    layouts = load_layouts(tmp_path_factory.mktemp("no-own-layouts"))
    async with helped_school(tmp_path_factory.mktemp("started"), layouts) as found:
        yield found


@pytest.fixture(scope="module")
async def browser(node: str) -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A cheap telephone, in Russian."""
    context = await browser.new_context(
        viewport={"width": 360, "height": 640}, locale="ru-RU", reduced_motion="reduce"
    )
    yield await context.new_page()
    await context.close()


async def fine(page: Page, name: str) -> None:
    """Nobody is kept out of the page, and nothing runs over its edge."""
    assert await barriers(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    await shot(page, name)


async def redeemed(school: GuardedSchool, address: str) -> str:
    """Whose login token an address of Element has; redeemed by a client library."""
    (token,) = parse_qs(urlsplit(address).query)["loginToken"]
    client = nio.AsyncClient(school.homeserver.address)
    try:
        answer = await client.login(token=token)
        assert isinstance(answer, nio.LoginResponse), answer
        rooms = await client.joined_rooms()
        assert isinstance(rooms, nio.JoinedRoomsResponse)
        assert school.names["parents_room"] in rooms.rooms
        return str(answer.user_id)
    finally:
        await client.close()


async def test_from_the_qr_code_to_element_logged_in(started: Helper, page: Page) -> None:
    school = started.school
    await school.accept("teacher")  # everybody else has yet to accept
    code = await fresh_code(school, "mother")
    requests: list[str] = []
    page.on("request", lambda it: requests.append(it.url))
    await page.goto(f"{started.web}{START}#{code}")
    await page.wait_for_selector("#password")
    assert "#" not in page.url, "the code stays in the address"
    await fine(page, "password")
    assert "Зайцева Женя Петрович" in await page.inner_text("h1")
    await page.fill("#password", "11111111")
    await page.check("[name=accept]")
    await page.click("[type=submit]")
    assert "легко угадать" in await page.inner_text("[role=alert]")
    await fine(page, "refused")
    await page.fill("#password", PASSWORD)
    await page.check("[name=accept]")
    await page.click("[type=submit]")
    await page.wait_for_selector("a.button")
    await fine(page, "ready")
    assert await page.evaluate("localStorage.getItem('mx_hs_url')") == school.homeserver.address
    address = await page.get_attribute("a.button", "href")
    assert address is not None
    assert address.startswith(ELEMENT)
    assert await redeemed(school, address) == school.names["mother"]
    hosts = {urlsplit(it).netloc for it in requests}
    assert hosts == {urlsplit(started.web).netloc}, "the page asks another host"
    assert not [it for it in requests if code in it], "the code went into an address"
    assert "code" not in (await letters(school, "mother"))["mother"]
    assert (await login(school, "mother", PASSWORD)).status == 200


async def test_code_typed_in_russian_letters_with_the_keyboard_alone(
    started: Helper, page: Page
) -> None:
    school = started.school
    code = await fresh_code(school, "pupil")
    await page.goto(f"{started.web}{START}")
    await fine(page, "code")
    await page.keyboard.press("Tab")
    await page.keyboard.type(code.translate(CYRILLIC).replace("-", " "))
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#password")
    await fine(page, "pupil")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    if accept := await page.query_selector("[name=accept]"):
        await accept.focus()
        await page.keyboard.press("Space")
    await page.focus("#password")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("a.button")
    assert (await login(school, "pupil", PASSWORD)).status == 200
    assert (await login(school, "pupil", code)).status == 403


async def test_suggested_password_is_taken_with_one_tap(started: Helper, page: Page) -> None:
    code = await fresh_code(started.school, "classmate")
    await page.goto(f"{started.web}{START}#{code}")
    await page.wait_for_selector("#password")
    suggested = await page.inner_text(".suggested")
    await page.click("[data-take]")
    assert await page.input_value("#password") == suggested
    assert len(suggested.split("-")) == 4
    if await page.query_selector("[name=accept]"):
        await page.check("[name=accept]")
    await page.click("[type=submit]")
    await page.wait_for_selector("a.button")
    assert (await login(started.school, "classmate", suggested)).status == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("KA7M-3XPT-9HCE", "Такого кода нет"),
        ("KA7M-3XPT", "двенадцать знаков"),
        ("KA7M-3XPT-9HCЖ", "не бывает: Ж"),
    ],
)
async def test_wrong_code_is_explained(started: Helper, page: Page, typed: str, said: str) -> None:
    await page.goto(f"{started.web}{START}")
    await page.fill("#code", typed)
    await page.click("[type=submit]")
    assert said in await page.inner_text("[role=alert]")
    await fine(page, f"wrong-{len(said)}")


async def test_page_works_without_scripts_and_in_english(started: Helper, browser: Browser) -> None:
    code = await fresh_code(started.school, "sibling")
    context = await browser.new_context(java_script_enabled=False, locale="en-GB")
    page = await context.new_page()
    await page.goto(f"{started.web}{START}")
    assert "First login" in await page.inner_text("h1")
    await page.fill("#code", code)
    await page.click("[type=submit]")
    await page.fill("#password", PASSWORD)
    if await page.query_selector("[name=accept]"):
        await page.check("[name=accept]")
    await page.click("[type=submit]")
    assert "All is ready" in await page.inner_text("h1")
    await context.close()
    assert (await login(started.school, "sibling", PASSWORD)).status == 200

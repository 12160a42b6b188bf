"""Debian's Chromium on our pages, with a stand-in for Element around them and for Jitsi inside.

Whatever a page asks for is written down; what is no host of ours is never reached.
"""

import json
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Page, Route, async_playwright

from tests.client.person import FOLDER

CHROMIUM = "/usr/bin/chromium"
AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
# Records what it was given, and does nothing else.
EXTERNAL_API = """
window.given = [];
window.JitsiMeetExternalAPI = class {
  constructor(domain, options) {
    const { parentNode, ...rest } = options;
    window.given.push({ domain, ...rest });
    this.frame = document.createElement("iframe");
    this.heard = {};
    parentNode.append(this.frame);
    window.jitsi = this;
  }
  addListener(name, what) { this.heard[name] = what; }
  dispose() { this.frame.remove(); }
};
"""
# Element, as far as a widget sees it: asks for capabilities, and says who the user is.
ELEMENT = """<!doctype html><html lang="ru"><title>Element</title><iframe id="widget"
 style="width:100%;height:95vh" allow="camera; microphone"></iframe><script>
window.said = [];
const frame = document.getElementById("widget");
addEventListener("message", async ({ source, data }) => {
  if (source !== frame.contentWindow || data.api !== "fromWidget") return;
  window.said.push(data.action);
  if (data.action !== "get_openid") return source.postMessage({ ...data, response: {} }, "*");
  source.postMessage({ ...data, response: { state: "request" } }, "*");
  const openid = await window.openid();
  const state = openid ? "allowed" : "blocked";
  source.postMessage({ api: "toWidget", requestId: "r1", widgetId: data.widgetId,
    action: "openid_credentials",
    data: { state, original_request_id: data.requestId, ...openid } }, "*");
});
frame.src = SOURCE;
</script></html>"""


class Browser:
    """One person's browser. `asked` are the addresses of all requests, in order."""

    def __init__(self, context: BrowserContext, web: str, jitsi: str) -> None:
        self.context = context
        self.web = web
        self.jitsi = jitsi
        self.asked: list[str] = []
        context.on("request", lambda it: self.asked.append(it.url))

    @property
    def hosts(self) -> set[str]:
        """Every host that was asked for anything."""
        return {urlsplit(it).netloc for it in self.asked if it.startswith("http")}

    async def open(self, address: str) -> Page:
        """A page of ours by itself."""
        page = await self.context.new_page()
        await page.goto(address)
        return page

    async def element(self, source: str, openid: Mapping[str, Any] | None) -> Page:
        """A widget inside Element, whose user says yes where there is an `openid`."""
        page = await self.context.new_page()
        await page.expose_function("openid", lambda: openid)
        host = f"{self.web}/element-stands-here"

        async def show(route: Route) -> None:
            body = ELEMENT.replace("SOURCE", json.dumps(source))
            await route.fulfill(body=body, content_type="text/html; charset=utf-8")

        await page.route(host, show)
        await page.goto(host)
        return page


@asynccontextmanager
async def chromium() -> AsyncIterator[Chromium]:
    """Debian's Chromium; nothing is downloaded."""
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield found
        finally:
            await found.close()


@asynccontextmanager
async def browser(
    web: str, jitsi: str, *, video: bool = True, **settings: Any
) -> AsyncIterator[Browser]:
    """A fresh browser; `video`: does the school's Jitsi answer? Other hosts never do."""
    async with chromium() as program:
        context = await program.new_context(**settings)
        found = Browser(context, web, jitsi)

        async def elsewhere(route: Route) -> None:
            address = route.request.url
            if address.startswith(web):
                await route.continue_()
            elif video and address == f"https://{jitsi}/external_api.js":
                await route.fulfill(body=EXTERNAL_API, content_type="text/javascript")
            else:
                await route.abort("connectionrefused")

        await context.route("**/*", elsewhere)
        yield found


async def barriers(page: Page) -> list[str]:
    """What axe finds serious or critical, in all frames of the page that are ours."""
    found = []
    for frame in page.frames:
        if frame.url.startswith("http") and "element-stands-here" not in frame.url:
            # By the debugger and not as a script of the page: our pages let no other in.
            await frame.evaluate(AXE.read_text(encoding="utf-8"))
            results = await frame.evaluate("axe.run()")
            found += [
                f"{it['id']}: {it['nodes'][0]['html']}"
                for it in results["violations"]
                if it["impact"] in ("serious", "critical")
            ]
    return found


async def shot(page: Page, name: str) -> None:
    """A picture to look at, where PARTA_SHOTS names a folder."""
    folder = os.environ.get("PARTA_SHOTS")
    if folder:
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

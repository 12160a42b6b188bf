"""Debian's Chromium, driven by playwright; and axe, which finds what people cannot get past."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.client.person import FOLDER

_AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = frozenset({"serious", "critical"})


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start it; nothing is downloaded."""
    program = shutil.which("chromium")
    assert program, "chromium is not installed: make debs"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            await browser.close()


async def serious_findings(page: Page) -> list[str]:
    """What axe finds on the page that somebody cannot get past."""
    # A strict CSP refuses scripts put into the page; what the debugger evaluates is no part of it.
    await page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = await page.evaluate("axe.run()")
    return [
        f"{it['id']}: {it['nodes'][0]['html'][:200]}"
        for it in found["violations"]
        if it["impact"] in SERIOUS
    ]

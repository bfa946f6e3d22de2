"""axe-core finds nothing serious, in light and dark, wide and narrow."""

from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import Page, expect

from owona_bot.playground.stage import Stage
from tests.browser.conftest import Visit
from tests.browser.doing import ask_at_site, become_customer, card, open_thread, type_in

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()


async def serious(page: Page) -> list[str]:
    await page.evaluate(AXE)
    found: dict[str, Any] = await page.evaluate("() => axe.run({ iframes: false })")
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_nothing_serious_at_the_desk(desk: Stage, visit: Visit, dark: bool) -> None:
    page = await visit(desk.playground.url, dark=dark, locale="en-GB")
    title = f"Axe {dark}"
    await become_customer(page, desk, f"axe.{dark}@example.com".lower(), title)
    await ask_at_site(page, title, "Seen by a machine.")
    await page.locator(".ticket summary", has_text=title).click()
    await type_in(page, "/ticket help")
    await expect(page.locator(".message.whisper").last).to_contain_text("/ticket")
    await open_thread(page, title)
    await page.locator(".beneath-switch").click()
    await expect(page.locator(".beneath .log tr").first).to_be_visible()
    assert await serious(page) == []
    await page.locator("#tab-mail").click()
    await page.locator(".mail").first.click()
    await card(page, title).get_by_role("button", name="Antworten", exact=True).click()
    await expect(page.locator("dialog.modal .rich-field")).to_be_visible()
    assert await serious(page) == []
    await page.keyboard.press("Escape")


async def test_nothing_serious_on_a_phone(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url, width=390, height=800)
    for pane in ("rooms", "desk", "customer", "beneath"):
        await page.locator(f"[data-to={pane}]").click()
        assert await serious(page) == [], pane
        wide = await page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 390


async def test_nothing_serious_in_the_gallery(desk: Stage, visit: Visit) -> None:
    page = await visit(f"{desk.playground.url}/page/files/gallery.html")
    await expect(page.locator("#read")).to_be_visible()
    assert await serious(page) == []

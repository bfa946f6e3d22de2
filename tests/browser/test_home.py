"""The desk's own Home in the page: tabs, the filter line, what is pressed there."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from owona_bot.playground.stage import Stage, until
from tests.browser.conftest import Visit
from tests.browser.doing import be
from tests.browser.test_axe import serious

SHOTS = os.environ.get("OWONA_TEST_SHOTS")
"""A folder for pictures of what was seen; unset: none are taken."""


async def enter_app(page: Page) -> Locator:
    """The Home, once it is drawn."""
    await page.locator("[data-room=owona]").click()
    place = page.locator(".home")
    await expect(place.get_by_role("textbox")).to_be_visible()
    return place


async def shot(page: Page, name: str) -> None:
    """Where somebody wants to look at it."""
    if SHOTS:
        await page.screenshot(path=Path(SHOTS, f"home-{name}.png"))


async def asked(desk: Stage, name: str, *titles: str) -> None:
    """Tickets of one customer."""
    user = await desk.site.sign_up(f"{name}@example.com", name.capitalize())
    for title in titles:
        await desk.site.insert_ticket(user, title, "Seit heute früh.", priority="high", category="bug")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_the_home_is_worked_with(desk: Stage, visit: Visit, dark: bool) -> None:
    word = "Nacht" if dark else "Tag"
    await asked(desk, f"home{word}".lower(), *(f"{word} {n} geht nicht" for n in range(12)))
    page = await visit(desk.playground.url, dark=dark, height=1200)
    place = await enter_app(page)
    await place.get_by_role("button", name="Noch niemand").click()
    await expect(place).to_contain_text("dringendste zuerst")
    field = place.get_by_role("textbox")
    await field.fill(f"{word} sort:created")
    await field.press("Enter")
    await expect(place).to_contain_text("12 Tickets")
    await shot(page, f"de-filter-{word}")
    assert await serious(page) == []
    await place.get_by_role("button", name="Weiter").click()
    await expect(place).to_contain_text("Seite 2")
    await place.get_by_role("button", name="Übernehmen").first.click()
    await expect(place.get_by_role("button", name="Antworten")).to_have_count(1)
    await place.get_by_role("button", name="Filter leeren").click()
    await expect(place.get_by_role("button", name="Filter leeren")).to_have_count(0)
    await place.locator("[data-action='home.mine']").click()
    await expect(place.get_by_role("button", name="Übernehmen")).to_have_count(0)
    await expect(place).to_contain_text(f"{word} ")
    await shot(page, f"de-mine-{word}")
    await place.get_by_role("button", name="Antworten").first.click()
    await expect(page.locator("dialog.modal .rich-field")).to_be_visible()
    await page.keyboard.press("Escape")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_the_home_speaks_its_persons_language_and_tells_what_is_wrong(
    desk: Stage, visit: Visit, dark: bool
) -> None:
    page = await visit(desk.playground.url, dark=dark, locale="en-GB", height=1200)
    await be(page, "U0BEN")
    place = await enter_app(page)
    field = place.get_by_role("textbox", name="Filter or search")
    await field.fill("status:nwe")
    await field.press("Enter")
    await expect(place).to_contain_text("“nwe”")
    await expect(place).to_contain_text("As of:")
    await shot(page, f"en-fault-{'dark' if dark else 'light'}")
    await place.get_by_role("button", name="Clear the filter").click()
    await expect(place).not_to_contain_text("“nwe”")
    await place.get_by_role("button", name="Team").click()
    await expect(place).to_contain_text("admin")
    await shot(page, f"en-team-{'dark' if dark else 'light'}")
    assert await serious(page) == []


async def test_the_home_fits_a_phone(desk: Stage, visit: Visit) -> None:
    await asked(desk, "phone", "Ein ziemlich langer Titel, der auf keinem Telefon in eine einzige Zeile passt")
    page = await visit(desk.playground.url, width=390, height=800)
    await page.locator("[data-to=rooms]").click()
    place = await enter_app(page)
    await place.get_by_role("button", name="Noch niemand").click()
    await expect(place).to_contain_text("dringendste zuerst")
    await shot(page, "de-phone")
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert await serious(page) == []


async def test_a_stranger_is_received(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await be(page, "U0GRETA")
    await page.locator("[data-room=owona]").click()
    await expect(page.locator(".home")).to_contain_text("Support-Team")
    await shot(page, "de-stranger")


async def test_nothing_of_the_home_is_refused(desk: Stage) -> None:
    async def none() -> bool:
        return not [one for one in await desk.playground.refusals() if one["method"] == "views.publish"]

    await until(none, "no Home was refused")

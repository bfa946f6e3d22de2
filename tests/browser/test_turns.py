"""Whose turn it is, in the page: a ticket finds somebody, who asks why; loads as bars; tickets of one who is ill."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Page, expect

from owona_bot.database.embedded import Server
from owona_bot.playground.seed_sql import IS_AGENT
from owona_bot.playground.stage import CONFIG, SYSTEM_USER, Stage, a_stage, until
from tests.browser.conftest import Visit
from tests.browser.doing import be, enter, open_thread
from tests.browser.test_axe import serious
from tests.postgres import a_database

SHOTS = os.environ.get("OWONA_TEST_SHOTS")

LOOKS = {
    "de": {"locale": "de-DE", "dark": False},
    "en": {"locale": "en-GB", "dark": True},
    "phone": {"locale": "de-DE", "dark": False, "width": 390, "height": 844},
}

WORDS = {
    "de": ("Nachrichten", "Mia ist krank", "Übergeben", "hat Tickets von Mia übergeben"),
    "en": ("Messages", "Mia is sick", "Hand over", "handed over tickets of Mia"),
}

HOLDER = "select assigned_agent from public.support_tickets where title = $1"


async def shot(page: Page, name: str) -> None:
    """Where somebody wants to look at it."""
    if SHOTS:
        await page.screenshot(path=Path(SHOTS, f"turns-{name}.png"))


@pytest.fixture(scope="module")
async def shop(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    """The demo's desk, which gives questions of use to whoever has least; Mia is of the team, and does invoices."""
    log = Path(tmp_path_factory.mktemp("turns")) / "bot.log"
    async with a_database(postgres, admin, template) as url:
        options = ("--database", url, "--pace", "0")
        async with a_stage(url, log, *options, OWONA_SLACK__PACE="0", OWONA_CONFIG=str(CONFIG)) as stage:
            await stage.site.sign_up(SYSTEM_USER, "System")
            await stage.playground.command("anna", "tickets", "/ticket team add <@U0MIA> agent")

            async def knows_mia() -> bool:
                async with stage.site.pool.acquire() as connection:
                    return bool(await connection.fetchval(IS_AGENT, "U0MIA"))

            await until(knows_mia, "Mia is of the team", 60)
            await stage.playground.command("anna", "tickets", "/ticket team skills <@U0MIA> billing")
            yield stage


async def ask(shop: Stage, name: str, title: str, category: str = "ux") -> str:
    """Whose it is then, by their address."""
    customer = await shop.site.sign_up(f"{name}@example.com", f"{name.capitalize()} Kunde")
    await shop.site.create_ticket(customer, title, "Wie geht das?", category=category, acknowledge=False)

    async def holder() -> str | None:
        async with shop.site.pool.acquire() as connection:
            found: str | None = await connection.fetchval(HOLDER, title)
        return found

    return await until(holder, f"{title} finds somebody", 60)


async def to_room(page: Page, look: str) -> None:
    """On a phone one pane at a time."""
    if look == "phone":
        await page.locator("[data-to=rooms]").click()


@pytest.mark.parametrize("look", LOOKS)
async def test_whose_turn_it_is_asks_why_and_reads_who_else_there_was(shop: Stage, visit: Visit, look: str) -> None:
    title = f"Schrift zu klein ({look})"
    holder = await ask(shop, f"ida.{look}", title)
    who = {"anna": "U0ANNA", "ben": "U0BEN", "mia": "U0MIA"}[holder.partition("@")[0]]
    page = await visit(shop.playground.url, **LOOKS[look])
    await to_room(page, look)
    await be(page, who)
    await enter(page, "tickets")
    thread = await open_thread(page, title)
    await thread.get_by_role("button", name="Warum ich?").click()
    whisper = thread.locator(".message.whisper").last
    await expect(whisper.get_by_role("listitem")).to_have_count(3)
    await expect(whisper).to_contain_text("usability")
    await shot(page, f"why-{look}")
    assert await serious(page) == []


@pytest.mark.parametrize("look", LOOKS)
async def test_the_home_shows_everybodys_load_as_bars(shop: Stage, visit: Visit, look: str) -> None:
    page = await visit(shop.playground.url, **LOOKS[look])
    await to_room(page, look)
    await be(page, "U0BEN" if look == "en" else "U0ANNA")
    await page.locator("[data-room=owona]").click()
    place = page.locator(".home")
    await place.locator("[data-action='home.team']").click()
    await expect(place).to_contain_text("Mia")
    await expect(place).to_contain_text("▰")
    await shot(page, f"load-{look}")
    assert await serious(page) == []


async def test_who_is_away_in_slack_is_passed_over_within_a_moment(shop: Stage, visit: Visit) -> None:
    page = await visit(shop.playground.url)
    for user in ("U0ANNA", "U0BEN"):
        await be(page, user)
        await page.locator(".presence").click()
        await page.locator(".sheet").get_by_label("Abwesend").check()
        await page.keyboard.press("Escape")
    try:
        await until(lambda: both_are_away(shop), "the bot knows that both are away", 60)
        assert await ask(shop, "nora", "Wo sind die Vorlagen?") == "mia@owona.de"
    finally:
        for name in ("anna", "ben"):
            await shop.playground.be_away(name, away=False)


async def both_are_away(shop: Stage) -> bool:
    async with shop.site.pool.acquire() as connection:
        return bool(await connection.fetchval("select count(*) = 2 from owona_bot.presences where away"))


@pytest.mark.parametrize("look", LOOKS)
async def test_a_lead_hands_over_what_one_who_is_ill_has(shop: Stage, visit: Visit, look: str) -> None:
    title = f"Druckbild ({look})"
    await shop.playground.command("mia", "tickets", "/ticket me back")
    await ask(shop, f"ole.{look}", title)
    async with shop.site.pool.acquire() as connection:
        ticket = await connection.fetchval("select id from public.support_tickets where title = $1", title)
    await shop.site.portal_status(ticket, "investigating", "mia@owona.de")
    assert await ask(shop, f"uwe.{look}", f"Rechnung doppelt ({look})", "billing") == "mia@owona.de"
    tab, sick, hand_over, done = WORDS["en" if look == "en" else "de"]
    await shop.playground.command("anna", "tickets", "/ticket me " + ("en" if look == "en" else "de"))
    await shop.playground.command("mia", "tickets", "/ticket me sick")
    page = await visit(shop.playground.url, **LOOKS[look])
    await to_room(page, look)
    await page.locator("[data-room=owona]").click()
    await page.get_by_role("tab", name=tab).click()
    plan = page.locator(".room-pane .message").filter(has_text=sick).filter(has_text=title)
    ts = await plan.get_attribute("data-ts")
    asked = page.locator(f".room-pane .message[data-ts='{ts}']")
    await shot(page, f"plan-{look}")
    assert await serious(page) == []
    await asked.get_by_role("button", name=hand_over).click()
    await expect(asked).to_contain_text(done)
    await expect(asked.locator(".content button")).to_have_count(0)
    await shot(page, f"handed-{look}")

"""Deadlines where people look: in the Home, in lists, and what they want to be told."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import Locator, Page, expect

from owona_bot.playground.stage import Stage, until
from tests.browser.conftest import Visit
from tests.browser.doing import asked, be, type_in
from tests.browser.test_axe import serious
from tests.browser.test_home import enter_app, shot

CLOCKS = """
    select count(*) from owona_bot.sla_clocks c join owona_bot.search s using (ticket_id)
    join public.support_tickets t on t.id = c.ticket_id where t.title like $1 and s.due_at = c.due_at"""

TITLES = ("Rechnung ist doppelt", "Anmeldung schlägt fehl", "Webhook kommt nicht an", "Vorlage wird abgelehnt")


async def promised(desk: Stage, word: str) -> None:
    """One that is late, two at risk, one with time, by the promise of 36 hours."""
    user = await desk.site.sign_up(f"{word}@example.com", word.capitalize())
    for title, hours in zip(TITLES, (40, 35, 28, 1), strict=True):
        born = datetime.now(UTC) - timedelta(hours=hours)
        await desk.site.insert_ticket(
            user, f"{title} {word}", "Seit heute früh.", priority="high", category="bug", created_at=born
        )

    async def folded() -> bool:
        async with desk.site.pool.acquire() as connection:
            return bool(await connection.fetchval(CLOCKS, f"%{word}") == len(TITLES))

    await until(folded, "their clocks are known to lists", 20)


async def first_tab(desk: Stage, page: Page) -> Locator:
    """Whatever stood in their Home before."""
    async with desk.site.pool.acquire() as connection:
        await connection.execute("update owona_bot.homes set tab = 'mine', filter = '', page = 1, after = null")
    return await enter_app(page)


async def test_the_home_shows_what_presses_and_leads_to_it(desk: Stage, visit: Visit) -> None:
    await promised(desk, "fristen")
    page = await visit(desk.playground.url, height=1400)
    place = await first_tab(desk, page)
    await expect(place.locator("[data-action='home.late']")).to_contain_text("Überfällig")
    await expect(place).to_contain_text("Nächste Fristen")
    await expect(place).to_contain_text("Anmeldung schlägt fehl fristen · ⏳ Lösung")
    await expect(place).to_contain_text("in 14 Tagen")
    await shot(page, "de-deadlines")
    assert await serious(page) == []
    await place.locator("[data-action='home.risk']").click()
    await expect(place.get_by_role("textbox")).to_have_value("frist:gefährdet sortiert:frist")
    await expect(place).to_contain_text("⏳ Lösung fällig")
    await expect(place).not_to_contain_text("Rechnung ist doppelt fristen")
    await shot(page, "de-risk")
    await place.get_by_role("button", name="Filter leeren").click()
    await expect(place).to_contain_text("Nächste Fristen")


async def test_a_list_of_deadlines_in_both_languages(desk: Stage, visit: Visit) -> None:
    await promised(desk, "liste")
    page = await visit(desk.playground.url)
    rows = await asked(page, "/ticket liste liste frist:überschritten,gefährdet sortiert:frist")
    await expect(rows).to_contain_text("3 Tickets · nächste Frist zuerst")
    await expect(rows).to_contain_text("❗ Lösung war fällig")
    await shot(page, "de-list")
    english = await visit(desk.playground.url, dark=True, locale="en-US", height=1400)
    await be(english, "U0BEN")
    rows = await asked(english, "/ticket list liste -sla:breached sort:oldest")
    await expect(rows).to_contain_text("3 tickets · oldest first · liste -sla:breached sort:oldest")
    await expect(rows).to_contain_text("⏳ Resolution due")
    await shot(english, "en-list")
    place = await first_tab(desk, english)
    await expect(place).to_contain_text("Next deadlines")
    await shot(english, "en-deadlines")


async def test_somebody_chooses_what_they_are_told(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await expect(page.locator(".room-pane .beginning")).to_be_attached()
    await type_in(page, "/ticket me")
    modal = page.locator("dialog.modal")
    await expect(modal).to_contain_text("Direktnachricht, wenn")
    await modal.get_by_label("ein Kunde auf eines meiner Tickets antwortet").check()
    await shot(page, "de-me")
    assert await serious(page) == []
    await modal.get_by_role("button", name="Speichern").click()
    await expect(modal).to_be_hidden()
    await type_in(page, "/ticket me")
    answers = modal.get_by_label("ein Kunde auf eines meiner Tickets antwortet")
    await expect(answers).to_be_checked()
    await answers.uncheck()
    await modal.get_by_role("button", name="Speichern").click()
    place = await first_tab(desk, page)
    await expect(place).to_contain_text("Direktnachrichten: neue Tickets, abgenommene Tickets")
    await expect(place).not_to_contain_text("beantwortet")

"""The schedule in the page: looked at, its time changed in a form that says what is wrong, run after a look."""

from playwright.async_api import expect

from owona_bot.playground.stage import Stage
from tests.browser.conftest import Visit
from tests.browser.doing import asked, be


async def test_a_lead_sets_a_time_and_is_told_what_is_wrong_with_another(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    modal = page.locator("dialog.modal")
    shown = await asked(page, "/ticket plan remind")
    await shown.get_by_role("button", name="Zeit ändern").click()
    await modal.locator("input").fill("0 9 * * * *")
    await modal.locator("button[type=submit]").click()
    await expect(modal.get_by_role("alert").first).to_contain_text("Es müssen fünf Angaben sein")
    await modal.locator("input").fill("30 8 * * mon-thu")
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_contain_text("Montag bis Donnerstag um 8:30")
    await page.keyboard.press("Escape")
    await expect(modal).to_be_hidden()
    await expect(await asked(page, "/ticket plan remind")).to_contain_text("Montag bis Donnerstag um 8:30")


async def test_what_a_run_would_do_is_shown_before_it_does(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    modal = page.locator("dialog.modal")
    shown = await asked(page, "/ticket plan auto_close")
    await shown.get_by_role("button", name="Jetzt ausführen").click()
    await expect(modal).to_contain_text("Tickets, die geschlossen würden")
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_contain_text("läuft gleich los")
    await page.keyboard.press("Escape")


async def test_an_agent_sees_it_in_their_language_and_changes_nothing(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url, locale="en-GB")
    await be(page, "U0BEN")
    shown = await asked(page, "/ticket schedule")
    await expect(shown).to_contain_text("every hour at 17 minutes past")
    await expect(shown.locator(".content button")).to_have_count(0)

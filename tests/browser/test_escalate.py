"""Calling for help in the page: the button, the form, what the next tier reads, and that somebody takes it."""

from playwright.async_api import expect

from owona_bot.playground.stage import Stage
from tests.browser.conftest import Visit
from tests.browser.doing import ask_at_site, be, become_customer, card, enter


async def test_a_call_for_help_is_asked_for_read_and_taken(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await become_customer(page, desk, "escalate@example.com", "Esra")
    await enter(page, "tickets")
    await ask_at_site(page, "Niemand kann zahlen", "Fehler 500.")
    await be(page, "U0ANNA")
    await card(page, "Niemand kann zahlen").get_by_role("button", name="Eskalieren").click()
    form = page.locator(".modal")
    await form.get_by_label("Warum?").fill("Der Webhook antwortet nicht. <!channel>")
    await form.get_by_role("button", name="Eskalieren", exact=True).click()
    await expect(form).to_be_hidden()

    await enter(page, "tier2")
    call = page.locator(".room-pane .message", has_text="Anna bittet um Hilfe: Tier 2")
    await expect(call).to_contain_text("Niemand kann zahlen")
    await expect(call).to_contain_text("Der Webhook antwortet nicht. <!channel>")
    await expect(call.locator(".mention")).to_have_count(0)
    await be(page, "U0BEN")
    await call.get_by_role("button", name="Übernehmen").click()
    await expect(call).to_contain_text("bei Ben")
    await be(page, "U0ANNA")
    await call.get_by_role("button", name="Beenden").click()
    await page.get_by_role("dialog").get_by_role("button", name="Beenden").click()
    await expect(call).to_contain_text("Eskalation beendet")
    await expect(call.get_by_role("button", name="Übernehmen")).to_have_count(0)

"""The story clicked through, as agent and as customer, on the whole machinery."""

from playwright.async_api import expect

from owona_bot.playground.stage import Stage
from tests.browser.conftest import Visit
from tests.browser.doing import ask_at_site, be, become_customer, card, open_thread, type_in


async def test_a_ticket_is_claimed_answered_and_answered_by_mail(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await become_customer(page, desk, "lena.story@example.com", "Lena Story")
    await ask_at_site(page, "Login geht nicht", "Es erscheint »Fehler 500«.")
    ticket = card(page, "Login geht nicht")
    await expect(ticket).to_contain_text("noch niemand")
    await ticket.get_by_role("button", name="Übernehmen").click()
    await expect(ticket).to_contain_text("bei Anna")

    await ticket.get_by_role("button", name="Antworten", exact=True).click()
    modal = page.locator("dialog.modal")
    await modal.locator(".rich-field").click()
    await page.keyboard.type("Bitte noch einmal versuchen, ")
    await modal.locator(".tool.bold").click()
    await page.keyboard.type("jetzt geht es")
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_contain_text("jetzt geht es")
    await expect(modal.locator(".rich-field")).to_have_count(0)
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_be_hidden()

    await expect(page.locator(".ticket[open] .talk")).to_contain_text("jetzt geht es")
    await page.locator("#tab-mail").click()
    letter = page.locator(".mail", has_text="Login geht nicht").first
    await letter.click()
    frame = page.frame_locator("iframe.letter")
    await expect(frame.locator("strong", has_text="jetzt geht es")).to_be_visible()
    async with page.context.expect_page() as link:
        await frame.get_by_role("link", name="Keine E-Mails mehr").click()
    await (await link.value).close()
    await page.locator(".mailbox .slack-button.primary").click()
    await page.locator(".write textarea").fill("Danke, es geht wieder.")
    await page.locator(".write button[type=submit]").click()
    await expect(page.locator(".toast.good")).to_be_visible()

    thread = await open_thread(page, "Login geht nicht")
    await expect(thread).to_contain_text("Danke, es geht wieder.")
    await page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()
    await ticket.get_by_role("button", name="Gelöst").click()
    await expect(ticket.get_by_role("button", name="Übernehmen")).to_have_count(0)


async def test_each_answers_in_their_own_language_and_a_guest_is_refused(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await become_customer(page, desk, "kai.story@example.com", "Kai Story")
    await ask_at_site(page, "Rechnung fehlt", "Seit Mai.")
    await expect(card(page, "Rechnung fehlt")).to_be_visible()
    await be(page, "U0BEN")
    await type_in(page, "/ticket clam 1001")
    whisper = page.locator(".message.whisper").last
    await expect(whisper).to_contain_text("claim")
    await be(page, "U0ANNA")
    await expect(page.locator(".message.whisper", has_text="clam")).to_have_count(0)
    await be(page, "U0GRETA")
    await card(page, "Rechnung fehlt").get_by_role("button", name="Eskalieren").click()
    await expect(page.locator(".message.whisper").last).to_contain_text("Support-Team")


async def test_commands_are_completed_from_the_manifest(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url, locale="en-GB")
    field = page.locator(".room-pane .composer textarea")
    await field.press_sequentially("/ti")
    await field.press("Tab")
    await expect(field).to_have_value("/ticket ")
    await field.press_sequentially("he")
    await expect(page.locator(".choices [aria-selected=true]").first).to_have_text("help")
    await field.press("Enter")
    await expect(field).to_have_value("/ticket help")
    await field.press("Enter")
    await expect(page.locator(".message.whisper").last).to_contain_text("/ticket nimm")
    await expect(field).to_have_value("")


async def test_what_happens_underneath_is_shown(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url, locale="en-GB")
    await page.locator(".beneath-switch").click()
    await become_customer(page, desk, "under.story@example.com", "Under Story")
    await ask_at_site(page, "What happens here?", "I would like to see it.")
    await page.locator(".beneath-switch").click()
    rows = page.locator(".beneath .log tr")
    await expect(rows.filter(has_text="card").filter(has_text="done").first).to_be_visible()
    await page.get_by_role("tab", name="Slack calls").click()
    await expect(rows.filter(has_text="chat.postMessage").first).to_contain_text("ok")
    await page.get_by_role("tab", name="Events").click()
    await expect(rows.filter(has_text="ticket.created").first).to_be_visible()


async def test_a_note_of_the_thread_goes_to_the_customer_by_a_shortcut(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await become_customer(page, desk, "short.story@example.com", "Short Story")
    await ask_at_site(page, "Kurzer Weg", "Bitte um Antwort.")
    thread = await open_thread(page, "Kurzer Weg")
    await thread.locator("textarea").fill("Das ist *heute* behoben.")
    await thread.locator("textarea").press("Enter")
    note = thread.locator(".message", has_text="Das ist heute behoben.")
    await note.hover()
    await note.locator(".tools summary").click()
    await note.get_by_role("menuitem", name="Send to customer").click()
    await expect(page.locator("dialog.modal .rich-field")).to_contain_text("Das ist heute behoben.")
    await page.keyboard.press("Escape")

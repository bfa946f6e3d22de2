"""Lists as people use them in the page: scanned, followed, turned, kept, and changed as a whole."""

from uuid import UUID

import pytest
from playwright.async_api import Locator, Page, expect

from owona_bot.playground.stage import Stage, until
from tests.browser.conftest import Visit
from tests.browser.doing import asked, be, card, enter

ANNA, BEN = "U0ANNA", "U0BEN"

BEHIND = "select exists (select from pg_stat_activity where $1 = any(pg_blocking_pids(pid)))"
"""Whether anybody waits for what that process holds."""

CHANGED = """
    select count(*) from owona_bot.events e join public.support_tickets t on t.id = e.ticket_id
    where e.kind = 'ticket.changed' and e.payload ? 'priority' and t.title like $1"""


INDEXED = "select count(*) from owona_bot.search where ticket_id = any($1)"


async def tickets(desk: Stage, address: str, *titles: str, text: str = "Bitte um Hilfe.") -> list[UUID]:
    """Of one customer, the first one oldest, once they can be listed."""
    owner = await desk.site.sign_up(address, address.partition("@")[0].capitalize())
    made = [await desk.site.create_ticket(owner, title, text, acknowledge=False) for title in titles]

    async def indexed() -> bool:
        async with desk.site.pool.acquire() as connection:
            return bool(await connection.fetchval(INDEXED, made) == len(made))

    await until(indexed, f"{titles} can be found", 20)
    return made


async def form(page: Page, *filled: str) -> Locator:
    """The modal, its fields filled from the top."""
    modal = page.locator("dialog.modal")
    await expect(modal).to_be_visible()
    for place, value in enumerate(filled):
        field = modal.locator(".b-input").nth(place).locator("select, input").first
        is_menu = await field.evaluate("node => node.tagName === 'SELECT'")
        await (field.select_option(value) if is_menu else field.fill(value))
    return modal


async def read_messages(page: Page) -> Locator:
    """The newest of what the bot says to whoever looks alone."""
    await enter(page, "owona")
    await page.locator("[data-tab=messages]").click()
    return page.locator(".room-pane .message").last


async def test_a_list_is_scanned_and_leads_to_the_cards(desk: Stage, visit: Visit) -> None:
    await tickets(desk, "scan@example.com", "Scanfall alt", *(f"Füllung {n}" for n in range(60)), "Scanfall neu")
    page = await visit(desk.playground.url)
    await expect(card(page, "Scanfall neu")).to_be_visible()
    rows = await asked(page, "/ticket liste scanfall status:neu")
    await expect(rows).to_contain_text("2 Tickets")
    await expect(rows.locator(".content strong")).to_have_text(["Scanfall neu", "Scanfall alt"])
    await expect(rows.locator(".b-context").nth(1)).to_contain_text("Neu · noch niemand")
    await expect(card(page, "Scanfall alt")).to_have_count(0)
    await rows.get_by_role("link").last.click()
    await expect(card(page, "Scanfall alt")).to_be_in_viewport()
    assert len(page.context.pages) == 1


async def test_a_link_to_a_message_opens_in_a_window_of_its_own_too(desk: Stage, visit: Visit) -> None:
    await tickets(desk, "apart@example.com", "Eigenes Fenster")
    page = await visit(desk.playground.url)
    rows = await asked(page, '/ticket liste "eigenes fenster"')
    await expect(rows).to_contain_text("1 Ticket")
    address = await rows.get_by_role("link").get_attribute("href")
    assert address is not None
    other = await visit(address)
    await expect(card(other, "Eigenes Fenster")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("user", "line", "told"),
    [
        (ANNA, "/ticket liste statsu:neu", "„statsu:“"),
        (ANNA, "/ticket liste agent:gibtsnicht", "Dazu gibt es kein Ticket."),
        (BEN, "/ticket list status:nwe", "“nwe”"),
        (BEN, "/ticket list agent:nosuchperson", "No ticket fits."),
        (BEN, "/ticket find", "What should I look for?"),
    ],
)
async def test_a_wrong_word_is_told_in_the_reader_s_language(
    desk: Stage, visit: Visit, user: str, line: str, told: str
) -> None:
    page = await visit(desk.playground.url)
    await be(page, user)
    await expect(await asked(page, line)).to_contain_text(told)


async def test_a_mistyped_word_is_found_and_stands_out(desk: Stage, visit: Visit) -> None:
    text = "Seit gestern fehlt die Quittungsnummer im Konto."
    await tickets(desk, "typo@example.com", "<!channel> *Beleg*", text=text)
    page = await visit(desk.playground.url)
    rows = await asked(page, "/ticket suche quitungsnummer")
    await expect(rows).to_contain_text("1 Ticket")
    await expect(rows).to_contain_text("statt „quitungsnummer“")
    await expect(rows.locator(".content strong")).to_have_text(["<!channel> *Beleg*", "Quittungsnummer"])
    number = await rows.get_by_role("link").inner_text()
    await be(page, BEN)
    rows = await asked(page, f"/ticket find {number}")
    await expect(rows).to_contain_text("<!channel> *Beleg*")
    await expect(rows.locator(".content strong").first).to_have_text("<!channel> *Beleg*")


async def test_who_presses_more_twice_turns_one_page(desk: Stage, visit: Visit) -> None:
    await tickets(desk, "more@example.com", *(f"Blättern {n:02}" for n in range(23)))
    page = await visit(desk.playground.url)
    rows = await asked(page, "/ticket liste blättern sort:created")
    await expect(rows).to_contain_text("23 Tickets")
    for first in ("Blättern 12", "Blättern 02"):
        await rows.get_by_role("button", name="Weiter").dblclick()
        await expect(rows.locator(".content strong").first).to_have_text(first)
    await expect(rows.locator(".content strong")).to_have_text(["Blättern 02", "Blättern 01", "Blättern 00"])
    await expect(rows.get_by_role("button", name="Weiter")).to_have_count(0)


async def test_a_view_is_kept_chosen_and_deleted(desk: Stage, visit: Visit) -> None:
    await tickets(desk, "view@example.com", "Ansichtskarte")
    page = await visit(desk.playground.url, locale="en-GB")
    await be(page, BEN)
    rows = await asked(page, "/ticket list ansichtskarte")
    await expect(rows).to_contain_text("1 ticket")
    await rows.get_by_role("button", name="Save this view").click()
    modal = await form(page, "Postcards")
    await expect(modal.get_by_role("checkbox")).to_have_count(0)
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_be_hidden()
    rows = await asked(page, "/ticket list sort:created")
    await expect(rows).to_contain_text("newest first")
    await rows.get_by_label("Choose a view").select_option("Postcards")
    await expect(rows).to_contain_text("1 ticket · ansichtskarte")
    await rows.get_by_label("Choose a view").select_option("Delete views …")
    modal = await form(page)
    await modal.get_by_role("checkbox", name="Postcards").check()
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_be_hidden()
    rows = await asked(page, "/ticket list ansichtskarte")
    await expect(rows).to_contain_text("1 ticket")
    await expect(rows.get_by_label("Choose a view")).to_have_count(0)


async def test_many_are_solved_at_once_and_it_is_said_before_who_gets_mail(desk: Stage, visit: Visit) -> None:
    await tickets(desk, "bulk@example.com", *(f"Sammelfall {n}" for n in range(7)))
    page = await visit(desk.playground.url)
    await enter(page, "tickets")
    rows = await asked(page, "/ticket liste sammelfall")
    await expect(rows).to_contain_text("7 Tickets")
    await rows.get_by_role("button", name="Für alle …").click()
    modal = await form(page, "Status …", "gelöst", "Alle, die der Filter findet")
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_contain_text("7 Tickets · Status: gelöst")
    await expect(modal).to_contain_text("und noch 2")
    await expect(modal).to_contain_text("Kunden, die eine E-Mail bekommen: bis zu 1 (E-Mails: bis zu 7)")
    await modal.locator("button[type=submit]").dblclick()
    await expect(modal).to_be_hidden()
    await expect(card(page, "Sammelfall 0")).to_contain_text("Gelöst")
    report = await read_messages(page)
    await expect(report).to_contain_text("Status: gelöst · fertig, 7 von 7")
    await expect(report.locator(".content button")).to_have_count(0)


async def test_what_is_cancelled_stops_there(desk: Stage, visit: Visit) -> None:
    """The third ticket is held by somebody until Cancel was pressed."""
    held = (await tickets(desk, "cancel@example.com", *(f"Abbruchfall {n}" for n in range(5))))[2]
    page = await visit(desk.playground.url, locale="en-GB")
    await be(page, BEN)
    await enter(page, "tickets")
    rows = await asked(page, "/ticket list abbruchfall sort:created")
    await expect(rows).to_contain_text("5 tickets")
    await rows.get_by_role("button", name="For all …").click()
    modal = await form(page, "Priority …", "high", "All that the filter finds")
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_contain_text("No customer gets an e-mail because of it.")

    async with desk.site.pool.acquire() as somebody, somebody.transaction():

        async def waits() -> bool:
            async with desk.site.pool.acquire() as connection:
                return bool(await connection.fetchval(BEHIND, somebody.get_server_pid()))

        await somebody.execute("select from public.support_tickets where id = $1 for update", held)
        await modal.locator("button[type=submit]").click()
        await until(waits, "it has come to the one that is held")
        report = await read_messages(page)
        await report.get_by_role("button", name="Cancel").click()
        await page.locator("dialog.confirm .danger, dialog.confirm .primary").last.click()
        await expect(report).to_contain_text("cancelled")
    await expect(report).to_contain_text("cancelled, 3 of 5 are done and stay so")
    await expect(report.locator(".content button")).to_have_count(0)
    async with desk.site.pool.acquire() as connection:
        assert await connection.fetchval(CHANGED, "Abbruchfall%") == 3

"""Emoji, tickets made of what people say, and answers taken back, as people do it in the page."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from playwright.async_api import Browser, Locator, Page, TimeoutError, expect

from owona_bot.database.embedded import Server
from owona_bot.playground.demo import free_port
from owona_bot.playground.stage import SYSTEM_USER, Stage, a_stage, until
from owona_bot.playground.teller import read, text_in
from tests.browser.conftest import Visit
from tests.browser.doing import ask_at_site, be, become_customer, card, open_thread
from tests.postgres import a_database


@pytest.fixture(scope="module")
async def patient(
    postgres: Server,
    admin: asyncpg.Connection,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
) -> AsyncIterator[Stage]:
    """A desk where an answer waits for a long time."""
    log = Path(tmp_path_factory.mktemp("patient")) / "bot.log"
    async with a_database(postgres, admin, template) as url:
        mail = f"127.0.0.1:{free_port()}"
        options = ("--database", url, "--desk", mail, "--pace", "0", "--ack-timeout", "30", "--trigger-life", "30")
        async with a_stage(
            url,
            log,
            *options,
            OWONA_SLACK__PACE="0",
            OWONA_SLACK__PATIENCE="20",
            OWONA_REPLY__UNDO_SECONDS="600",
            OWONA_MAIL__LISTEN=f"smtp://{mail}",
        ) as stage:
            await stage.site.sign_up(SYSTEM_USER, "System")
            yield stage


async def react(message: Locator, emoji: str) -> None:
    """By the picker beside the message."""
    page = message.page

    async def picking() -> bool:
        await message.hover()
        await message.locator(".tools summary").click()
        try:
            await message.get_by_role("menuitem", name="Anderes Emoji").click(timeout=2_000)
        except TimeoutError:
            return False  # redrawn meanwhile, a message has closed its menu
        return True

    await until(picking, "the picker is open")
    await page.get_by_label("Emoji suchen").fill(emoji)
    await page.get_by_label("Emoji suchen").press("Enter")


async def asked(page: Page, desk: Stage, title: str) -> Locator:
    """A customer's ticket, as its card."""
    name, *_ = title.split()
    await become_customer(page, desk, f"{name.lower()}@example.com", name)
    await ask_at_site(page, title, "Seit heute früh.")
    await expect(card(page, title)).to_contain_text("noch niemand")
    return card(page, title)


async def test_of_two_who_claim_by_emoji_at_once_one_gets_it_and_the_other_is_told(desk: Stage, visit: Visit) -> None:
    anna = await visit(desk.playground.url)
    hers = await asked(anna, desk, "Wettlauf um ein Auge")
    ben = await visit(desk.playground.url)
    await be(ben, "U0BEN")
    his = card(ben, "Wettlauf um ein Auge")
    await expect(his).to_be_visible()
    await asyncio.gather(react(hers, "eyes"), react(his, "eyes"))
    await expect(hers).to_contain_text("bei ")
    winner = "Anna" if "bei Anna" in (await hers.inner_text()) else "Ben"
    loser = ben if winner == "Anna" else anna
    thread = await open_thread(loser, "Wettlauf um ein Auge")
    told = "is with Anna already" if winner == "Anna" else "liegt schon bei Ben"
    await expect(thread.locator(".message.whisper").last).to_contain_text(told)


async def test_an_emoji_taken_away_undoes_what_it_did(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    ticket = await asked(page, desk, "Versehen mit dem Auge")
    await react(ticket, "eyes")
    await expect(ticket).to_contain_text("bei Anna")
    await ticket.locator(".reaction", has_text="1").first.click()
    await expect(ticket).to_contain_text("noch niemand")


async def test_a_thread_becomes_a_ticket(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    talk = await desk.playground.post("ben", "tickets", "Kundin am Telefon: Rechnung doppelt")
    await desk.playground.post("anna", "tickets", "Beide vom 3. November", thread_ts=talk)
    await desk.playground.post("ben", "tickets", "Sie wartet auf Rückruf", thread_ts=talk)
    message = page.locator(f".room-pane .message[data-ts='{talk}']")
    await expect(message).to_contain_text("Rechnung doppelt")
    await react(message, "ticket")
    made = card(page, "Kundin am Telefon: Rechnung doppelt")
    await expect(made).to_be_visible()
    await message.locator(".thread-bar").click()
    await expect(page.locator(".thread")).to_contain_text("#1")


async def test_an_answer_is_taken_back_and_goes_on_being_written(patient: Stage, visit: Visit) -> None:
    page = await visit(patient.playground.url)
    ticket = await asked(page, patient, "Vertan ist diese Antwort")
    await ticket.get_by_role("button", name="Antworten", exact=True).click()
    modal = page.locator("dialog.modal")
    await modal.locator(".rich-field").click()
    await page.keyboard.type("Das war zu früh")
    await modal.locator("button[type=submit]").click()
    await expect(modal.locator(".rich-field")).to_have_count(0)
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_be_hidden()
    thread = await open_thread(page, "Vertan ist diese Antwort")
    await thread.get_by_role("button", name="Rückgängig").click()
    await expect(thread).to_contain_text("hat die Antwort zurückgenommen")
    mails = await patient.playground.mails("vertan@example.com")
    assert not any("zu fr" in text_in(read(mail.raw)) for mail in mails)
    await thread.get_by_role("button", name="Weiter bearbeiten").click()
    await expect(modal.locator(".rich-field")).to_contain_text("Das war zu früh")

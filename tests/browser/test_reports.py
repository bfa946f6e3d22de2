"""Exports and reports in the page: asked for in a form, seen to come, looked at, saved."""

import asyncio
import json
from datetime import datetime
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from owona_bot.playground.stage import Stage
from tests.browser.conftest import Visit
from tests.browser.doing import asked, enter, type_in
from tests.browser.test_axe import serious


async def with_tickets(desk: Stage, address: str) -> None:
    """A customer's two, the newer one's title a formula."""
    customer = await desk.site.sign_up(address, "Paula Seite")
    for title in ("Größe passt nicht", "=1+1"):
        await desk.site.create_ticket(customer, title, "Bitte ansehen.", acknowledge=False)


async def saved(page: Page, file: Locator) -> bytes:
    async with page.expect_download() as saving:
        await file.click()
    return await asyncio.to_thread((await (await saving.value).path()).read_bytes)


async def test_an_export_asked_for_in_a_form_comes_as_a_file(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await with_tickets(desk, "export.page@example.com")
    await enter(page, "general")
    await type_in(page, "/export")
    modal = page.locator("dialog.modal")
    await modal.get_by_label("Welche Tickets?").fill("kunde:export.page@example.com")
    await modal.get_by_label("Als", exact=True).select_option(label="JSON")
    await modal.get_by_text("mit Nachrichten").click()
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_be_hidden()
    await page.locator("[data-room=owona]").first.click()
    await page.get_by_role("tab", name="Nachrichten").click()
    told = page.locator(".message", has_text="Export als JSON").last
    await expect(told).to_contain_text("Export als JSON fertig · 2 Tickets")
    document = json.loads(await saved(page, page.locator("a.file", has_text=".json").last))
    assert [one["title"] for one in document["tickets"]] == ["Größe passt nicht", "=1+1"]


async def test_a_report_has_charts_and_tables_and_its_pdf_beneath(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await with_tickets(desk, "report.page@example.com")
    await enter(page, "reports")
    await type_in(page, "/report")
    modal = page.locator("dialog.modal")
    await modal.get_by_label("Von welchen Tickets").fill("kunde:report.page@example.com")
    await modal.get_by_label("Zeitraum").fill(datetime.now(ZoneInfo("Europe/Berlin")).date().isoformat())
    await expect(modal.get_by_label("Kanal").locator("option", has_text="@")).to_have_count(0)
    await modal.get_by_label("Kanal").select_option(label="#reports")
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_contain_text("kommt gleich")
    await page.keyboard.press("Escape")
    report = page.locator(".room-pane .message", has_text="kunde:r…@example.com")
    await expect(report.locator(".b-chart").first).to_be_visible()
    await expect(report.locator(".b-data-table").first).to_be_visible()
    await expect(report).to_contain_text("Neu 2, gelöst 0")
    assert await serious(page) == []
    await report.get_by_role("button", name="PDF", exact=True).click()
    await report.locator(".thread-bar").click()
    assert (await saved(page, page.locator(".thread a.file", has_text=".pdf"))).startswith(b"%PDF-")
    await expect(page.locator(".thread").get_by_role("link", name="Öffnen")).to_be_visible()


async def test_a_report_is_planned_listed_paused_and_deleted(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await enter(page, "reports")
    await type_in(page, "/report plan monatlich")
    modal = page.locator("dialog.modal")
    await modal.get_by_label("Von welchen Tickets").fill("kat:abrechnung")
    await modal.get_by_label("Wann").select_option(label="jeden Monat am 3.")
    await modal.get_by_label("Kanal").select_option(label="#reports")
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_contain_text("Gespeichert.")
    assert await serious(page) == []
    await page.keyboard.press("Escape")
    await expect(modal).to_be_hidden()
    listed = await asked(page, "/report liste")
    await expect(listed).to_contain_text("Monatsbericht")
    await listed.get_by_role("button", name="Anhalten").last.click()
    await expect(page.locator(".message.whisper").last).to_contain_text("angehalten")
    again = await asked(page, "/report liste")
    await again.get_by_role("button", name="Löschen").last.click()
    confirm = page.locator("dialog", has_text="Plan löschen?")
    await confirm.get_by_role("button", name="Löschen").click()
    await expect(page.locator(".message.whisper").last).to_contain_text("ist gelöscht")

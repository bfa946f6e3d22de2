"""Modals: errors at the field, what was typed stays, two people in one form."""

from playwright.async_api import expect

from owona_bot.playground.stage import Stage
from tests.browser.conftest import Visit
from tests.browser.doing import be, card, type_in


async def test_errors_stand_at_their_field_and_what_was_typed_stays(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await be(page, "U0BEN")
    await type_in(page, "/ticket new")
    modal = page.locator("dialog.modal")
    await modal.get_by_label("Title", exact=True).fill("By hand")
    await modal.locator("button[type=submit]").click()
    await expect(modal.locator(".wrong")).to_have_count(2)
    await modal.get_by_label("Customer's e-mail address").fill("kaputt")
    await modal.get_by_label("Description").fill("Called at ten.")
    await modal.locator("button[type=submit]").click()
    await expect(modal.locator(".wrong")).to_have_count(1)
    await expect(modal.locator(".wrong .label")).to_contain_text("e-mail")
    await expect(modal.get_by_label("Title", exact=True)).to_have_value("By hand")
    await modal.get_by_label("Customer's e-mail address").fill("byhand@example.org")
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_be_hidden()
    await expect(card(page, "By hand")).to_be_visible()


async def test_escape_closes_the_form_here_and_at_slack(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await type_in(page, "/ticket neu")
    await expect(page.locator("dialog.modal")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog.modal")).to_be_hidden()
    assert await desk.playground.view("anna") is None


async def test_two_people_fill_in_one_form_each_for_themselves(desk: Stage, visit: Visit) -> None:
    anna, ben = await visit(desk.playground.url), await visit(desk.playground.url)
    await be(ben, "U0BEN")
    await type_in(anna, "/ticket neu")
    await type_in(ben, "/ticket new")
    await anna.get_by_label("Titel", exact=True).fill("von Anna")
    await expect(ben.get_by_label("Title", exact=True)).to_have_value("")
    await anna.keyboard.press("Escape")
    await expect(anna.locator("dialog.modal")).to_be_hidden()
    await expect(ben.locator("dialog.modal")).to_be_visible()
    await ben.keyboard.press("Escape")


async def test_a_form_closed_in_another_window_closes_here(desk: Stage, visit: Visit) -> None:
    one, other = await visit(desk.playground.url), await visit(desk.playground.url)
    await type_in(one, "/ticket neu")
    await expect(other.locator("dialog.modal")).to_be_visible()
    await other.keyboard.press("Escape")
    await expect(one.locator("dialog.modal")).to_be_hidden()

"""The card's menu in the page: a choice opens its form, the form changes the card; the fullest card fits its room."""

from playwright.async_api import expect

from owona_bot.playground.stage import Stage
from tests.browser.conftest import Visit
from tests.browser.doing import ask_at_site, be, become_customer, card, enter, type_in


async def test_a_choice_of_the_menu_opens_a_form_and_the_card_shows_what_it_did(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await become_customer(page, desk, "menu@example.com", "Mirella")
    await enter(page, "tickets")
    await ask_at_site(page, "Menü", "Bitte sortieren.")
    await be(page, "U0ANNA")
    menu = card(page, "Menü").get_by_label("Mehr …")
    await menu.select_option("Schlagworte …")
    await page.locator(".modal input[type=text], .modal input:not([type])").fill("vip, trial")
    await page.get_by_role("button", name="Speichern", exact=True).click()
    await expect(card(page, "Menü")).to_contain_text("Schlagworte: vip, trial")
    await menu.select_option("Schließen")
    await expect(card(page, "Menü")).to_contain_text("Geschlossen")
    await expect(menu.locator("option")).to_have_text(
        ["Mehr …", "Wieder öffnen", "Kategorie …", "Schlagworte …", "Notiz …"]
    )


async def test_thirty_tags_and_a_title_without_end_leave_the_card_in_its_room(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    await become_customer(page, desk, "much@example.com", "Moritz")
    owner = await desk.site.sign_up("very.much@example.com", "Viel")
    await desk.site.insert_ticket(owner, "Überlang" + "x" * 9_000, "Text")
    await enter(page, "tickets")
    await be(page, "U0ANNA")
    shown = card(page, "Überlang")
    heading = await shown.locator(".b-header").inner_text()
    number = heading.split()[0]
    await type_in(page, f"/ticket tag {number} " + " ".join(f"{n:02}{'x' * 38}" for n in range(30)))
    await expect(shown).to_contain_text("und noch 28")
    room, body = await page.locator(".room-pane").bounding_box(), await shown.bounding_box()
    assert room is not None
    assert body is not None
    assert body["x"] + body["width"] <= room["x"] + room["width"]
    assert body["height"] < 360

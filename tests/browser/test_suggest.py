"""Fields that speak with the app while one types."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import expect

from owona_bot.playground.server import Running
from owona_bot.playground.stage import until
from tests.browser.conftest import Visit
from tests.browser.listening import an_app
from tests.playground.conftest import web_client
from tests.playground.hearing import Ears
from tests.playground.test_blocks import actions, entry, option, plain, section
from tests.playground.test_modals import modal, trigger
from tests.playground.test_suggesting import BEN, BERTA, FIELD, TAGS, WHO


@pytest.fixture
async def app() -> AsyncIterator[tuple[Running, Ears]]:
    async with an_app() as (running, ears):
        ears.offer = {"options": [BEN, BERTA]}
        yield running, ears


async def heard(ears: Ears, count: int) -> None:
    async def enough() -> bool:
        return len(ears.knocks) >= count

    await until(enough, f"{count} knocks came")


async def test_the_keyboard_finds_and_chooses_on_a_card(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    group = {"label": plain("Team"), "options": [BEN, BERTA]}
    ears.offer = {"option_groups": [group]}
    blocks = [actions(WHO) | {"block_id": "b"}]
    await web_client(slack).chat_postMessage(channel="C0TICKETS", text="x", blocks=blocks)
    page = await visit(slack.url)
    field = page.get_by_role("combobox", name="Assignee")
    await field.press_sequentially("b")
    await expect(page.locator(".combo .note")).to_have_text("Mindestens 2 Zeichen eingeben.")
    await field.fill("ber")  # at once: a busy machine would ask between two keys
    await expect(page.locator(".combo .group")).to_have_text("Team")
    await field.press("ArrowDown")
    await field.press("Enter")
    await heard(ears, 2)
    asked, pressed = ears.knocks
    assert (asked["type"], asked["value"]) == ("block_suggestion", "ber")
    assert pressed["actions"][0]["selected_option"] == BERTA
    await expect(field).to_have_value("Berta")
    await expect(page.locator(".combo .choices")).to_be_hidden()


async def test_what_was_typed_and_not_chosen_does_not_stay(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    await web_client(slack).chat_postMessage(channel="C0TICKETS", text="x", blocks=[actions(WHO)])
    page = await visit(slack.url)
    field = page.get_by_role("combobox", name="Assignee")
    ears.offer = {"options": []}
    await field.fill("zzz")
    await expect(page.locator(".combo .note")).to_have_text("Nichts gefunden.")
    await page.locator(".room-pane textarea").focus()
    await expect(field).to_have_value("")
    assert [body["type"] for body in ears.knocks] == ["block_suggestion"]


async def test_several_are_chosen_in_a_form_and_sent(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    await web_client(slack).views_open(trigger_id=await trigger(slack), view=modal(FIELD, TAGS))
    page = await visit(slack.url, locale="en-GB")
    form = page.locator("dialog.modal")
    await form.get_by_label("Who").press_sequentially("ben")
    await form.get_by_role("option", name="Ben Berg").click()
    tags = form.get_by_label("Tags")
    await tags.click()
    await form.get_by_role("option", name="Ben Berg").click()
    await tags.press_sequentially("b")
    await form.get_by_role("option", name="Berta").click()
    await form.get_by_role("button", name="Remove Ben Berg").click()
    await form.locator("button[type=submit]").click()
    await expect(form).to_be_hidden()
    values = ears.knocks[-1]["view"]["state"]["values"]
    assert values["who"]["who"]["selected_option"] == BEN
    assert values["tags"]["who"]["selected_options"] == [BERTA]


async def test_a_field_tells_on_enter_and_the_answer_leaves_the_cursor(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    number = entry(
        {"type": "plain_text_input", "action_id": "a"}, block_id="n", label=plain("Number"), dispatch_action=True
    )
    client = web_client(slack)
    view = (await client.views_open(trigger_id=await trigger(slack), view=modal(number)))["view"]
    page = await visit(slack.url)
    field = page.locator("dialog.modal").get_by_label("Number")
    await field.press_sequentially("100")
    await field.press("Enter")
    await heard(ears, 1)
    assert ears.knocks[0]["actions"][0]["value"] == "100"
    assert ears.knocks[0]["view"]["state"]["values"]["n"]["a"]["value"] == "100"
    title = {"type": "plain_text_input", "action_id": "v", "initial_value": "Login"}
    fresh = modal(section(text=plain("found")), number, entry(title, block_id="t.1001", label=plain("Title")))
    await client.views_update(view_id=view["id"], view=fresh, hash=view["hash"])
    await expect(page.locator("dialog.modal").get_by_label("Title")).to_have_value("Login")
    await page.keyboard.type("1")
    await expect(field).to_have_value("1001")


async def test_a_field_tells_as_one_types_where_it_says_so(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    element = {
        "type": "plain_text_input",
        "action_id": "a",
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    loud = entry(element, block_id="n", label=plain("Search"), dispatch_action=True)
    await web_client(slack).views_open(trigger_id=await trigger(slack), view=modal(loud))
    page = await visit(slack.url)
    await page.locator("dialog.modal").get_by_label("Search").press_sequentially("log")

    async def all_told() -> bool:
        return bool(ears.knocks and ears.knocks[-1]["actions"][0]["value"] == "log")

    await until(all_told, "the whole word is told")


async def test_an_app_that_offers_too_much_is_said_so(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    await web_client(slack).chat_postMessage(channel="C0TICKETS", text="x", blocks=[actions(WHO)])
    ears.offer = {"options": [option(value=str(i)) for i in range(101)]}
    page = await visit(slack.url)
    await page.get_by_role("combobox", name="Assignee").press_sequentially("be")
    await expect(page.locator(".combo .note")).to_contain_text("no more than 100 items allowed")

"""The app's own place: its Home, live as it is published, and the tabs beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from owona_bot.playground.client import Playground
from owona_bot.playground.server import Running
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.browser.conftest import Visit
from tests.browser.doing import be
from tests.browser.listening import an_app
from tests.browser.test_axe import serious
from tests.playground.conftest import MANIFEST, web_client
from tests.playground.hearing import Ears
from tests.playground.test_blocks import CONFIRM, actions, button, entry, mrkdwn, option, plain, section
from tests.playground.test_home import FILTER, MENU, home
from tests.playground.test_suggesting import WHO

WORDS = entry({"type": "plain_text_input", "action_id": "v"}, block_id="words", label=plain("Words"))


@pytest.fixture
async def app() -> AsyncIterator[tuple[Running, Ears]]:
    async with an_app() as running:
        yield running


async def publish(running: Running, *blocks: Json, user: str = "U0ANNA") -> None:
    """The page hears of it by its feed."""
    await web_client(running).views_publish(user_id=user, view=home(*blocks))


async def enter_app(page: Page) -> None:
    await page.locator("[data-room=owona]").click()
    await expect(page.locator(".room.here")).to_contain_text("owona")


async def test_a_home_appears_as_it_is_published_and_for_its_person_alone(
    app: tuple[Running, Ears], visit: Visit
) -> None:
    slack, ears = app
    page = await visit(slack.url)
    await enter_app(page)
    await expect(page.locator(".home")).to_contain_text("noch nichts veröffentlicht")
    assert [event["tab"] for event in await ears.heard(1)] == ["home"]
    await publish(slack, section(text=mrkdwn("*#1001* wartet")))
    await expect(page.locator(".home")).to_contain_text("#1001 wartet")
    await publish(slack, section(text=mrkdwn("*#1002* &lt;b&gt;wartet&lt;/b&gt;")))
    await expect(page.locator(".home")).to_contain_text("#1002 <b>wartet</b>")
    await expect(page.locator(".room-pane .composer")).to_be_hidden()
    await be(page, "U0BEN")
    await expect(page.locator(".home")).to_contain_text("noch nichts veröffentlicht")
    assert (await ears.heard(2))[1]["user"] == "U0BEN"


async def test_everything_on_the_home_can_be_pressed(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    ears.offer = {"options": [option("Berta", "berta")]}
    await publish(
        slack,
        actions(button(confirm=CONFIRM), FILTER | {"action_id": "who"}),
        section(accessory=MENU),
        section(accessory=WHO, block_id="assign"),
    )
    page = await visit(slack.url)
    await enter_app(page)
    place = page.locator(".home")
    await place.get_by_role("button", name="Go").click()
    await page.locator("dialog.confirm .primary").click()
    await place.locator("summary").click()
    await place.get_by_role("menuitem", name="Never").click()
    await place.locator("select").select_option(label="All")
    await place.get_by_role("combobox", name="Assignee").press_sequentially("be")
    await place.get_by_role("option", name="Berta").click()

    async def all_told() -> bool:
        return len(ears.knocks) == 5

    await until(all_told, "four presses and a question")
    kinds = [body.get("value") or body["actions"][0]["type"] for body in ears.knocks]
    assert kinds == ["button", "overflow", "static_select", "be", "external_select"]
    assert {body["view"]["type"] for body in ears.knocks} == {"home"}
    assert ears.knocks[-1]["actions"][0]["selected_option"]["value"] == "berta"


async def test_publishing_again_disturbs_nobody_who_types(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    await publish(slack, WORDS, actions(button()))
    page = await visit(slack.url)
    await enter_app(page)
    field = page.locator(".home").get_by_label("Words")
    await field.press_sequentially("prin")
    await publish(slack, section(text=mrkdwn("new")), WORDS, actions(button()))
    await expect(page.locator(".home")).to_contain_text("new")
    await page.keyboard.type("ter")
    await expect(field).to_have_value("printer")
    await page.locator("[data-tab=messages]").click()
    await expect(page.locator(".home")).to_be_hidden()
    await page.locator("[data-tab=home]").click()
    await expect(field).to_have_value("printer")
    await page.locator(".home").get_by_role("button", name="Go").click()

    async def told() -> bool:
        return bool(ears.knocks)

    await until(told, "the press came")
    assert ears.knocks[0]["view"]["state"]["values"]["words"]["v"]["value"] == "printer"


async def test_the_tabs_are_told_and_messages_are_written_in_theirs(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    page = await visit(slack.url, locale="en-GB")
    await enter_app(page)
    await page.locator("[data-tab=home]").press("ArrowRight")
    await expect(page.locator("[data-tab=messages]")).to_be_focused()
    assert [event["tab"] for event in await ears.heard(2)] == ["home", "messages"]
    ears.answer = {"text": "in private"}
    field = page.locator(".room-pane .composer textarea")
    await field.fill("/ticket list")
    await field.press("Enter")
    await expect(page.locator(".message.whisper").last).to_contain_text("in private")
    assert ears.knocks[0]["channel_name"] == "directmessage"


async def test_an_app_without_a_home_shows_its_messages(tmp_path: Path, visit: Visit) -> None:
    bare = tmp_path / "manifest.yml"
    bare.write_text(MANIFEST.read_text().replace("home_tab_enabled: true", "home_tab_enabled: false"))
    async with an_app(bare) as (running, _), Playground(running.url) as people:
        page = await visit(running.url)
        await enter_app(page)
        await expect(page.locator(".room-pane .composer")).to_be_visible()
        await expect(page.locator("[data-tab]")).to_have_count(0)
        await people.post("anna", "U0ANNA", "hallo")
        await expect(page.locator(".message")).to_contain_text("hallo")


@pytest.mark.parametrize(("dark", "width"), [(False, 1440), (True, 1440), (False, 390)], ids=["light", "dark", "phone"])
async def test_nothing_serious_on_the_home(app: tuple[Running, Ears], visit: Visit, dark: bool, width: int) -> None:
    slack, ears = app
    group = {"label": plain("Team"), "options": [option("Berta", "berta", description=plain("Tier 2"))]}
    ears.offer = {"option_groups": [group]}
    await publish(
        slack, section(text=mrkdwn("x " * 200), accessory=WHO), WORDS, actions(button(), FILTER | {"action_id": "f"})
    )
    page = await visit(slack.url, dark=dark, width=width, height=800)
    if width < 400:
        await page.locator("[data-to=rooms]").click()
    await enter_app(page)
    assert await serious(page) == []
    await page.get_by_role("combobox", name="Assignee").press_sequentially("be")
    await expect(page.get_by_role("option", name="Berta")).to_be_visible()
    assert await serious(page) == []
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert await page.locator(".home").evaluate("node => node.scrollWidth <= node.clientWidth")

"""Emoji anywhere, words for one person in a thread, and the switches of the workspace."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from owona_bot.playground.client import Playground
from owona_bot.playground.server import Running
from owona_bot.playground.stage import until
from tests.browser.conftest import Visit
from tests.browser.doing import be, enter
from tests.browser.listening import an_app
from tests.playground.conftest import web_client
from tests.playground.hearing import Ears
from tests.playground.test_blocks import actions, button


@pytest.fixture
async def app() -> AsyncIterator[tuple[Running, Ears]]:
    async with an_app() as running:
        yield running


async def open_first_thread(page: Page) -> None:
    message = page.locator(".room-pane .message").first
    await message.hover()
    await message.get_by_role("button", name="Im Thread antworten").click()
    await expect(page.locator(".thread")).to_be_visible()


async def test_any_emoji_is_given_and_taken_back_in_a_thread(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, _ = app
    async with Playground(slack.url) as people:
        card = await people.post("ben", "tickets", "card")
        await people.post("ben", "tickets", "in the thread", thread_ts=card)
    page = await visit(slack.url)
    await open_first_thread(page)
    reply = page.locator(".thread .message", has_text="in the thread")
    await reply.hover()
    await reply.locator(".tools summary").click()
    await reply.get_by_role("menuitem", name="Anderes Emoji").click()
    await page.get_by_label("Emoji suchen").fill("bug")
    await page.get_by_label("Emoji suchen").press("Enter")
    await expect(reply.locator(".reaction.mine")).to_contain_text("🐛")
    await reply.locator(".reaction").click()
    await expect(reply.locator(".reaction")).to_have_count(0)


async def test_words_in_a_thread_are_for_one_person_and_can_be_answered(
    app: tuple[Running, Ears], visit: Visit
) -> None:
    slack, ears = app
    client = web_client(slack)
    card = (await client.chat_postMessage(channel="C0TICKETS", text="card"))["ts"]
    page = await visit(slack.url)
    await open_first_thread(page)
    told = {"channel": "C0TICKETS", "text": "only you", "thread_ts": card}
    await client.chat_postEphemeral(user="U0ANNA", blocks=[actions(button())], **told)
    whisper = page.locator(".thread .message.whisper")
    await expect(whisper).to_contain_text("Nur für dich sichtbar")
    await expect(page.locator(".room-pane .message.whisper")).to_have_count(0)
    await whisper.get_by_role("button", name="Go").click()

    async def pressed() -> bool:
        return bool(ears.knocks)

    await until(pressed, "the press came")
    assert ears.knocks[0]["container"]["is_ephemeral"]
    await be(page, "U0BEN")
    await open_first_thread(page)
    await expect(page.locator(".thread .message")).to_have_count(1)


async def test_channels_and_people_change_by_switches(app: tuple[Running, Ears], visit: Visit) -> None:
    slack, ears = app
    page = await visit(slack.url)
    await page.locator(".beneath-switch").click()
    await page.get_by_role("tab", name="Störungen").click()
    for words in ("Bot aus #tickets entfernen", "Bot in #tickets einladen", "#tickets archivieren"):
        await page.get_by_role("button", name=words).click()
    await expect(page.locator("[data-room=tickets]")).to_have_count(0)
    await page.get_by_role("button", name="#tickets wieder öffnen").click()
    await enter(page, "tickets")
    await page.get_by_role("button", name="Ben spricht DE").click()
    await page.get_by_role("button", name="Ben deaktivieren").click()
    await expect(page.locator("[data-user=U0BEN]")).to_have_count(0)
    heard = await ears.heard(5)
    assert [event["type"] for event in heard] == [
        "channel_left",
        "member_joined_channel",
        "channel_archive",
        "user_change",
        "user_change",
    ]
    assert (heard[3]["user"]["locale"], heard[4]["user"]["deleted"]) == ("de-DE", True)


async def test_an_app_that_loses_its_place_is_gone_until_it_is_installed(
    app: tuple[Running, Ears], visit: Visit
) -> None:
    slack, _ = app
    page = await visit(slack.url)
    await page.locator(".beneath-switch").click()
    await page.get_by_role("tab", name="Störungen").click()
    await page.get_by_role("button", name="App deinstallieren").click()
    await expect(page.locator(".banner")).to_contain_text("Die App ist deinstalliert")
    await page.get_by_role("button", name="App wieder installieren").click()
    await expect(page.locator(".banner")).not_to_contain_text("deinstalliert")
    await page.get_by_role("button", name="Bot in #tickets einladen").click()
    await expect(page.get_by_role("button", name="Bot aus #tickets entfernen")).to_be_visible()

"""Two windows live, and a bot that is down."""

from playwright.async_api import expect

from owona_bot.playground.client import Playground
from owona_bot.playground.options import Options
from owona_bot.playground.server import Running, serve
from owona_bot.playground.stage import manifest
from owona_bot.playground.wire import Json
from tests.browser.conftest import Visit
from tests.browser.doing import be, enter, type_in


async def test_what_one_writes_the_other_reads_at_once(slack: Running, visit: Visit) -> None:
    anna, ben = await visit(slack.url), await visit(slack.url, locale="en-GB")
    await be(ben, "U0BEN")
    await enter(ben, "general")
    await type_in(anna, "Hallo @Ben, *wichtig* & <b>eilig</b>")
    await expect(ben.locator("[data-room=tickets] .badge")).to_have_text("1")
    await enter(ben, "tickets")
    message = ben.locator(".message").last
    await expect(message).to_contain_text("Hallo @Ben, wichtig & <b>eilig</b>")
    await expect(message.locator(".mention")).to_have_text("@Ben")
    await message.hover()
    await message.get_by_role("button", name="React with eyes").click()
    await expect(anna.locator(".reaction")).to_contain_text("👀")
    await message.hover()
    await message.get_by_role("button", name="Reply in thread").click()
    await ben.locator(".thread .composer textarea").fill("On it.")
    await ben.locator(".thread .composer textarea").press("Enter")
    await expect(anna.locator(".thread-bar")).to_contain_text("1 Antwort")


async def test_edits_deletions_and_files_show_in_both(slack: Running, visit: Visit) -> None:
    one, other = await visit(slack.url), await visit(slack.url)
    async with Playground(slack.url) as people:
        ts = await people.post("anna", "tickets", "erst so")
        await expect(one.locator(".message").last).to_contain_text("erst so")
        await people.edit("anna", "tickets", ts, "dann so")
        await expect(other.locator(".message").last).to_contain_text("dann so")
        await expect(other.locator(".edited")).to_be_visible()
        await people.remove("anna", "tickets", ts)
        await expect(other.locator(".message")).to_have_count(0)
        await people.post("ben", "tickets", "sieh mal", files=[("plan.txt", b"eins")])
        await expect(one.locator("a.file")).to_contain_text("plan.txt")


async def test_without_a_bot_the_page_says_so_and_queues_nothing(slack: Running, visit: Visit) -> None:
    page = await visit(slack.url)
    await expect(page.locator(".banner")).to_contain_text("nicht verbunden")
    await type_in(page, "/ticket hilfe")
    await expect(page.locator(".room-pane .error")).to_contain_text("nicht angekommen")
    await expect(page.locator(".room-pane textarea")).to_have_value("/ticket hilfe")
    async with Playground(slack.url) as people:
        assert [knock["outcome"] for knock in await people.knocks()] == ["not_connected"]


async def test_the_keyboard_alone_is_enough(slack: Running, visit: Visit) -> None:
    page = await visit(slack.url)
    await page.locator(".person.chosen").focus()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".person.chosen")).to_have_attribute("data-user", "U0BEN")
    await page.locator("[data-room=general]").focus()
    await page.keyboard.press("Enter")
    await page.locator(".room-pane textarea").focus()
    await page.keyboard.type("erste Zeile")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("zweite @An")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message").last).to_contain_text("zweite @Anna")


async def test_a_window_remembered_from_another_workspace_starts_over(slack: Running, visit: Visit) -> None:
    page = await visit(slack.url)
    await page.evaluate("localStorage.setItem('owona.window', JSON.stringify({user: 'U0GONE', room: 'C0GONE'}))")
    await page.reload()
    await expect(page.locator(".room.here")).to_contain_text("tickets")
    await expect(page.locator(".person.chosen")).to_have_attribute("data-user", "U0ANNA")


async def test_the_clock_is_moved_from_any_window_and_all_say_how_far(visit: Visit) -> None:
    orders: list[Json] = []
    slack = await serve(Options(manifest=manifest(), pace=0, redelivery=()), orders.append)
    one, other = await visit(slack.url), await visit(slack.url, locale="en-GB")
    for page in (one, other):
        await page.locator(".beneath-switch").click()
        await page.locator(".beneath [role=tab]").last.click()
    await expect(one.locator(".ahead")).to_have_text("Sie geht richtig.")
    await one.get_by_role("button", name="+1 Tag").click()
    await expect(other.locator(".ahead")).to_contain_text("It is ahead: 1 day.")
    await other.get_by_role("button", name="+1 h").click()
    await expect(one.locator(".ahead")).to_contain_text("Sie geht vor: 1 Tag, 1 Stunde.")
    await enter(one, "general")
    await expect(one.locator(".ahead")).to_contain_text("Sie geht vor: 1 Tag, 1 Stunde.")
    await one.get_by_role("button", name="Zurück auf jetzt").click()
    await expect(other.locator(".ahead")).to_have_text("It is right.")
    assert orders == [{"ask": "set_clock", "seconds": seconds} for seconds in (86_400, 90_000, 0)]
    await slack.stop()

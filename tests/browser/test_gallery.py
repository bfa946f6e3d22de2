"""Every block and element, drawn by the code that draws the desk."""

import json
from pathlib import Path

from playwright.async_api import Page, expect

from owona_bot.playground.block_rules import BLOCKS, check_blocks
from owona_bot.playground.checks import Report, by_type
from owona_bot.playground.element_rules import ELEMENTS
from owona_bot.playground.modal_state import elements
from owona_bot.playground.page import FILES
from owona_bot.playground.rich_rules import RICH_TEXT
from owona_bot.playground.server import Running
from owona_bot.playground.wire import Json
from tests.browser.conftest import Visit

GALLERY: dict[str, list[Json]] = json.loads(Path(FILES / "gallery.json").read_text())
LEFT_OUT = {"workflow_button", "multi_static_select"}
"""They look as their like."""


async def gallery(slack: Running, visit: Visit) -> Page:
    page = await visit(f"{slack.url}/page/files/gallery.html", locale="en-GB")
    await expect(page.locator("#read")).to_be_visible()
    return page


def test_the_gallery_shows_what_slack_knows() -> None:
    assert set(GALLERY) >= set(BLOCKS) | {"input", "file"}
    shown = {element["type"] for list_ in GALLERY.values() for _, element in elements(list_)}
    assert shown >= set(ELEMENTS) - LEFT_OUT - {"image"}
    for name, list_ in GALLERY.items():
        faults = check_blocks(list_, "modal" if name == "input" else "message")
        assert name == "file" or not faults, (name, faults)  # an app can't send it, only read it


async def test_every_block_is_drawn_with_its_words(slack: Running, visit: Visit) -> None:
    page = await gallery(slack, visit)
    for name, list_ in GALLERY.items():
        section = page.locator(f"section[data-name={name}]")
        await expect(section.locator("> [data-block]")).to_have_count(len(list_))
        await expect(section.locator(".unknown")).to_have_count(0)
    text = await page.locator("main").inner_text()
    for words in ("<script>alert(1)</script>", "<escaped>", "@Anna", "#tickets", "A hint", "2026"):
        assert words in text
    assert await page.locator("img[src^=http]").count() == 0


async def test_pressing_tells_what_slack_would_send(slack: Running, visit: Visit) -> None:
    page = await gallery(slack, visit)
    pressed = page.locator(".pressed")
    await page.get_by_role("button", name="Danger").click()
    await page.get_by_role("button", name="Keep it").click()
    await expect(pressed).to_have_text("–")
    await page.get_by_role("button", name="Danger").click()
    await page.get_by_role("button", name="Do it").click()
    await expect(pressed).to_contain_text('"danger"')
    await page.locator(".overflow summary").click()
    await page.get_by_role("menuitem", name="Two").click()
    await expect(pressed).to_contain_text('"over":{"selected_option"')
    await page.locator("select[aria-label=Who]").select_option(label="@Ben")
    await expect(pressed).to_have_text('{"who":{"selected_user":"U0BEN"}}')


async def test_fields_give_what_slack_would_give(slack: Running, visit: Visit) -> None:
    page = await gallery(slack, visit)
    await page.locator("#read").click()
    values = json.loads(await page.locator(".pressed").inner_text())
    assert values["text/a"] == "there already"
    assert values["users/a"] == ["U0BEN"]
    assert values["date/a"] == "2026-11-25"
    assert values["select/a"]["value"] == "two"
    initial = next(block for block in GALLERY["input"] if block["block_id"] == "rich")["element"]["initial_value"]
    assert words(values["rich/a"]) == words(initial)


async def test_a_select_offers_what_the_app_would(slack: Running, visit: Visit) -> None:
    page = await gallery(slack, visit)
    field = page.get_by_role("combobox", name="Asks the app", exact=True)
    await field.press_sequentially("an")
    await expect(page.locator(".combo [role=option]")).to_have_text(["Anna", "Andrea"])
    await page.get_by_role("option", name="Andrea").click()
    await page.locator("#read").click()
    assert json.loads(await page.locator(".pressed").inner_text())["offered/a"]["value"] == "andrea"


def words(rich: Json) -> list[object]:
    """Parts with their runs' styles; a link that names itself and `style: {}` are the same without."""
    report = Report("modal")
    by_type({"rich_text": RICH_TEXT})(rich, "", report)
    assert not report.faults
    return [
        (part["type"], part.get("indent", 0), [(run["type"], run.get("style")) for run in runs(part)])
        for part in rich["elements"]
    ]


def runs(part: Json) -> list[Json]:
    return [run for inner in part["elements"] for run in inner.get("elements", [inner])]


async def test_the_editor_makes_what_its_toolbar_promises(slack: Running, visit: Visit) -> None:
    page = await gallery(slack, visit)
    field = page.locator(".rich-field")
    await field.evaluate("node => node.replaceChildren()")
    await field.click()
    await page.keyboard.type("one")
    await page.keyboard.press("Enter")
    await page.locator(".tool.insertUnorderedList").click()
    await page.keyboard.type("first")
    await page.keyboard.press("Enter")
    await page.locator(".tool.bold").click()
    await page.keyboard.type("second")
    await page.locator("#read").click()
    rich = json.loads(await page.locator(".pressed").inner_text())["rich/a"]
    assert [part["type"] for part in rich["elements"]] == ["rich_text_section", "rich_text_list"]
    items = [item["elements"][0] for item in rich["elements"][1]["elements"]]
    assert items == [{"type": "text", "text": "first"}, {"type": "text", "text": "second", "style": {"bold": True}}]

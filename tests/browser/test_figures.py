"""Tables that sort and turn their pages, charts with their figures, and files to save: by mouse, keys and eye."""

import pytest
from playwright.async_api import Page, expect

from blocks.charts import bar_chart, line_chart
from blocks.parts import Block
from blocks.tables import Cell, Number, data_table
from owona_bot.playground.client import Playground
from owona_bot.playground.server import Running
from tests.browser.conftest import Visit
from tests.browser.test_axe import serious

PEOPLE = ["Anna", "Ben", "Chris", "Dora", "Emil", "Fatma", "Greta", "Hans", "Ida", "Jan", "Kai", "Lena"]
DAYS = ["Mo", "Di", "Mi", "Do", "Fr"]


def a_table() -> list[Block]:
    rows: list[list[Cell]] = [[name, Number(at * 7 % 12, str(at * 7 % 12))] for at, name in enumerate(PEOPLE)]
    return data_table("Je Person", ["Wer", "Gelöst"], rows, lambda count: f"{count} weitere", page=5)


def a_chart() -> list[Block]:
    return line_chart("Offene Tickets", DAYS, {"offen": [5, 7, 4, 9, 6], "neu": [1, 2, 0, 4, 1]}, "Tag", "Tickets")


def say(slack: Running, *shown: Block) -> None:
    room = slack.slack.workspace.channels["C0TICKETS"]
    slack.slack.workspace.post(room, slack.slack.workspace.compose(room, "U0OWONA", "Bericht", list(shown)))


async def column(page: Page) -> list[str]:
    return await page.locator(".b-data-table tbody th").all_inner_texts()


async def test_a_table_is_sorted_and_turned_with_the_keyboard(slack: Running, visit: Visit) -> None:
    say(slack, *a_table())
    page = await visit(slack.url)
    await expect(page.locator(".pager [role=status]")).to_have_text("1–5 von 12")
    assert await column(page) == PEOPLE[:5]
    heads = page.locator(".b-data-table thead th")
    await heads.nth(1).locator("button").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(heads.nth(1)).to_have_attribute("aria-sort", "descending")
    assert await page.locator(".b-data-table tbody td").all_inner_texts() == ["11", "10", "9", "8", "7"]
    await page.get_by_role("button", name="Nächste Seite").press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.locator(".pager [role=status]")).to_have_text("11–12 von 12")
    assert await page.locator(".b-data-table tbody td").all_inner_texts() == ["1", "0"]
    await expect(page.get_by_role("button", name="Vorige Seite")).to_be_focused()


async def test_a_chart_has_its_figures_beneath(slack: Running, visit: Visit) -> None:
    segments = [{"label": "Mail", "value": 12}, {"label": "Web", "value": 4}]
    pie: Block = {"type": "data_visualization", "title": "Kanäle", "chart": {"type": "pie", "segments": segments}}
    say(slack, *a_chart(), pie)
    page = await visit(slack.url)
    await expect(page.get_by_role("img", name="Offene Tickets · Tickets · Tag")).to_be_visible()
    first = page.locator(".b-chart").first
    await expect(first.locator("circle")).to_have_count(10)
    await first.locator("summary").press("Enter")
    await expect(first.locator("tbody tr").nth(3)).to_have_text("Do94")
    await expect(page.locator(".b-chart .legend").nth(1)).to_contain_text("Mail 12 · 75 %")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_nothing_serious_in_figures_and_nothing_wider_than_a_phone(
    slack: Running, visit: Visit, dark: bool
) -> None:
    many = bar_chart("Je Kategorie", [f"Kategorie {at}" for at in range(20)], {"Tickets": list(map(float, range(20)))})
    say(slack, *a_table(), *a_chart(), *many)
    page = await visit(slack.url, dark=dark, width=390, height=800, locale="en-GB")
    await page.locator("[data-to=desk]").click()
    await expect(page.locator(".b-chart")).to_have_count(2)
    await page.locator(".b-chart summary").first.click()
    assert await serious(page) == []
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= 390
    overflowing = (
        "() => [...document.querySelectorAll('.drawing')].filter(one => one.scrollWidth > one.clientWidth).length"
    )
    assert await page.evaluate(overflowing) == 0


async def test_files_are_saved_and_only_a_pdf_is_opened(slack: Running, visit: Visit) -> None:
    page = await visit(slack.url)
    async with Playground(slack.url) as people:
        files = [("tickets.csv", b"a;b\n"), ("report.pdf", b"%PDF-1.7\n"), ("page.html", b"<script>alert(1)</script>")]
        await people.post("anna", "tickets", "Dateien", files=files)
    await expect(page.locator("a.file")).to_have_count(3)
    await expect(page.locator("a.file").first).to_contain_text("CSV · 4 B")
    async with page.expect_download() as saving:
        await page.locator("a.file").first.click()
    assert (await saving.value).suggested_filename == "tickets.csv"
    opened = page.get_by_role("link", name="Öffnen: report.pdf")
    assert (await page.request.get(slack.url + str(await opened.get_attribute("href")))).headers[
        "content-disposition"
    ] == "inline"
    hostile = await page.locator("a.file").nth(2).get_attribute("href")
    answer = await page.request.get(f"{slack.url}{hostile}?open")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]

"""The team in the page: everybody sees it, admins change it, who is away stands there as away."""

from playwright.async_api import Page, expect

from owona_bot.playground.stage import Stage
from tests.browser.conftest import Visit
from tests.browser.doing import asked, be, type_in


async def test_an_admin_takes_somebody_in_and_lets_them_go(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    modal = page.locator("dialog.modal")
    for role, told in (("Leser", "Leser"), ("nicht (mehr) im Team", "gehört nicht mehr zum Team")):
        team = await asked(page, "/ticket team")
        await team.get_by_role("button", name="Team ändern").click()
        await modal.locator("select").first.select_option("@Mia")
        await modal.locator("select").last.select_option(role)
        await modal.locator("button[type=submit]").click()
        await expect(modal).to_contain_text(told)
        await page.keyboard.press("Escape")
        await expect(modal).to_be_hidden()
    await expect(await asked(page, "/ticket team")).not_to_contain_text("Mia")


async def test_an_agent_sees_who_is_there_and_changes_nothing(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url, locale="en-GB")
    await be(page, "U0BEN")
    team = await asked(page, "/ticket team")
    await expect(team.get_by_role("listitem").filter(has_text="Anna")).to_contain_text("admin")
    await expect(team.locator(".content button")).to_have_text(["My languages and hours"])
    await expect(await asked(page, "/ticket team add @mia admin")).to_contain_text("role admin")


async def test_who_is_away_is_shown_as_away_until_they_are_back(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url, locale="en-GB")
    await be(page, "U0BEN")
    await type_in(page, "/ticket me")
    modal = page.locator("dialog.modal")
    await modal.locator("select").first.select_option("No")
    await modal.get_by_role("textbox").first.fill("in 3 centuries")
    await modal.locator("button[type=submit]").click()
    await expect(modal.get_by_role("alert").first).to_be_visible()
    await modal.get_by_role("textbox").first.fill("in 3 days")
    await modal.locator("button[type=submit]").click()
    await expect(modal).to_be_hidden()
    assert "away until" in await line(page, "Ben")
    await expect(await asked(page, "/ticket me back")).to_contain_text("You are there")
    assert "away" not in await line(page, "Ben")


async def line(page: Page, name: str) -> str:
    """Of the team's list."""
    team = await asked(page, "/ticket team")
    return await team.get_by_role("listitem").filter(has_text=name).inner_text()

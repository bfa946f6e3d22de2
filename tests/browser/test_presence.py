"""In the page people say whether they are there, and everybody sees it at their picture."""

import pytest
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.server import Running
from tests.browser.conftest import Visit
from tests.browser.doing import be

WORDS = {
    "de-DE": ("Anwesend", "Abwesend", "Eine Stunde nicht stören", "Nicht stören · Im Urlaub"),
    "en-GB": ("Active", "Away", "Do not disturb for an hour", "Do not disturb · Vacationing"),
}


@pytest.mark.parametrize("locale", WORDS)
async def test_who_goes_away_wants_quiet_or_says_so_is_seen_so_and_told_so_to_the_app(
    slack: Running, visit: Visit, locale: str
) -> None:
    here, away, quiet, both = WORDS[locale]
    page = await visit(slack.url + "/", locale=locale)
    line, sheet = page.locator(".presence"), page.locator(".sheet")
    await expect(line).to_have_text(here)
    await line.click()
    await sheet.get_by_label(away, exact=True).check()
    await expect(line).to_have_text(away)
    await sheet.get_by_label(quiet).check()
    await sheet.get_by_role("combobox").select_option("palm_tree")
    await expect(line).to_have_text(both)
    await page.keyboard.press("Escape")
    await expect(sheet).to_be_hidden()
    await be(page, "U0BEN")
    await expect(line).to_have_text(here)
    await expect(page.locator("[data-user=U0ANNA] .dot")).to_have_class("dot away dnd")
    await expect(page.locator("[data-user=U0ANNA] .says")).to_have_text("🌴")
    app = AsyncWebClient(token="xoxb-playground", base_url=slack.api_url)
    assert (await app.users_getPresence(user="U0ANNA"))["presence"] == "away"
    assert (await app.users_info(user="U0ANNA"))["user"]["profile"]["status_emoji"] == ":palm_tree:"

"""What people do in the page, in the words of these tests."""

from playwright.async_api import Locator, Page, expect

from owona_bot.playground.stage import Stage


def card(page: Page, title: str) -> Locator:
    """The card of a ticket in the room."""
    return page.locator(".room-pane .message").filter(has=page.locator(".b-header", has_text=title))


async def be(page: Page, user: str) -> None:
    """Switch to another person."""
    await page.locator(f"[data-user={user}]").click()
    await expect(page.locator(".person.chosen")).to_have_attribute("data-user", user)


async def enter(page: Page, room: str) -> None:
    await page.locator(f"[data-room={room}]").click()
    await expect(page.locator(".room.here")).to_contain_text(room)


async def type_in(page: Page, words: str) -> None:
    """Into the room's composer, and Enter."""
    field = page.locator(".room-pane .composer textarea")
    await field.fill(words)
    await field.press("Escape")
    await field.press("Enter")


async def asked(page: Page, words: str) -> Locator:
    """The answer that the asker alone sees, once it is there."""
    await expect(page.locator(".room-pane .beginning")).to_be_attached()
    last = page.locator(".message.whisper").last
    before = await last.get_attribute("data-ts") if await last.count() else ""
    await type_in(page, words)
    await expect(last).not_to_have_attribute("data-ts", before or "")
    shown = await last.get_attribute("data-ts")
    return page.locator(f".message.whisper[data-ts='{shown}']")


async def become_customer(page: Page, desk: Stage, address: str, name: str) -> None:
    """A new account, chosen in the right pane."""
    await desk.site.sign_up(address, name)
    await page.reload()
    await expect(page.locator(".customer select option", has_text=name)).to_have_count(1)
    await page.locator(".customer > header select").select_option(label=name)


async def ask_at_site(page: Page, title: str, text: str) -> None:
    """The web site's form."""
    await page.locator("#tab-site").click()
    form = page.locator(".ticket-form")
    await form.locator("[name=title]").fill(title)
    await form.locator("[name=text]").fill(text)
    await form.locator("button[type=submit]").click()
    await expect(page.locator(".ticket summary", has_text=title)).to_be_visible()


async def open_thread(page: Page, title: str) -> Locator:
    """Beside the room."""
    await card(page, title).locator(".thread-bar").click()
    await expect(page.locator(".thread")).to_be_visible()
    return page.locator(".thread")

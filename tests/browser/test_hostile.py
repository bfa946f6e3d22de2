"""Hostile text wherever text is shown, and letters with scripts: nothing runs, nothing is fetched."""

import asyncio
from email.message import EmailMessage

from playwright.async_api import Page, Request, expect

from owona_bot.playground.client import Playground
from owona_bot.playground.mailbox import Mail
from owona_bot.playground.page_sight import PAGE
from owona_bot.playground.server import Running
from owona_bot.playground.stage import Stage
from owona_bot.playground.wire import Json
from tests.browser.conftest import Visit
from tests.browser.doing import ask_at_site, become_customer, card, enter

EVIL = (
    '"><img src=x onerror="document.title=`pwned`"><script>document.title="pwned"</script>'
    "<svg onload=document.title='pwned'>${document.title='pwned'}javascript:document.title='pwned'"
)
LINK = "javascript:document.title='pwned'"


def evil_blocks() -> list[Json]:
    plain, mrkdwn = {"type": "plain_text", "text": EVIL[:140]}, {"type": "mrkdwn", "text": EVIL}
    run = {"type": "text", "text": EVIL}
    return [
        {"type": "header", "text": plain},
        {"type": "section", "text": mrkdwn, "fields": [mrkdwn, plain]},
        {"type": "context", "elements": [mrkdwn]},
        {"type": "markdown", "text": f"# {EVIL}\n\n[x]({LINK})\n\n![x]({LINK})\n\n| {EVIL} |\n|---|\n| {EVIL} |"},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [run]}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": EVIL}], [{"type": "raw_text", "text": EVIL}]]},
        {
            "type": "data_table",
            "caption": EVIL,
            "rows": [[{"type": "raw_text", "text": EVIL}], [{"type": "raw_text", "text": EVIL}]],
        },
        {
            "type": "data_visualization",
            "title": EVIL[:50],
            "chart": {
                "type": "bar",
                "series": [{"name": EVIL[:20], "data": [{"label": EVIL[:20], "value": 1}]}],
                "axis_config": {"categories": [EVIL[:20]], "x_label": EVIL[:50], "y_label": EVIL[:50]},
            },
        },
        {"type": "image", "image_url": "https://tracker.example/x.png", "alt_text": EVIL},
        {
            "type": "actions",
            "elements": [{"type": "button", "action_id": "b", "text": {**plain, "text": EVIL[:70]}, "value": EVIL}],
        },
    ]


async def nothing_ran(page: Page) -> None:
    assert "pwned" not in await page.title()
    assert await page.locator("main script, main img[onerror], main svg[onload], .customer script").count() == 0
    assert await page.locator("a[href^='javascript']").count() == 0


def strangers(page: Page, slack: Running | Stage) -> list[str]:
    """Whoever else is asked for anything, or would have been but for the page's policy."""
    url = slack.url if isinstance(slack, Running) else slack.playground.url
    asked: list[str] = []

    def note(request: Request) -> None:
        blocked = request.failure in ("csp", "net::ERR_BLOCKED_BY_CSP")
        if not blocked and not request.url.startswith((url, "data:", "about:", "blob:")):
            asked.append(f"{request.url} {request.failure}")

    page.on("requestfinished", note)
    page.on("requestfailed", note)
    return asked


async def test_hostile_messages_are_text(slack: Running, visit: Visit) -> None:
    page = await visit(slack.url)
    asked = strangers(page, slack)
    room = slack.slack.workspace.channels["C0TICKETS"]
    message = slack.slack.workspace.compose(room, "U0OWONA", EVIL, evil_blocks())
    slack.slack.workspace.post(room, message)
    async with Playground(slack.url) as people:
        evil = await people.add_user(EVIL[:80], display_name=EVIL[:80])
        room.members.add(evil)
        ts = await people.post(evil, "tickets", f"{EVIL} <{LINK}|click> <https://x.example/{LINK}>")
        await people.react(evil, "tickets", ts, "<img src=x onerror=alert(1)>")
        await people.post(evil, "tickets", EVIL, ts, files=[(f"{EVIL[:60]}.html", b"<script>alert(1)</script>")])
        await expect(page.locator(".message")).to_have_count(2)
        await page.locator(".thread-bar").click()
        await expect(page.locator(".thread .file")).to_be_visible()
    await nothing_ran(page)
    assert asked == []


async def test_a_hostile_form_is_text(slack: Running, visit: Visit) -> None:
    page = await visit(slack.url)
    views = slack.slack.views
    blocks = [
        *evil_blocks()[:3],
        {
            "type": "input",
            "block_id": "i",
            "label": {"type": "plain_text", "text": EVIL},
            "hint": {"type": "plain_text", "text": EVIL},
            "element": {"type": "plain_text_input", "action_id": "a", "initial_value": EVIL},
        },
        {
            "type": "input",
            "block_id": "r",
            "label": {"type": "plain_text", "text": "rich"},
            "element": {"type": "rich_text_input", "action_id": "a", "initial_value": evil_blocks()[4]},
        },
    ]
    view = {"type": "modal", "title": {"type": "plain_text", "text": EVIL[:24]}, "blocks": blocks}
    views.open("U0ANNA", view, slack.slack.now())
    await expect(page.locator("dialog.modal")).to_be_visible()
    await nothing_ran(page)
    assert await page.locator("dialog img, dialog script, dialog svg").count() == 0


async def test_a_hostile_customer_is_text_everywhere(desk: Stage, visit: Visit) -> None:
    page = await visit(desk.playground.url)
    asked = strangers(page, desk)
    await become_customer(page, desk, "evil@example.com", "<b>Evil</b>")
    await ask_at_site(page, f"Evil {EVIL[:90]}", EVIL)
    await expect(card(page, "Evil")).to_be_visible()
    await page.locator(".beneath-switch").click()
    await nothing_ran(page)
    assert asked == []


async def test_a_letter_with_scripts_and_remote_pictures_is_inert(slack: Running, desk: Stage, visit: Visit) -> None:
    """Its own frame: no script, no form, no remote picture, no way out."""
    letter = EmailMessage()
    letter["Subject"], letter["From"], letter["To"] = EVIL, "Evil <evil@example.com>", "x@example.com"
    letter.set_content("text")
    letter.add_alternative(
        "<h1 id=h>Hello</h1><script>top.document.title='pwned'; h.textContent='ran'</script>"
        "<img src='https://tracker.example/1.png'><link rel=stylesheet href='https://tracker.example/s.css'>"
        "<style>@import 'https://tracker.example/i.css'; h1 { background: url(https://tracker.example/b.png) }</style>"
        "<img src=x onerror=\"top.document.title='pwned'\"><iframe src='https://tracker.example/'></iframe>"
        "<form action='https://tracker.example/f'><button id=send>send</button></form>"
        "<meta http-equiv=refresh content='0;url=https://tracker.example/r'>",
        subtype="html",
    )
    slack.mailbox.mails.append(Mail("evil@example.com", ("x@example.com",), letter.as_bytes()))
    page = await visit(slack.url)
    asked = strangers(page, slack)
    await page.evaluate(
        """() => {
            const frame = document.createElement('iframe');
            frame.setAttribute('sandbox', 'allow-popups allow-popups-to-escape-sandbox');
            frame.src = '/page/letter/0';
            document.body.append(frame);
        }"""
    )
    heading = page.frame_locator("iframe").locator("#h")
    await expect(heading).to_have_text("Hello")
    await asyncio.sleep(0.3)
    assert "pwned" not in await page.title()
    assert asked == []
    alone = await visit(f"{slack.url}/page/letter/0")
    assert await alone.locator("#h").inner_text() == "Hello"
    assert "pwned" not in await alone.title()


async def test_of_ten_thousand_messages_no_more_is_drawn_than_is_looked_at(slack: Running, visit: Visit) -> None:
    room = slack.slack.workspace.channels["C0GENERAL"]
    for number in range(10_000):
        slack.slack.workspace.post(room, slack.slack.workspace.compose(room, "U0BEN", f"message {number}", []))
    page = await visit(slack.url)
    await enter(page, "general")
    await expect(page.locator(".message").last).to_contain_text("message 9999")
    assert await page.locator(".message").count() == PAGE
    async with Playground(slack.url) as people:
        await people.post("anna", "general", "the newest")
    await expect(page.locator(".message").last).to_contain_text("the newest")
    assert await page.locator(".message").count() == PAGE
    await page.locator(".room-pane .messages").evaluate("node => { node.scrollTop = 0 }")
    await expect(page.locator(".message")).to_have_count(2 * PAGE)
    await expect(page.locator(".message", has_text="message 9920")).to_have_count(1)

"""A thread is internal: forty ways to say something there, and none of them reaches the customer.

Slack's own requests, signed, are sent by hand for the shapes that the local workspace can't write itself.
"""

import hashlib
import hmac
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from itertools import count

import aiohttp
import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import PATIENCE, Asked, Scene, a_quick_stage
from tests.postgres import a_database

pytestmark = pytest.mark.database

SECRET, BOT = "playground-signing-secret", "<@U0OWONA>"

INSIDE = "streng intern"
"""What no customer may read, in whatever way it was said."""

SUPPORT = """
    select count(*) from public.support_ticket_messages
    where ticket_id = $1 and author_type = 'support' and not internal_only"""

WRITTEN = (
    "select count(*) from public.support_ticket_messages where message like '%streng intern%' and not internal_only"
)

numbers = count(1)


@dataclass(frozen=True, slots=True)
class Thread:
    """Beneath the card of a ticket: `ts` is the card's."""

    desk: Scene
    ticket: Asked
    ts: str
    address: str

    async def says(self, text: str = INSIDE, user: str = "ben", *, files: int = 0, rich: Json | None = None) -> str:
        """A person; the message's ts."""
        named = [(f"intern{n}.txt", INSIDE.encode()) for n in range(files)]
        return await self.desk.slack.post(user, self.desk.tickets, text, self.ts, files=named, rich_text=rich)

    async def edits(self, ts: str, text: str) -> None:
        await self.desk.slack.edit("ben", self.desk.tickets, ts, text)

    async def deletes(self, ts: str) -> None:
        await self.desk.slack.remove("ben", self.desk.tickets, ts)

    async def marks(self, ts: str, emoji: str) -> None:
        await self.desk.slack.react("ben", self.desk.tickets, ts, emoji)

    async def chooses(self, name: str, ts: str) -> None:
        """A message shortcut."""
        assert (await self.desk.slack.shortcut("ben", name, self.desk.tickets, ts)).acked

    async def types(self, line: str) -> None:
        assert (await self.desk.says("ben", line.format(number=self.ticket.number))).acked

    async def sends(self, **values: str) -> None:
        answer = await self.desk.slack.submit("ben", values)
        assert (answer.outcome, answer.errors) == ("acked", {}), answer

    async def closes(self) -> None:
        await self.desk.slack.close("ben")

    async def hears(self, **event: object) -> None:
        """A message event as Slack sends it."""
        ts = f"{time.time():.6f}"
        told = {"type": "message", "channel": "C0TICKETS", "user": "U0BEN", "text": INSIDE, "ts": ts, "event_ts": ts}
        await self.knocks({**told, "thread_ts": self.ts, **event})

    async def knocks(self, event: Json) -> None:
        """Signed; the bot must take it."""
        wrapped = {"type": "event_callback", "team_id": "T0OWONA", "event_id": f"Ev{next(numbers)}", "event": event}
        body, stamp = json.dumps(wrapped).encode(), str(int(time.time()))
        digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        headers["Content-Type"] = "application/json"
        url = f"http://{self.address}/slack/events"
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
            assert answer.status == 200


Way = Callable[[Thread], Awaitable[object]]


def rich(*parts: Json) -> Json:
    return {"elements": [{"type": "rich_text_section", "elements": list(parts)}]}


BOLD = rich({"type": "text", "text": INSIDE, "style": {"bold": True}})
LIST = {
    "elements": [
        {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": [
            {"type": "text", "text": INSIDE}]}]}
    ]
}  # fmt: skip
CODE = {"elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": INSIDE}]}]}
LINK = rich({"type": "link", "url": "https://owona.de/intern", "text": INSIDE})
PING = rich({"type": "user", "user_id": "U0ANNA"}, {"type": "text", "text": f" {INSIDE}"})


async def edited(thread: Thread) -> None:
    await thread.edits(await thread.says("zuerst"), INSIDE)


async def emptied(thread: Thread) -> None:
    await thread.edits(await thread.says(), "")


async def deleted(thread: Thread) -> None:
    await thread.deletes(await thread.says())


async def edited_and_deleted(thread: Thread) -> None:
    ts = await thread.says("zuerst")
    await thread.edits(ts, INSIDE)
    await thread.deletes(ts)


async def twice(thread: Thread) -> None:
    await thread.desk.slack.deliver(twice=True)
    await thread.says()


async def marked(thread: Thread, emoji: str) -> None:
    await thread.marks(await thread.says(), emoji)


async def claimed_by_emoji(thread: Thread) -> None:
    await thread.says()
    await thread.marks(thread.ts, "eyes")


async def form_closed(thread: Thread, name: str) -> None:
    await thread.chooses(name, await thread.says())
    await thread.closes()


async def preview_closed(thread: Thread) -> None:
    await thread.chooses("Send to customer", await thread.says())
    await thread.sends()
    await thread.closes()
    await thread.closes()


async def added_to_the_ticket(thread: Thread) -> None:
    ts = await thread.desk.slack.post("mia", "general", INSIDE)
    await thread.desk.slack.shortcut("ben", "Add to ticket", "general", ts)
    await thread.sends(**{"Number of the ticket": str(thread.ticket.number)})


async def note_form(thread: Thread) -> None:
    await thread.types("/ticket note {number}")
    await thread.sends(Text=INSIDE)
    await thread.sends()


async def reply_form_closed(thread: Thread) -> None:
    await thread.types("/ticket reply {number}")
    await thread.closes()


async def unfurled(thread: Thread) -> None:
    """Slack looked up a link: an edit by nobody, with what it found."""
    ts = f"{time.time():.6f}"
    message = {"type": "message", "user": "U0BEN", "text": f"{INSIDE} <https://owona.de>", "ts": ts}
    message["thread_ts"] = thread.ts
    await thread.hears(ts=ts, text=message["text"])
    now = {**message, "attachments": [{"title": INSIDE, "from_url": "https://owona.de"}]}
    await thread.hears(subtype="message_changed", message=now, previous_message=message, hidden=True)


WAYS: dict[str, Way] = {
    "plain words": lambda thread: thread.says(),
    "several lines": lambda thread: thread.says(f"{INSIDE}\n\n{INSIDE}"),
    "bold words": lambda thread: thread.says(rich=BOLD),
    "a list": lambda thread: thread.says(rich=LIST),
    "code": lambda thread: thread.says(rich=CODE),
    "a link": lambda thread: thread.says(rich=LINK),
    "a colleague's name": lambda thread: thread.says(f"<@U0ANNA> {INSIDE}", rich=PING),
    "everybody's name": lambda thread: thread.says(f"<!channel> {INSIDE}"),
    "the customer's address": lambda thread: thread.says(f"lena@example.com: {INSIDE}"),
    "the word for sending": lambda thread: thread.says(f"reply: {INSIDE}"),
    "a command typed as a message": lambda thread: thread.says(f"/ticket reply {INSIDE}"),
    "twelve thousand characters": lambda thread: thread.says(f"{INSIDE} " * 850),
    "an emoji alone": lambda thread: thread.says(":lock:"),
    "a file without words": lambda thread: thread.says("", files=1),
    "three files with words": lambda thread: thread.says(files=3),
    "an edit": edited,
    "an edit that leaves nothing": emptied,
    "a deletion": deleted,
    "an edit, then a deletion": edited_and_deleted,
    "the same event twice": twice,
    "a guest's words": lambda thread: thread.says(user="greta"),
    "a colleague's of another team": lambda thread: thread.says(user="mia"),
    "a request to the bot": lambda thread: thread.says(f"{BOT} show {INSIDE}"),
    "a request for a reply": lambda thread: thread.says(f"{BOT} reply {INSIDE}"),
    "nonsense to the bot": lambda thread: thread.says(f"{BOT} {INSIDE}"),
    "the bot's name in a sentence": lambda thread: thread.says(f"{INSIDE}, sagt {BOT}"),
    "an emoji on one's own words": lambda thread: marked(thread, "white_check_mark"),
    "the ticket emoji on one's own words": lambda thread: marked(thread, "ticket"),
    "a claim by emoji": claimed_by_emoji,
    "send to customer, closed": lambda thread: form_closed(thread, "Send to customer"),
    "send to customer, previewed and closed": preview_closed,
    "a new ticket's form, closed": lambda thread: thread.desk.slack.shortcut("ben", "New ticket"),
    "add to ticket, closed": lambda thread: form_closed(thread, "Add to ticket"),
    "a message from elsewhere, added": added_to_the_ticket,
    "a note's form": note_form,
    "a reply's form, closed": reply_form_closed,
    "a reply that is sent to the channel too": lambda thread: thread.hears(subtype="thread_broadcast"),
    "a /me message": lambda thread: thread.hears(subtype="me_message"),
    "another app's post": lambda thread: thread.hears(subtype="bot_message", bot_id="B0OTHER", username="Deploy"),
    "a link that Slack looks up": unfurled,
}


@pytest.fixture(scope="module")
async def inside(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Scene, str]]:
    """In HTTP mode, with a mail server that takes everything."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    log = tmp_path_factory.mktemp("inside") / "bot.log"
    target = ("--mode", "http", "--request-url", f"http://{address}/slack/events")
    async with a_database(postgres, admin, template) as url, a_quick_stage(url, log, *target, bots=0) as stage:
        await stage.start_bot(OWONA_SLACK__MODE="http", OWONA_HTTP__LISTEN=address, OWONA_REPLY__UNDO_SECONDS="0")
        scene = Scene(stage)
        await scene.system_user()
        query = "select count(*) from owona_bot.agents where slack_user = 'U0BEN'"
        await until(lambda: scene.fetchval(query), "the bot knows its agents", 120)
        yield scene, address


async def mails(desk: Scene) -> list[bytes]:
    """What the customer's provider took, but for the first letter of each ticket."""
    return [mail.raw for mail in await desk.slack.mails("lena@example.com")]


def test_there_are_forty() -> None:
    assert len(WAYS) == 40


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_said_in_a_thread_stays_inside(inside: tuple[Scene, str], way: str) -> None:
    desk, address = inside
    ticket = await desk.asked()
    thread = Thread(desk, ticket, str((await desk.card(ticket))["ts"]), address)
    before = len(await mails(desk))
    mine = [one for one in await desk.site.my_tickets(ticket.user) if one.id == ticket.id]
    await WAYS[way](thread)
    marker = f"danach {next(numbers)}"
    await thread.says(marker, user="mia")
    kept = "select count(*) from owona_bot.notes where ticket_id = $1 and text = $2"
    await until(lambda: desk.fetchval(kept, ticket.id, marker), "what came after is kept", PATIENCE)
    await desk.settled(ticket)
    assert len(await mails(desk)) == before
    assert await desk.fetchval(SUPPORT, ticket.id) == 0
    now = [one for one in await desk.site.my_tickets(ticket.user) if one.id == ticket.id]
    assert [one.messages for one in now] == [one.messages for one in mine]
    while await desk.slack.view("ben"):
        await desk.slack.close("ben")


async def test_after_all_of_them_no_mail_and_no_public_message_says_it(inside: tuple[Scene, str]) -> None:
    desk, _ = inside
    assert not [raw for raw in await mails(desk) if INSIDE.encode() in raw]
    assert await desk.fetchval(WRITTEN) == 0


async def test_the_one_way_that_does_reach_them_is_seen_by_these_tests(inside: tuple[Scene, str]) -> None:
    """Else they could not fail."""
    desk, address = inside
    ticket = await desk.asked()
    thread = Thread(desk, ticket, str((await desk.card(ticket))["ts"]), address)
    before = len(await mails(desk))
    await thread.chooses("Send to customer", await thread.says("Das darf hinaus"))
    await thread.sends()
    await thread.sends()

    async def has_come() -> bool:
        return len(await mails(desk)) > before

    await until(has_come, "the letter is taken", PATIENCE)
    assert await desk.fetchval(SUPPORT, ticket.id) == 1

"""One message tells how far an export has come; its file stands beneath it once, or a link leads to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import aiohttp
import pytest

from jobs.deliver import React, Worker
from jobs.export import Exporter
from jobs.plan import Lanes, plan_general
from jobs.reactions.export import TellExport
from owona_bot.database import deliveries, events, exports, index
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Pace, Reaction
from owona_bot.domain.event import Kind
from owona_bot.domain.export import Export, Format, Spec, What
from owona_bot.domain.export_job import ExportRules, told
from owona_bot.domain.people import Agent
from owona_bot.domain.reply_errors import NoSuchFile
from owona_bot.mail.tokens import hash_of
from owona_bot.playground.client import Playground, buttons_of, text_of
from owona_bot.playground.site import Site
from owona_bot.playground.wire import Json
from owona_bot.services.export import ask_export, cancel_export
from owona_bot.services.export_file import look_at_file, read_file
from owona_bot.slack.client import Slack, web_client
from tests.jobs.mortal import Killed, Mortal
from tests.jobs.on_calls import people
from tests.jobs.queue import LEASE, run_out

pytestmark = pytest.mark.database

PAGES = "https://pages.example.org"

CSV = Spec(What.TICKETS, Format.CSV, locale="en")

COMPLETE = "files.completeUploadExternal"

FATES = "select state, last_error from owona_bot.deliveries where reaction = 'export' order by position"

SOON = (
    "update owona_bot.deliveries set not_before = '-infinity' where state = 'waiting'",
    "update owona_bot.lanes set paused_until = '-infinity'",
    "update owona_bot.exports set slack_file_at = slack_file_at - interval '5 seconds'",
)


async def nothing(_: Delivery) -> Outcome:
    """Whatever else a plan asks for."""
    return Outcome("done")


@dataclass
class Room:
    """Ben's direct messages, in a Slack that runs in a process of its own."""

    desk: Desk
    slack: Playground
    uploads: Mortal
    ben: Agent
    anna: Agent

    @property
    def worker(self) -> Worker:
        does: dict[Reaction, React] = {Reaction.EXPORT: TellExport(self.desk, Slack(self.uploads.web), self.uploads)}
        return Worker(self.desk, {**dict.fromkeys(Reaction, nothing), **does}, LEASE, lambda: 0.0)

    async def settle(self, rounds: int = 1) -> None:
        """All that happened is told; in further rounds what was put off is tried at once."""
        for _ in range(rounds):
            while await plan_general(self.desk, Lanes(Pace(0, 1))):
                pass
            while await self.worker.deliver_next():
                pass
            async with self.desk.db.raw.acquire() as raw:
                for statement in SOON:
                    await raw.execute(statement)

    async def asks(self, spec: Spec = CSV, agent: Agent | None = None) -> Export:
        return await ask_export(self.desk.db, spec, agent or self.ben, self.desk.exports, self.desk.clock(), None)

    async def written(self) -> None:
        """All that waits."""
        while await Exporter(self.desk, LEASE).write_next():
            pass

    async def done(self, spec: Spec = CSV, agent: Agent | None = None, rounds: int = 1) -> Export:
        export = await self.asks(spec, agent)
        await self.written()
        await self.settle(rounds)
        return export

    async def messages(self) -> list[Json]:
        posted = {call["args"].get("channel") for call in await self.slack.calls("chat.postMessage")}
        return [one for who in ("BEN", "ANNA") if (d := f"D0{who}") in posted for one in await self.slack.messages(d)]

    async def told(self) -> list[str]:
        """Messages without files."""
        return [text_of(one) for one in await self.messages() if not one.get("files")]

    async def files(self) -> list[str]:
        """Names of those that stand there."""
        return [file["name"] for one in await self.messages() for file in one.get("files", [])]

    async def fates(self) -> list[tuple[str, str | None]]:
        async with self.desk.db.raw.acquire() as raw:
            return [tuple(row) for row in await raw.fetch(FATES)]

    async def link(self) -> bytes:
        """The hash of the token that the message has."""
        (message,) = await self.messages()
        return hash_of(str(message).split(f"{PAGES}/exports/")[1].split("|")[0].split("'")[0])

    async def told_anew(self, export: Export) -> None:
        """Something moved once more."""
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            await events.add(raw, Kind.EXPORT_MOVED, "test", told(export))
        await self.settle(rounds=3)

    async def becomes(self, change: str, agent: Agent) -> None:
        async with self.desk.db.raw.acquire() as raw:
            await raw.execute(f"update owona_bot.agents set {change} where id = $1", agent.id)


@pytest.fixture
async def room(desk: Desk, site: Site, playground: Playground) -> AsyncIterator[Room]:
    """Three tickets."""
    await playground.reset()
    anna, ben, _ = await people(desk.db)
    lena = await site.sign_up("lena@example.com", "Lena")
    for n in range(3):
        await site.create_ticket(lena, f"Fall {n}", "Fehler 500", acknowledge=False)
    async with desk.db.raw.acquire() as raw:
        await index.compare(raw)
    async with aiohttp.ClientSession() as session:
        uploads = Mortal(web_client("xoxb-playground", playground.api_url, session), session)
        yield Room(replace(desk, exports=ExportRules(public_url=PAGES)), playground, uploads, ben, anna)


async def test_one_message_all_the_way_and_the_file_beneath_it(room: Room) -> None:
    export = await room.asks(replace(CSV, filter="status:new"))
    await room.settle()
    (message,) = await room.messages()
    assert "Export as CSV: waits for its turn" in text_of(message)
    assert "status:new" in text_of(message)
    assert buttons_of(message) == ["Cancel"]
    await room.written()
    await room.settle()
    (done,) = await room.told()
    assert "Export as CSV done · 3 tickets" in done
    assert "The file stands here in this chat." in done
    assert await room.files() == [export.name]
    (file,) = await room.slack.files()
    assert file["title"] == f"{export.name} · status:new"
    content = b"".join([part async for part in exports.content(room.desk.db.raw, export.id)])
    assert await room.slack.content(file["id"]) == content
    assert content.count(b"\n") == 4
    assert {fate for fate, _ in await room.fates()} == {"done"}


async def test_what_was_handed_over_is_never_sent_again(room: Room) -> None:
    export = await room.done()
    await room.told_anew(export)
    assert len(await room.told()) == len(await room.files()) == 1


async def test_what_is_done_before_anybody_told_of_it_is_told_once(room: Room) -> None:
    await room.done()
    assert len(await room.told()) == len(await room.files()) == 1
    assert len(await room.slack.calls("chat.update")) == 0


@pytest.mark.parametrize("moment", [("before", "send"), ("after", "send"), ("after", "share")], ids=" ".join)
async def test_the_file_stands_once_wherever_the_bot_is_killed(room: Room, moment: tuple[str, str]) -> None:
    await room.asks()
    await room.written()
    room.uploads.dies = moment
    while await plan_general(room.desk, Lanes(Pace(0, 1))):
        pass
    async with room.desk.db.raw.acquire() as raw:
        delivery = await deliveries.claim(raw, LEASE)
        assert delivery
        with pytest.raises(Killed):
            await room.worker.carry_out(delivery)
        assert await run_out(raw, delivery.id) == 1
    await room.settle(rounds=8)
    assert len(await room.told()) == len(await room.files()) == 1
    assert "The file stands here" in (await room.told())[0]


@pytest.mark.parametrize("kind", ["drop", "server_error", "server_error_after", "ratelimited"])
@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "upload", COMPLETE, "chat.postMessage"])
async def test_the_file_stands_once_however_slack_fails(room: Room, step: str, kind: str) -> None:
    await room.slack.fault(step, kind, times=1, seconds=0.01)
    await room.done(rounds=8)
    assert len(await room.told()) == len(await room.files()) == 1


@pytest.mark.parametrize("kind", ["server_error", "error:missing_scope", "error:file_type_not_allowed"])
async def test_where_slack_takes_no_file_there_is_a_link_at_last(room: Room, kind: str) -> None:
    """And no file comes once it does again."""
    await room.slack.fault("files.getUploadURLExternal", kind)
    export = await room.done(rounds=10)
    (message,) = await room.told()
    assert "Download" in message
    assert "whoever has the link can download" in message
    found = await look_at_file(room.desk.db, await room.link(), room.desk.clock())
    content = [part async for part in read_file(room.desk.db, found, range(found.size))]
    assert (found.id, len(b"".join(content))) == (export.id, found.size)
    await room.slack.clear_faults()
    await room.told_anew(export)
    assert await room.files() == []


async def test_a_file_that_is_too_large_is_a_link_for_a_while(room: Room) -> None:
    room.desk = replace(room.desk, exports=replace(room.desk.exports, slack_limit=10))
    export = await room.done()
    assert await room.files() == []
    link, now = await room.link(), room.desk.clock()
    found = await look_at_file(room.desk.db, link, now)
    assert found.id == export.id
    with pytest.raises(NoSuchFile):
        await look_at_file(room.desk.db, link, now + timedelta(days=8))
    with pytest.raises(NoSuchFile):
        await look_at_file(room.desk.db, hash_of("guessed"), now)


async def test_a_link_serves_its_holder_while_they_have_the_right(room: Room) -> None:
    await room.done(replace(CSV, messages=True, notes=True), room.anna)
    assert await room.files() == []  # what holds notes is not to be passed on by one click
    link, now = await room.link(), room.desk.clock()
    await room.becomes("role = 'agent'", room.anna)
    with pytest.raises(NoSuchFile):
        await look_at_file(room.desk.db, link, now)
    await room.becomes("active = false", room.anna)
    with pytest.raises(NoSuchFile):
        await look_at_file(room.desk.db, link, now)


async def test_whose_right_is_gone_once_it_is_written_gets_no_file(room: Room) -> None:
    await room.asks()
    await room.written()
    await room.becomes("role = 'reader'", room.ben)
    await room.settle()
    (message,) = await room.told()
    assert "Your role may not do that any more." in message
    assert await room.files() == []
    async with room.desk.db.raw.acquire() as raw:
        assert await raw.fetchval(ENDS) == ["done", "failed"]


ENDS = "select array_agg(payload ->> 'state' order by id) from owona_bot.events where kind = 'export.ended'"


async def test_nothing_at_all_says_so(room: Room) -> None:
    await room.done(replace(CSV, filter="since:2999"))
    (message,) = await room.told()
    assert "no ticket fits" in message
    assert len(await room.files()) == 1  # its headings


async def test_one_that_is_cancelled_says_so_and_has_no_button(room: Room) -> None:
    export = await room.asks()
    await room.settle()
    await cancel_export(room.desk.db, export.id, room.ben, None)
    await room.written()
    await room.settle()
    (message,) = await room.messages()
    assert "cancelled. Nothing of it stays." in text_of(message)
    assert buttons_of(message) == []

"""Files of customers in the thread: each once and in its place, whatever happens on the way."""

import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import aiohttp
import pytest

from jobs.deliver import React, Worker
from jobs.plan import Lanes, plan_tickets
from jobs.reactions.card import DrawCard
from jobs.reactions.file import WriteFile
from jobs.reactions.thread import WriteLine
from owona_bot.database import attachments, deliveries, events
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Pace, Reaction
from owona_bot.domain.event import Kind
from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from owona_bot.slack.client import Slack, web_client
from tests.jobs.mortal import Killed, Mortal
from tests.jobs.queue import LEASE, run_out

MB = 1024 * 1024
PAUSE = timedelta(seconds=5)
"""That passes between two rounds."""

COMPLETE = "files.completeUploadExternal"


@dataclass
class Room:
    """A ticket with its card in a Slack that runs in a process of its own."""

    desk: Desk
    site: Site
    slack: Playground
    uploads: Mortal
    ticket: UUID
    lena: UUID

    @property
    def worker(self) -> Worker:
        slack = Slack(self.uploads.web)
        reactions: dict[Reaction, React] = {
            **dict.fromkeys(Reaction, nothing),
            Reaction.CARD: DrawCard(self.desk, slack, Pace(0, 1)),
            Reaction.THREAD: WriteLine(self.desk, slack),
            Reaction.FILE: WriteFile(self.desk, self.uploads),
        }
        return Worker(self.desk, reactions, LEASE, lambda: 0.5)

    async def plan(self) -> None:
        while await plan_tickets(self.desk, Lanes(Pace(0, 1))):
            pass

    async def settle(self, rounds: int = 1) -> None:
        """Everything that can be done; in further rounds what was put off is tried at once."""
        for _ in range(rounds):
            await self.plan()
            while await self.worker.deliver_next():
                await self.plan()
            async with self.desk.db.raw.acquire() as raw:
                await raw.execute("update owona_bot.deliveries set not_before = '-infinity' where state = 'waiting'")
                await raw.execute("update owona_bot.lanes set paused_until = '-infinity'")
                await raw.execute(
                    "update owona_bot.attachments set slack_file_at = slack_file_at - $1::interval", PAUSE
                )

    async def attach(self, name: str, *pieces: bytes) -> int:
        """As mail does it."""

        async def content() -> AsyncIterator[bytes]:
            for piece in pieces:
                yield piece

        new = attachments.NewAttachment(self.ticket, uuid4(), name, "application/octet-stream")
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            id_ = await attachments.add(raw, new)
            await attachments.fill(raw, id_, content())
            await events.add(raw, Kind.FILE_ADDED, "bot:mail", {"attachment": id_}, self.ticket)
        return id_

    async def write(self, text: str) -> None:
        """The customer, on the web site."""
        await self.site.reply(self.lena, self.ticket, text)

    async def thread(self) -> list[str]:
        """What people read beneath the card."""
        card, *_ = await self.slack.messages("tickets")
        return [text_of(message) for message in (await self.slack.thread("tickets", card["ts"]))[1:]]

    async def files(self) -> list[str]:
        """Only the lines of files."""
        return [line for text in await self.thread() for line in text.splitlines() if line.startswith("📎")]

    async def fates(self) -> list[tuple[str, str | None]]:
        """State and reason of each file."""
        async with self.desk.db.raw.acquire() as raw:
            query = "select state, last_error from owona_bot.deliveries where reaction = 'file' order by position"
            return [(row["state"], row["last_error"]) for row in await raw.fetch(query)]

    async def die(self, *moment: str) -> None:
        """The bot is killed at that moment of the next file; its lease runs out."""
        self.uploads.dies = moment  # type: ignore[assignment]  # two words
        await self.plan()
        async with self.desk.db.raw.acquire() as raw:
            delivery = await deliveries.claim(raw, LEASE)
        assert delivery
        with pytest.raises(Killed):
            await self.worker.carry_out(delivery)
        async with self.desk.db.raw.acquire() as raw:
            assert await run_out(raw, delivery.id) == 1


async def nothing(_: Delivery) -> Outcome:
    """Whatever else a plan asks for."""
    return Outcome("done")


@pytest.fixture
async def room(desk: Desk, site: Site, playground: Playground) -> AsyncIterator[Room]:
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        uploads = Mortal(web_client("xoxb-playground", playground.api_url, session), session)
        lena = await site.sign_up("lena@example.com", "Lena Kunde")
        ticket = await site.insert_ticket(lena, "Login geht nicht", "Seit heute.")
        room = Room(desk, site, playground, uploads, ticket, lena)
        await room.settle()
        yield room


async def test_files_stand_in_the_thread_among_the_messages_in_their_order(room: Room) -> None:
    await room.write("first")
    await room.attach("a.txt", b"abc")
    await room.attach("b.txt", b"defg")
    await room.write("last")
    await room.settle()
    told = [line for text in await room.thread() for line in text.splitlines()]
    assert [line for line in told if line in ("> first", "> last") or line.startswith("📎")] == [
        "> first",
        "📎 a.txt (3 B)",
        "📎 b.txt (4 B)",
        "> last",
    ]
    assert await room.fates() == [("done", None)] * 2


async def test_every_byte_arrives(room: Room) -> None:
    pieces = [bytes([n]) * (n * 1000) for n in range(1, 200)]
    await room.attach("all.bin", *pieces)
    await room.settle()
    (file,) = await room.slack.files()
    assert await room.slack.content(file["id"]) == b"".join(pieces)


async def test_a_file_of_25_megabytes_never_lies_in_memory_whole(room: Room) -> None:
    await room.attach("big.bin", *[bytes(MB)] * 25)
    tracemalloc.start()
    await room.settle()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert await room.files() == ["📎 big.bin (26.2 MB)"]
    assert peak < 8 * MB


@pytest.mark.parametrize("moment", [("before", "send"), ("after", "send"), ("after", "share")], ids=" ".join)
async def test_a_file_stands_once_wherever_the_bot_is_killed(room: Room, moment: tuple[str, str]) -> None:
    await room.attach("a.txt", b"abc")
    await room.die(*moment)
    await room.settle(rounds=8)
    assert await room.files() == ["📎 a.txt (3 B)"]
    assert await room.fates() == [("done", None)]


@pytest.mark.parametrize("kind", ["drop", "hang", "server_error", "server_error_after", "ratelimited", "late"])
@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "upload", COMPLETE])
async def test_a_file_stands_once_however_slack_fails(room: Room, step: str, kind: str) -> None:
    await room.slack.fault(step, kind, times=1, seconds=0.01)
    await room.attach("a.txt", b"abc")
    await room.settle(rounds=8)
    assert await room.files() == ["📎 a.txt (3 B)"]
    assert await room.fates() == [("done", None)]


async def test_a_file_that_slack_shows_late_is_waited_for(room: Room) -> None:
    """The answer was lost, and at first nobody can say whether it stands."""
    await room.slack.share_late(3)
    await room.slack.fault(COMPLETE, "drop", times=1)
    await room.attach("a.txt", b"abc")
    await room.settle()
    assert (await room.files(), (await room.fates())[0][0]) == ([], "waiting")
    await until(room.files, "Slack shows it", 30)
    await room.settle(rounds=2)
    assert await room.files() == ["📎 a.txt (3 B)"]
    assert await room.fates() == [("done", None)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("invoice\u202efdp.exe", None),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("", "file"),
        ("   ", "file"),
        ("a\nb\x7f.txt", None),
        ("<!channel>.txt", "_!channel_.txt"),
    ],
)
async def test_hostile_names_neither_stop_a_file_nor_do_harm(room: Room, name: str, shown: str | None) -> None:
    await room.attach(name, b"abc")
    await room.settle(rounds=2)
    (file,) = await room.slack.files()
    assert file["stage"] == "complete"
    assert file["name"].isprintable()
    assert file["name"].strip()
    assert shown in (None, file["name"])
    assert [message["active_mentions"] for message in await room.slack.messages("tickets")][-1] == []


async def test_an_empty_or_erased_file_ends_quietly(room: Room) -> None:
    await room.attach("empty.txt")
    gone = await room.attach("gone.txt", b"abc")
    async with room.desk.db.raw.acquire() as raw:
        await raw.execute("delete from owona_bot.attachments where id = $1", gone)
    await room.settle()
    assert await room.fates() == [("suppressed", "the file is empty"), ("suppressed", "the file is gone")]


async def test_a_file_whose_bytes_are_not_here_holds_up_nothing(room: Room) -> None:
    """Restored from an export, which has none; sent piece by piece, its end would be awaited for ever."""
    file = await room.attach("lost.bin", b"abc")
    async with room.desk.db.raw.acquire() as raw:
        await raw.execute("delete from owona_bot.attachment_chunks where attachment_id = $1", file)
    await room.write("hear me")
    await room.settle()
    assert await room.fates() == [("suppressed", "the file's bytes are not here")]
    assert any(text.endswith("> hear me") for text in await room.thread())
    assert await room.files() == []


@pytest.mark.parametrize(("away", "back"), [("kick", "invite"), ("archive", "unarchive")])
async def test_a_file_waits_until_the_channel_takes_it(room: Room, away: str, back: str) -> None:
    await getattr(room.slack, away)("tickets")
    await room.attach("a.txt", b"abc")
    await room.settle()
    assert (await room.fates())[0][0] == "waiting"
    await getattr(room.slack, back)("tickets")
    await room.settle(rounds=3)
    assert await room.files() == ["📎 a.txt (3 B)"]


async def test_what_stands_already_is_not_sent_again(room: Room) -> None:
    id_ = await room.attach("a.txt", b"abc")
    await room.settle()
    async with room.desk.db.raw.acquire() as raw, raw.transaction():
        await events.add(raw, Kind.FILE_ADDED, "bot:mail", {"attachment": id_}, room.ticket)
    await room.settle()
    assert await room.files() == ["📎 a.txt (3 B)"]
    assert (await room.fates())[1] == ("suppressed", "it stands in the thread already")

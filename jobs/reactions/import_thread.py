"""A message and its thread, read from Slack and kept with a ticket; one that an emoji asked for is made first."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from jobs.reactions.enclosed import Fetch, fetched, given
from jobs.reactions.writers import Writers
from owona_bot.database import attachments
from owona_bot.database.attachments import LIMIT, NewAttachment
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Later, Outcome, Refused, Suppressed
from owona_bot.domain.people import AgentId
from owona_bot.domain.taken import MOST, Asked, Taken, note_of
from owona_bot.richtext import plain
from owona_bot.richtext.slack import read
from owona_bot.services.from_slack import Source, finish_taking, keep_taken, make_ticket
from owona_bot.slack.client import Slack, mark_of
from owona_bot.slack.faults import MessageGone
from owona_bot.slack.history import History
from owona_bot.slack.payload import Payload
from owona_bot.slack.threads import SPOKEN, moment, plain_of, rich_text_of

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportThread:
    """Reaction `import_thread`; twice does no harm, and what an earlier attempt kept is not fetched again."""

    desk: Desk
    slack: Slack
    history: History
    fetch: Fetch

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Raises Suppressed when the message is gone, or nobody wants the ticket any more."""
        asked = asked_in(delivery)
        try:
            message = await self.history.message(asked.channel, asked.ts)
            writers = await Writers.of(self.desk.db, self.slack)
            count = (
                await self._one(asked, message, writers) if asked.alone else await self._all(asked, message, writers)
            )
        except MessageGone as gone:
            raise Suppressed("the message is gone") from gone
        return Outcome("done", {"ticket": str(asked.ticket), "messages": count})

    async def _one(self, asked: Asked, message: Payload, writers: Writers) -> int:
        await self._keep(asked, message, writers)
        return 1

    async def _all(self, asked: Asked, message: Payload, writers: Writers) -> int:
        first = str(message.get("thread_ts") or asked.ts)
        await self._made(asked, message, first, writers)
        count, more = 0, False
        async for one in self._spoken(asked.channel, first):
            if more := count == MOST:
                break
            await self._keep(asked, one, writers)
            count += 1
        link = await self.slack.permalink(asked.channel, first) or ""
        await finish_taking(self.desk.db, asked, count, link, more=more)
        return count

    async def _made(self, asked: Asked, message: Payload, first: str, writers: Writers) -> None:
        """Where it stands already nothing is done."""
        if self.desk.system_user is None:
            raise Later("no system user is set", lane=False)
        names = [told(file) for file in message.get("files") or ()]
        taken = await taken_of(asked.channel, message, writers, names)
        source, untitled = Source(asked.channel, asked.ts, first), self.desk.t()("from_slack.untitled")
        await make_ticket(self.desk.db, asked, taken, source, self.desk.system_user, untitled)

    async def _spoken(self, channel: str, first: str) -> AsyncIterator[Payload]:
        """What people and other apps wrote; not Slack's own words, and none of ours."""
        async for message in self.history.thread(channel, first):
            if message.get("subtype") in {*SPOKEN, "bot_message"} and mark_of(message) is None:
                yield message

    async def _keep(self, asked: Asked, message: Payload, writers: Writers) -> None:
        """Files first: the note names those that were left out."""
        note = note_of(asked.ticket, asked.channel, str(message["ts"]))
        files = [await self._file(asked.ticket, note, file) for file in message.get("files") or ()]
        await keep_taken(self.desk.db, asked, await taken_of(asked.channel, message, writers, files))

    async def _file(self, ticket: UUID, note: UUID, file: Payload) -> str:
        """The line that names it."""
        if file.get("mode") == "tombstone" or int(file.get("size") or 0) > LIMIT:
            return self._left_out(file)
        try:
            await self._fetched(ticket, note, file)
        except Refused:
            return self._left_out(file)
        return told(file)

    def _left_out(self, file: Payload) -> str:
        return self.desk.t()("from_slack.left_out", file=told(file), limit=LIMIT // MB)

    async def _fetched(self, ticket: UUID, note: UUID, file: Payload) -> None:
        """Once; no transaction is open while its bytes come."""
        id_ = str(file["id"])
        async with self.desk.db.raw.acquire() as raw:
            if any(one.slack_file == id_ for one in await attachments.of_message(raw, note)):
                return
        pieces = await fetched(self.fetch, id_)
        name, kind = str(file.get("name") or id_), str(file.get("mimetype") or "application/octet-stream")
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            new = await attachments.add(raw, NewAttachment(ticket, note, name, kind, slack_file=id_))
            await attachments.fill(raw, new, given(pieces))


async def taken_of(channel: str, message: Payload, writers: Writers, files: list[str]) -> Taken:
    """As its readers saw it, mentions by name."""
    rich_text = rich_text_of(message)
    text = plain.write(read(rich_text), await writers.named_in(rich_text)) if rich_text else plain_of(message)
    writer, ts = await writers.of_message(message), str(message["ts"])
    return Taken(channel, ts, writer, text, rich_text, tuple(files), moment(ts))


def asked_in(delivery: Delivery) -> Asked:
    """As the event told it."""
    told = delivery.payload
    agent = AgentId(int(str(told["agent"])))
    return Asked(UUID(str(told["ticket"])), str(told["channel"]), str(told["ts"]), agent, bool(told.get("alone")))


def told(file: Payload) -> str:
    """A line that names a file."""
    return f"📎 {file.get('name') or file.get('id')}"

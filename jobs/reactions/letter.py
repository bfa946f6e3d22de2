"""A letter to the customer: written once, then handed to the postman until it is taken or refused for good."""

import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from jobs.reactions.parts import ticket_in
from jobs.reactions.writing import (
    Letterhead,
    Links,
    Post,
    agent_of,
    answer_of,
    envelope_of,
    facts_of,
    language,
    written,
)
from owona_bot.database import attachments, events, letters, mail, preferences
from owona_bot.database.engine import Raw
from owona_bot.database.letters import Said, Sheet
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Later, Outcome, Suppressed
from owona_bot.domain.event import Kind
from owona_bot.domain.letter import Attachment, Envelope, Letter
from owona_bot.domain.silence import LetterName, Silence, why_not
from owona_bot.mail.addresses import AddressRefused
from owona_bot.mail.headers import compose, message_id
from owona_bot.mail.postman import Postman, Rejected
from owona_bot.mail.tokens import new_token

SENT, REFUSED = "sent", "refused: "
"""Verdicts in the log; the second goes on with the server's words."""

PATIENCE = timedelta(days=3)
"""How long a recipient's server may put us off."""

LONGEST_PAUSE = timedelta(minutes=30)

BY = "bot:letter"

Fetch = Callable[[str], AsyncIterator[bytes]]
"""The bytes of a Slack file, by its id."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """There when a mail server is set."""

    head: Letterhead
    postman: Postman


@dataclass(frozen=True, slots=True)
class WriteLetter:
    """Reaction `letter`; its payload's `letter` says which."""

    desk: Desk
    outbox: Outbox | None
    fetch: Fetch

    async def __call__(self, delivery: Delivery) -> Outcome:
        """The bytes lie in the log before the first attempt; each further one sends the same."""
        if self.outbox is None:
            raise Suppressed(Silence.NO_SERVER)
        async with self.desk.db.raw.acquire() as raw:
            row = await mail.by_delivery(raw, delivery.id)
        if row is None:
            await self._fetch_files(delivery)
            row = await self._write(delivery, self.outbox.head)
        if row.verdict is None:
            await self._send(delivery, row, self.outbox)
        elif row.verdict != SENT:
            raise Suppressed(row.verdict)
        return Outcome("done", {"mail": row.id, "message_id": row.mail_id})

    async def _send(self, delivery: Delivery, row: mail.Mail, outbox: Outbox) -> None:
        """Raises Later, or Suppressed when the server will never take it."""
        async with self.desk.db.raw.acquire() as raw:
            content = await mail.content(raw, row.id)
        try:
            await outbox.postman.send(outbox.head.address, row.recipient, content)
        except Rejected as refusal:
            await self._refused(delivery, row, str(refusal), nobody=refusal.nobody)
        except Later as later:
            if later.lane:
                raise
            await self._put_off(delivery, row, later)
        else:
            async with self.desk.db.raw.acquire() as raw:
                await letters.end(raw, row.id, SENT)

    async def _put_off(self, delivery: Delivery, row: mail.Mail, later: Later) -> None:
        """Pauses grow; after PATIENCE it counts as refused."""
        async with self.desk.db.raw.acquire() as raw:
            waited = await letters.age(raw, row.id)
        if waited > PATIENCE:
            await self._refused(delivery, row, str(later), nobody=False)
        pause = growing(delivery.attempt)
        raise Later(str(later), pause=pause, lane=False, uncertain=later.uncertain) from later

    async def _refused(self, delivery: Delivery, row: mail.Mail, reason: str, *, nobody: bool) -> None:
        """The thread hears of it once, whoever dies meanwhile; raises Suppressed."""
        verdict = REFUSED + reason
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            if await letters.end(raw, row.id, verdict):
                await events.add(raw, Kind.MAIL_REFUSED, BY, {"mail": row.id}, delivery.ticket)
                if nobody:
                    await preferences.suppress(raw, row.recipient, reason)
        raise Suppressed(verdict)

    async def _fetch_files(self, delivery: Delivery) -> None:
        """What an agent attached in Slack lies there still; fetched before the transaction that writes the letter."""
        if "message" not in delivery.payload:
            return
        async with self.desk.db.raw.acquire() as raw:
            files = await attachments.of_message(raw, message_in(delivery))
        for file in files:
            if file.slack_file and file.sha256 is None:
                pieces = await fetched(self.fetch, file.slack_file)
                async with self.desk.db.raw.acquire() as raw, raw.transaction():
                    await attachments.fill(raw, file.id, given(pieces))

    async def _write(self, delivery: Delivery, head: Letterhead) -> mail.Mail:
        """In one transaction: decide, make the links, render, keep. Raises Suppressed."""
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            sheet = await letters.sheet(raw, ticket_in(delivery))
            said = await answered(raw, delivery)
            name = letter_in(delivery)
            address = await self._addressee(raw, name, sheet, said, ticket_in(delivery))
            links = await new_links(raw, head, address, ticket_in(delivery))
            assert sheet is not None  # _addressee has seen to it
            letter, envelope = await self._composed(raw, delivery, (sheet, said, address), head, links)
            new = mail.NewMail(
                direction="out",
                sender=head.address,
                recipient=address,
                mail_id=message_id(envelope),
                delivery=delivery.id,
                ticket=delivery.ticket,
                message=said.message if said else None,
                letter=name,
            )
            try:
                content = compose(letter, envelope)
            except AddressRefused as refused:
                raise Suppressed(Silence.BAD_ADDRESS) from refused
            id_ = await mail.add(raw, new, content)
            row = await mail.by_id(raw, id_)
            assert row is not None  # just written
            return row

    async def _addressee(self, raw: Raw, name: LetterName, sheet: Sheet | None, said: Said | None, ticket: UUID) -> str:
        """Whom it goes to; raises Suppressed with the reason why it doesn't."""
        if sheet is None:
            raise Suppressed(Silence.TICKET_GONE)
        if name == "answer" and said is None:
            raise Suppressed(Silence.MESSAGE_GONE)
        address = (sheet.address or "").lower() or None
        if address is not None:
            await letters.one_at_a_time(raw, address)
        why = why_not(name, await letters.case_of(raw, ticket, sheet, self.desk.system_user))
        if why is not None or address is None:
            raise Suppressed(why or Silence.NO_ADDRESS)
        return address

    async def _composed(
        self, raw: Raw, delivery: Delivery, about: tuple[Sheet, Said | None, str], head: Letterhead, links: Links
    ) -> tuple[Letter, Envelope]:
        sheet, said, address = about
        answer = answer_of(said, sheet, head, await letters.names(raw)) if said else None
        facts = facts_of(sheet, address, head, links)
        letter = written(
            letter_in(delivery), sheet, answer, facts, self.desk.t(language(sheet)), resolves=resolves(delivery)
        )
        post = Post(
            mail=f"{delivery.id}-{secrets.token_hex(10)}",
            when=self.desk.clock(),
            thread=await mail.thread_of(raw, ticket_in(delivery)),
            files=await files_of(raw, said),
        )
        return letter, envelope_of(sheet, address, agent_of(said) if said else None, head, post, links)


def letter_in(delivery: Delivery) -> LetterName:
    """As the plan wrote it."""
    return cast("LetterName", delivery.payload["letter"])


def message_in(delivery: Delivery) -> UUID:
    """Of an answer."""
    return UUID(str(delivery.payload["message"]))


def resolves(delivery: Delivery) -> bool:
    """Whether the act that brought the answer resolved its ticket."""
    return delivery.payload.get("resolves") is True


async def answered(raw: Raw, delivery: Delivery) -> Said | None:
    """The answer that it brings; None of other letters, and of one that is gone or internal by now."""
    return await letters.said(raw, message_in(delivery)) if "message" in delivery.payload else None


async def new_links(raw: Raw, head: Letterhead, address: str, ticket: UUID) -> Links:
    """Two tokens: the mail program's one click must not spend the reader's own."""
    if head.public_url is None:
        return Links()
    made = []
    for purpose in ("preferences", "unsubscribe"):
        token, hashed = new_token()
        await preferences.add_token(raw, hashed, purpose, address, ticket)
        made.append(f"{head.public_url}/{purpose}/{token}")
    return Links(*made)


async def files_of(raw: Raw, said: Said | None) -> list[Attachment]:
    """Of an answer, in the order in which they were attached; an empty one goes too."""
    files = await attachments.of_message(raw, said.message) if said else []
    found = []
    for file in files:
        content = b"".join([piece async for piece in attachments.chunks(raw, file.id)])
        found.append(Attachment(file.name, file.content_type, content))
    return found


async def fetched(fetch: Fetch, file: str) -> list[bytes]:
    """The lane is the mail server's: trouble at Slack holds up this letter alone."""
    try:
        return [piece async for piece in fetch(file)]
    except Later as later:
        raise Later(str(later), pause=later.pause, lane=False) from later


async def given(pieces: list[bytes]) -> AsyncIterator[bytes]:
    """As `fill` takes them."""
    for piece in pieces:
        yield piece


def growing(tries: int) -> timedelta:
    """1, 2, 4 … seconds, to half an hour."""
    return min(timedelta(seconds=2 ** min(max(tries - 1, 0), 20)), LONGEST_PAUSE)

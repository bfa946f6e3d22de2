"""A letter that lies in the log, on its way: until a server takes it, or refuses it for good."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import timedelta

from jobs.reactions.writing import Letterhead
from owona_bot.database import events, letters, mail, preferences
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Later, Outcome, Suppressed
from owona_bot.domain.event import Kind
from owona_bot.domain.letter import Attachment, Envelope, Letter, Mailbox
from owona_bot.domain.silence import Silence
from owona_bot.mail.addresses import AddressRefused
from owona_bot.mail.headers import compose, message_id
from owona_bot.mail.postman import Postman, Rejected

SENT, REFUSED = "sent", "refused: "
"""Verdicts in the log; the second goes on with the server's words."""

PATIENCE = timedelta(days=3)
"""How long a recipient's server may put us off."""

LONGEST_PAUSE = timedelta(minutes=30)

BY = "bot:letter"


@dataclass(frozen=True, slots=True)
class Outbox:
    """There when a mail server is set."""

    head: Letterhead
    postman: Postman


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter whose bytes lie in the log under `id`; `verdict` is None while it is under way."""

    id: int
    recipient: str
    mail_id: str | None
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Sending:
    """Of what one delivery has kept; each attempt sends the same bytes."""

    desk: Desk
    outbox: Outbox

    async def kept(self, delivery: Delivery) -> Kept | None:
        """Of an earlier attempt, or None."""
        async with self.desk.db.raw.acquire() as raw:
            found = await mail.by_delivery(raw, delivery.id)
        return Kept(found.id, found.recipient, found.mail_id, found.verdict) if found else None

    async def end(self, delivery: Delivery, row: Kept) -> Outcome:
        """Raises Later, or Suppressed when the server will never take it."""
        if row.verdict is None:
            await self._send(delivery, row)
        elif row.verdict != SENT:
            raise Suppressed(row.verdict)
        return Outcome("done", {"mail": row.id, "message_id": row.mail_id})

    async def keep(
        self, delivery: Delivery, kind: str, recipient: str, letter: Letter, files: tuple[Attachment, ...] = ()
    ) -> Kept:
        """A letter to one of the team, in the log before its first attempt."""
        desk_box = Mailbox(self.outbox.head.name, self.outbox.head.address)
        envelope = Envelope(
            mail=f"{delivery.id}-{secrets.token_hex(10)}",
            date=self.desk.clock(),
            sender=desk_box,
            to=Mailbox("", recipient),
            reply_to=desk_box,
            attachments=files,
        )
        row = mail.NewMail(
            direction="out",
            sender=desk_box.address,
            recipient=recipient,
            mail_id=message_id(envelope),
            delivery=delivery.id,
            ticket=delivery.ticket,
            letter=kind,
        )
        content = await composed(letter, envelope)
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            return Kept(await mail.add(raw, row, content), recipient, row.mail_id, None)

    async def _send(self, delivery: Delivery, row: Kept) -> None:
        async with self.desk.db.raw.acquire() as raw:
            content = await mail.content(raw, row.id)
        try:
            await self.outbox.postman.send(self.outbox.head.address, row.recipient, content)
        except Rejected as refusal:
            await self._refused(delivery, row, str(refusal), nobody=refusal.nobody)
        except Later as later:
            if later.lane:
                raise
            await self._put_off(delivery, row, later)
        else:
            async with self.desk.db.raw.acquire() as raw:
                await letters.end(raw, row.id, SENT)

    async def _put_off(self, delivery: Delivery, row: Kept, later: Later) -> None:
        """Pauses grow; after PATIENCE it counts as refused."""
        async with self.desk.db.raw.acquire() as raw:
            waited = await letters.age(raw, row.id)
        if waited > PATIENCE:
            await self._refused(delivery, row, str(later), nobody=False)
        pause = growing(delivery.attempt)
        raise Later(str(later), pause=pause, lane=False, uncertain=later.uncertain) from later

    async def _refused(self, delivery: Delivery, row: Kept, reason: str, *, nobody: bool) -> None:
        """The thread hears of it once, whoever dies meanwhile; raises Suppressed."""
        verdict = REFUSED + reason
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            if await letters.end(raw, row.id, verdict):
                await events.add(raw, Kind.MAIL_REFUSED, BY, {"mail": row.id}, delivery.ticket)
                if nobody:
                    await preferences.suppress(raw, row.recipient, reason)
        raise Suppressed(verdict)


def growing(tries: int) -> timedelta:
    """1, 2, 4 … seconds, to half an hour."""
    return min(timedelta(seconds=2 ** min(max(tries - 1, 0), 20)), LONGEST_PAUSE)


async def composed(letter: Letter, envelope: Envelope) -> bytes:
    """In a thread, so that the desk goes on. Raises Suppressed for an address that is none after all."""
    try:
        return await asyncio.to_thread(compose, letter, envelope)
    except AddressRefused as refused:
        raise Suppressed(Silence.BAD_ADDRESS) from refused

"""A call for help by mail, where a chain names an address."""

import secrets
from dataclasses import dataclass

from blocks.escalation import asks
from blocks.list import address
from blocks.ticket_card import priority
from jobs.reactions.parts import ticket_in
from jobs.reactions.sending import Kept, Outbox, Sending, composed
from jobs.reactions.writing import Letterhead
from owona_bot.database import mail, posts
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.escalation import Seen
from owona_bot.domain.letter import Envelope, Letter, Mailbox, Plea
from owona_bot.domain.silence import Silence
from owona_bot.mail import letters
from owona_bot.mail.headers import message_id
from owona_bot.services.escalate import see_escalation


@dataclass(frozen=True, slots=True)
class MailEscalation:
    """Reaction `escalation_mail`; the address stands in the chain, as it was when that began."""

    desk: Desk
    outbox: Outbox | None

    async def __call__(self, delivery: Delivery) -> Outcome:
        """The bytes lie in the log before the first attempt; each further one sends the same."""
        if self.outbox is None:
            raise Suppressed(Silence.NO_SERVER)
        sending = Sending(self.desk, self.outbox)
        return await sending.end(
            delivery, await sending.kept(delivery) or await self._write(delivery, self.outbox.head)
        )

    async def _write(self, delivery: Delivery, head: Letterhead) -> Kept:
        """Raises Suppressed for what is over by now."""
        seen = await see_escalation(self.desk.db, int(str(delivery.event_payload["escalation"])))
        if seen is None or seen.ticket is None or seen.escalation.stopped is not None or seen.escalation.chain is None:
            raise Suppressed("it is over already")
        recipient = seen.escalation.chain.steps[int(str(delivery.event_payload["step"])) - 1].name
        envelope = Envelope(
            mail=f"{delivery.id}-{secrets.token_hex(10)}",
            date=self.desk.clock(),
            sender=Mailbox(head.name, head.address),
            to=Mailbox("", recipient),
            reply_to=Mailbox(head.name, head.address),
        )
        content = await composed(await self._letter(delivery, seen, head), envelope)
        row = mail.NewMail(
            direction="out",
            sender=head.address,
            recipient=recipient,
            mail_id=message_id(envelope),
            delivery=delivery.id,
            ticket=delivery.ticket,
            letter="escalation",
        )
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            return Kept(await mail.add(raw, row, content), recipient, row.mail_id, None)

    async def _letter(self, delivery: Delivery, seen: Seen, head: Letterhead) -> Letter:
        """In the desk's language."""
        t, ticket = self.desk.t(), seen.ticket
        if ticket is None:
            raise Suppressed("it is over already")
        async with self.desk.db.read() as connection:
            card = await posts.card_of(connection, ticket_in(delivery))
        holder = t("card.agent", agent=ticket.agent.name) if ticket.agent else t("card.nobody")
        where = address((card.channel, card.ts), self.desk.workspace) if card and self.desk.workspace else None
        plea = Plea(ticket.number, ticket.title, asks(seen, t), f"{priority(ticket.priority, t)} · {holder}", where)
        return letters.escalation(plea, head.name, t)

"""A call for help by mail, where a chain names an address."""

from dataclasses import dataclass

from blocks.escalation import asks
from blocks.list import address
from blocks.ticket_card import priority
from jobs.reactions.parts import ticket_in
from jobs.reactions.sending import Kept, Outbox, Sending
from jobs.reactions.writing import Letterhead
from owona_bot.database import posts
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.escalation import Seen
from owona_bot.domain.letter import Letter, Plea
from owona_bot.domain.silence import Silence
from owona_bot.mail import letters
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
        return await sending.end(delivery, await sending.kept(delivery) or await self._write(delivery, sending))

    async def _write(self, delivery: Delivery, sending: Sending) -> Kept:
        """Raises Suppressed for what is over by now."""
        seen = await see_escalation(self.desk.db, int(str(delivery.event_payload["escalation"])))
        if seen is None or seen.ticket is None or seen.escalation.stopped is not None or seen.escalation.chain is None:
            raise Suppressed("it is over already")
        recipient = seen.escalation.chain.steps[int(str(delivery.event_payload["step"])) - 1].name
        letter = await self._letter(delivery, seen, sending.outbox.head)
        return await sending.keep(delivery, "escalation", recipient, letter)

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

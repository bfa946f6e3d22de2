"""Word of a deadline to the team by mail: a letter to one address of the policy."""

import secrets
from dataclasses import dataclass

from blocks.sla_alert import whose
from blocks.ticket_card import priority
from blocks.words import METRIC
from jobs.reactions.deadlines import Watched, watch
from jobs.reactions.parts import ticket_in
from jobs.reactions.sending import Kept, Outbox, Sending, composed
from jobs.reactions.writing import Letterhead
from owona_bot.database import mail
from owona_bot.desk import Desk
from owona_bot.domain.alert import Over, Stage, Tone, deadline_of, is_muted, policy_of, stage_in
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.letter import Alarm, Envelope, Letter, Mailbox
from owona_bot.domain.silence import Silence
from owona_bot.mail import letters
from owona_bot.mail.headers import message_id


@dataclass(frozen=True, slots=True)
class MailTeam:
    """Reaction `sla_mail`; its payload's `to` says which address of the policy."""

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
        """As it is now. Raises Suppressed where nobody is to hear of it any more."""
        watched, stage = await watch(self.desk, ticket_in(delivery)), stage_in(delivery.event_payload)
        if (why := watched.over(stage)) or is_muted(stage, watched.muted):
            raise Suppressed(why or Over.MUTED)
        address = self._address(watched, stage, int(str(delivery.payload["to"])))
        envelope = Envelope(
            mail=f"{delivery.id}-{secrets.token_hex(10)}",
            date=watched.now,
            sender=Mailbox(head.name, head.address),
            to=Mailbox("", address),
            reply_to=Mailbox(head.name, head.address),
        )
        content = await composed(self._letter(watched, stage, head), envelope)
        row = mail.NewMail(
            direction="out",
            sender=head.address,
            recipient=address,
            mail_id=message_id(envelope),
            delivery=delivery.id,
            ticket=delivery.ticket,
            letter="sla_team",
        )
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            return Kept(await mail.add(raw, row, content), address, row.mail_id, None)

    def _address(self, watched: Watched, stage: Stage, n: int) -> str:
        clock = watched.clock(stage)
        addresses = policy_of(clock, stage).mail_team if clock else ()
        if n >= len(addresses):
            raise Suppressed("the policy names nobody else")
        return addresses[n].lower()

    def _letter(self, watched: Watched, stage: Stage, head: Letterhead) -> Letter:
        """In the desk's language."""
        t, ticket, clock = self.desk.t(), watched.ticket, watched.clock(stage)
        deadline = deadline_of(clock, watched.now) if clock else None
        if ticket is None or deadline is None:
            raise Suppressed(Over.VOID)
        alarm = Alarm(
            number=ticket.number,
            title=ticket.title,
            metric=t(METRIC[stage.metric]),
            late=deadline.tone is Tone.LATE,
            due=deadline.due.astimezone(self.desk.zone),
            holder=f"{priority(ticket.priority, t)} · {whose(ticket, t)}",
            link=watched.link,
        )
        return letters.sla_team(alarm, head.name, t)

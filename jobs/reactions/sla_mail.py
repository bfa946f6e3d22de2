"""Word of a deadline to the team by mail: a letter to one address of the policy."""

from dataclasses import dataclass

from blocks.sla_alert import whose
from blocks.ticket_card import priority
from blocks.words import METRIC
from jobs.reactions.deadlines import Watched, watch
from jobs.reactions.parts import ticket_in
from jobs.reactions.sending import Kept, Outbox, Sending
from jobs.reactions.writing import Letterhead
from owona_bot.desk import Desk
from owona_bot.domain.alert import Over, Stage, Tone, deadline_of, is_muted, policy_of, stage_in
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.letter import Alarm, Letter
from owona_bot.domain.silence import Silence
from owona_bot.mail import letters


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
        return await sending.end(delivery, await sending.kept(delivery) or await self._write(delivery, sending))

    async def _write(self, delivery: Delivery, sending: Sending) -> Kept:
        """As it is now. Raises Suppressed where nobody is to hear of it any more."""
        watched, stage = await watch(self.desk, ticket_in(delivery)), stage_in(delivery.event_payload)
        if (why := watched.over(stage)) or is_muted(stage, watched.muted):
            raise Suppressed(why or Over.MUTED)
        address = self._address(watched, stage, int(str(delivery.payload["to"])))
        return await sending.keep(delivery, "sla_team", address, self._letter(watched, stage, sending.outbox.head))

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

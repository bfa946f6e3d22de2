"""A ticket's deadlines as they are now, for whoever tells of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from blocks import sla_alert as view
from blocks.list import address
from blocks.parts import Post
from owona_bot.database import posts, sla_alerts, tickets
from owona_bot.desk import Desk
from owona_bot.domain.alert import Alert, Memo, Over, Settled, Stage, deadline_of, is_muted, mutable, over
from owona_bot.domain.clock import Translate
from owona_bot.domain.delivery import Suppressed
from owona_bot.domain.sla import Clock, Metric
from owona_bot.domain.ticket import Ticket
from owona_bot.services.sla import clocks_in


@dataclass(frozen=True, slots=True)
class Watched:
    """`ticket` None is gone; `link` is to its card; `calls`: its holder is there, and it is their time.

    `muted` is by clock who wants no more warnings of it.
    """

    number: int
    ticket: Ticket | None
    clocks: Sequence[Clock]
    muted: Mapping[tuple[Metric, int], str]
    now: datetime
    link: str | None
    calls: bool

    def over(self, stage: Stage) -> Over | None:
        """Why nothing is left to be done about it, or None."""
        return over(self.ticket, self.clock(stage), stage, self.now)

    def clock(self, stage: Stage) -> Clock | None:
        """Of which it is a stage."""
        return next((one for one in self.clocks if (one.metric, one.round) == (stage.metric, stage.round)), None)

    def drawn(self, stage: Stage, t: Translate) -> Post:
        """As it can be pressed, or what became of it."""
        clock, why = self.clock(stage), self.over(stage)
        deadline = deadline_of(clock, self.now) if clock else None
        if self.ticket is None or clock is None or deadline is None or why is not None:
            return view.settled(self._settled(stage, clock, why or Over.VOID), t)
        memo = Memo(self.number, stage.metric, stage.round) if mutable(clock, stage) else None
        by = self.muted.get((stage.metric, stage.round)) if is_muted(stage, self.muted) else None
        return view.alert(Alert(self.ticket, deadline, self.link, self.calls, memo, by), self.now, t)

    def _settled(self, stage: Stage, clock: Clock | None, why: Over) -> Settled:
        due, stopped = (clock.due_at, clock.stopped_at) if clock else (None, None)
        return Settled(self.number, self.ticket, stage.metric, why, due, stopped, self.link)


async def watch(desk: Desk, ticket_id: UUID) -> Watched:
    """Its clocks are folded anew, whatever their index says. Raises Suppressed for one that was never seen."""
    now = desk.clock()
    async with desk.db.raw.acquire() as raw:
        clocks = (await clocks_in(raw, [ticket_id], desk.sla, now)).get(ticket_id, ())
        muted = await sla_alerts.muted(raw, ticket_id)
    async with desk.db.read() as connection:
        ticket = await tickets.by_id(connection, ticket_id)
        number = ticket.number if ticket else await tickets.number_of(connection, ticket_id)
        card = await posts.card_of(connection, ticket_id)
    if number is None:
        raise Suppressed("the ticket was never seen")
    link = address((card.channel, card.ts), desk.workspace) if card and desk.workspace else None
    return Watched(number, ticket, clocks, muted, now, link, await calls(desk, ticket, now))


async def calls(desk: Desk, ticket: Ticket | None, now: datetime) -> bool:
    """Whether it has a holder who is there, at an hour at which alerts are told."""
    if ticket is None or ticket.agent is None or desk.sla.alert_wait(now, urgent=False):
        return False
    async with desk.db.raw.acquire() as raw:
        return await sla_alerts.is_there(raw, ticket.agent.id, now)

"""A word to a lead: an answer that the guard stopped waits for somebody who may let it go."""

from dataclasses import dataclass
from uuid import UUID

from blocks import held as view
from jobs.reactions.parts import content_of, mark_of, ticket_in
from owona_bot.database import agents, held, posts, tickets
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.held import Held, State
from owona_bot.domain.listing import Line
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, may
from owona_bot.slack.client import Slack, Spot


@dataclass(frozen=True, slots=True)
class AskRelease:
    """Reaction `ask_release`; its payload is the answer, and who is asked."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """By direct message, once, each time that it was stopped. Raises Suppressed where it waits no more."""
        lead, found, line = await self._lead(delivery), await self._held(delivery), await self._line(delivery)
        told, t = (found.writer.name, found.findings, str(found.draft.id)), self.desk.t(lead.locale)
        content = content_of(view.asked(line, *told, self.desk.workspace, t))
        spot = Spot(await self.slack.direct(lead.slack_user))
        ts = await self.slack.post_once(spot, content, mark_of(delivery), since=delivery.looked_for_since)
        return Outcome("done", {"channel": spot.channel, "ts": ts})

    async def _lead(self, delivery: Delivery) -> Agent:
        async with self.desk.db.read() as connection:
            lead = await agents.by_id(connection, AgentId(int(str(delivery.payload["agent"]))))
        if lead is None or not may(lead, Act.OVERRIDE):
            raise Suppressed("no lead any more")
        return lead

    async def _held(self, delivery: Delivery) -> Held:
        async with self.desk.db.read() as connection:
            found = await held.by_id(connection, UUID(str(delivery.payload["reply"])))
        if found is None or found.state is not State.GUARDED:
            raise Suppressed("it was let go, or taken back")
        return found

    async def _line(self, delivery: Delivery) -> Line:
        async with self.desk.db.read() as connection:
            ticket = await tickets.by_id(connection, ticket_in(delivery))
            cards = await posts.cards_of(connection, [ticket_in(delivery)])
        if ticket is None:
            raise Suppressed("the ticket is gone")
        return Line(ticket, cards.get(ticket.id), None)

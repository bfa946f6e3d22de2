"""Lines of the thread for tickets that somebody was called for."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from blocks import escalation_lines as lines
from blocks.parts import Post
from jobs.reactions.parts import ticket_in
from owona_bot.database import agents, escalations, tickets
from owona_bot.desk import Desk
from owona_bot.domain.chain import Chain
from owona_bot.domain.delivery import Delivery, Suppressed
from owona_bot.domain.escalation import Tier, Why
from owona_bot.domain.people import Agent, AgentId


@dataclass(frozen=True, slots=True)
class EscalationLines:
    """Each line by what its payload says that it shows."""

    desk: Desk

    def lines(self) -> dict[str, Callable[[Delivery, AsyncConnection], Awaitable[Post]]]:
        """All of them."""
        return {"escalated": self._escalated, "stepped": self._stepped, "stopped": self._stopped}

    async def _escalated(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        tier, called = Tier(str(delivery.event_payload["tier"])), await self._called(delivery, connection)
        return lines.escalated(*await self._who(delivery, connection), tier, called, self.desk.t())

    async def _stepped(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        number, _ = await self._who(delivery, connection)
        chain, called = await self._chain(delivery, connection), await self._called(delivery, connection)
        return lines.stepped(number, chain, delivery.event_payload, called, self.desk.t())

    async def _stopped(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        number, who = await self._who(delivery, connection)
        return lines.stopped(number, Why(str(delivery.event_payload["why"])), who, self.desk.t())

    async def _who(self, delivery: Delivery, connection: AsyncConnection) -> tuple[int, str | None]:
        """The ticket's number, and who did it."""
        number = await tickets.number_of(connection, ticket_in(delivery)) or 0
        return number, await agents.name_of(connection, delivery.actor)

    async def _called(self, delivery: Delivery, connection: AsyncConnection) -> Sequence[Agent]:
        match delivery.event_payload.get("agents"):
            case list(ids):
                found = [await agents.by_id(connection, AgentId(int(str(one)))) for one in ids]
                return [agent for agent in found if agent is not None]
        return ()

    async def _chain(self, delivery: Delivery, connection: AsyncConnection) -> Chain:
        kept = await escalations.by_id(connection, int(str(delivery.event_payload["escalation"])))
        if kept is None or kept.escalation.chain is None:
            raise Suppressed("the chain is gone")
        return kept.escalation.chain

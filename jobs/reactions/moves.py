"""Lines of the thread for tickets that sleep, wake, go on in another, or part."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from blocks import merge, snooze, split
from blocks.parts import Post
from jobs.reactions.elsewhere import elsewhere
from jobs.reactions.parts import ticket_in
from owona_bot.database import agents, mail, messages, tickets
from owona_bot.database.driver import driver_of
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Suppressed
from owona_bot.domain.merge import Elsewhere
from owona_bot.domain.snooze import Why
from owona_bot.domain.ticket import Snooze
from owona_bot.slack.client import Slack


@dataclass(frozen=True, slots=True)
class Moves:
    """Each line by what its payload says that it shows."""

    desk: Desk
    slack: Slack

    def lines(self) -> dict[str, Callable[[Delivery, AsyncConnection], Awaitable[Post]]]:
        """All of them; raises Suppressed for what is gone by now."""
        return {
            "snoozed": self._snoozed,
            "woken": self._woken,
            "merged": self._merged,
            "joined": self._joined,
            "unmerged": self._unmerged,
            "parted": self._parted,
            "joined_message": self._joined_message,
            "split": self._split,
            "split_off": self._split_off,
        }

    async def _snoozed(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        told = delivery.event_payload
        until = datetime.fromisoformat(str(told["until"])) if told["until"] else None
        who, number = await self._who(delivery, connection)
        return snooze.snoozed(Snooze(until, bool(told["for_answer"])), who, number, self.desk.clock(), self.desk.t())

    async def _woken(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        """Whoever has it now is called, unless they woke it."""
        ticket = await tickets.by_id(connection, ticket_in(delivery))
        if ticket is None:
            raise Suppressed("the ticket is gone")
        who, number = await self._who(delivery, connection)
        holder = ticket.agent if ticket.agent and ticket.agent.actor != delivery.actor else None
        why = Why(str(delivery.event_payload["why"]))
        return snooze.woken(why, who, holder.slack_user if holder else None, number, self.desk.t())

    async def _merged(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        return merge.merged(
            *await self._who(delivery, connection), await self._other(delivery, connection), self.desk.t()
        )

    async def _unmerged(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        return merge.unmerged(
            *await self._who(delivery, connection), await self._other(delivery, connection), self.desk.t()
        )

    async def _parted(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        return merge.parted(
            *await self._who(delivery, connection), await self._other(delivery, connection), self.desk.t()
        )

    async def _joined(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        match delivery.event_payload:
            case {"tickets": [str(source), *_], "messages": int(count)}:
                other = await elsewhere(connection, self.slack, UUID(source))
                return merge.joined(*await self._who(delivery, connection), other, count, self.desk.t())
        raise Suppressed("it does not say what came in")

    async def _joined_message(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        message = await messages.by_id(connection, UUID(str(delivery.payload["message"])))
        if message is None:
            raise Suppressed("the message is gone")
        whole = await mail.whole_of(driver_of(connection), message.id)
        source = await elsewhere(connection, self.slack, message.ticket)
        number = await tickets.number_of(connection, ticket_in(delivery)) or 0
        return merge.joined_message(message, number, source, self.desk.t(), whole)

    async def _split(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        who, number = await self._who(delivery, connection)
        count = int(str(delivery.event_payload["messages"]))
        return split.split(who, number, await self._other(delivery, connection), count, self.desk.t())

    async def _split_off(self, delivery: Delivery, connection: AsyncConnection) -> Post:
        return split.split_off(
            *await self._who(delivery, connection), await self._other(delivery, connection), self.desk.t()
        )

    async def _who(self, delivery: Delivery, connection: AsyncConnection) -> tuple[str | None, int]:
        """Who did it, and on which ticket."""
        who = await agents.name_of(connection, delivery.actor)
        return who, await tickets.number_of(connection, ticket_in(delivery)) or 0

    async def _other(self, delivery: Delivery, connection: AsyncConnection) -> Elsewhere:
        return await elsewhere(connection, self.slack, UUID(str(delivery.event_payload["other"])))

"""What a customer writes on a merged ticket counts where that goes on, and opens no other."""

from dataclasses import dataclass
from uuid import UUID

from jobs.reactions.parts import ticket_in
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.services.go_on import go_on, stay_closed


@dataclass(frozen=True, slots=True)
class GoOn:
    """Reaction `go_on`: of a message where the ticket goes on; of none the merged one, which was opened."""

    desk: Desk

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Twice does no harm: each looks at the status first."""
        ticket, message = ticket_in(delivery), delivery.payload.get("message")
        if message is None:
            await stay_closed(self.desk.db, ticket)
        elif not await go_on(self.desk.db, ticket, UUID(str(message))):
            raise Suppressed("it is worked on, or was answered since")
        return Outcome("done", {})

"""What a customer writes on a merged ticket counts where that goes on, and opens no other."""

from dataclasses import dataclass
from uuid import UUID

from jobs.reactions.parts import ticket_in
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.services.go_on import go_on, go_on_unread, stay_closed


@dataclass(frozen=True, slots=True)
class GoOn:
    """Reaction `go_on`: of a message where the ticket goes on; of a mail that arrived nowhere; of none a merged one."""

    desk: Desk

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Twice does no harm: each looks at the status first."""
        ticket, message = ticket_in(delivery), delivery.payload.get("message")
        if "mail" in delivery.payload:
            if not await go_on_unread(self.desk.db, int(str(delivery.payload["mail"]))):
                raise Suppressed("it waits for no customer, was no answer, or was answered since")
        elif message is None:
            await stay_closed(self.desk.db, ticket)
        elif not await go_on(self.desk.db, ticket, UUID(str(message))):
            raise Suppressed("it is worked on, or was answered since")
        return Outcome("done", {})

"""An answer into a ticket that goes on in the one it was given on: its requester reads it where they wrote."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.services.copy import copy_answer


@dataclass(frozen=True, slots=True)
class CopyAnswer:
    """Reaction `copy`; a letter follows from the copy, as from any answer."""

    desk: Desk

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Once, whoever dies meanwhile."""
        message, ticket = UUID(str(delivery.payload["message"])), UUID(str(delivery.payload["to"]))
        copy = uuid4()
        if not await copy_answer(self.desk.db, message, ticket, copy, delivery.actor):
            raise Suppressed("it stands there already, or is no answer any more")
        return Outcome("done", {"copy": str(copy)})

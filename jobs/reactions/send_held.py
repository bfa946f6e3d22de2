"""Send: an answer whose time to be taken back is over reaches the site, and by its event everybody else."""

from dataclasses import dataclass
from uuid import UUID

from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.services.undo import send_held


@dataclass(frozen=True, slots=True)
class SendHeld:
    """Reaction `send_held`."""

    desk: Desk

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Its row goes with the answer in one transaction: whoever comes second, or again, finds none."""
        reply = str(delivery.payload["reply"])
        if not await send_held(self.desk.db, UUID(reply), self.desk.replies) and not delivery.uncertain:
            raise Suppressed("it was taken back, or waits to be released")
        return Outcome("done", {"reply": reply})

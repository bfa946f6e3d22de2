"""A fresh link to the page of choices, for whoever asked for one with a link that is used up."""

from dataclasses import dataclass

from jobs.reactions.sending import Kept, Outbox, Sending
from owona_bot.database import preferences
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.letter import is_test
from owona_bot.domain.silence import Silence, is_writable
from owona_bot.mail import letters
from owona_bot.mail.tokens import new_token
from owona_bot.services.preferences import PAGE


@dataclass(frozen=True, slots=True)
class MailLink:
    """Reaction `link_mail`. What its reader declined does not count: they asked for it."""

    desk: Desk
    outbox: Outbox | None

    async def __call__(self, delivery: Delivery) -> Outcome:
        """The bytes lie in the log before the first attempt; each further one sends the same."""
        if self.outbox is None or self.outbox.head.public_url is None:
            raise Suppressed(Silence.NO_SERVER)
        sending = Sending(self.desk, self.outbox)
        return await sending.end(delivery, await sending.kept(delivery) or await self._write(delivery, sending))

    async def _write(self, delivery: Delivery, sending: Sending) -> Kept:
        """A link whose letter was never kept opens its page for nobody. Raises Suppressed."""
        token, hashed = new_token()
        async with self.desk.db.raw.acquire() as raw:
            asked = await preferences.asked(raw, bytes.fromhex(str(delivery.event_payload["asked"])))
            if asked is None:
                raise Suppressed("it was asked for too long ago")
            if not is_writable(asked.address):
                raise Suppressed(Silence.BAD_ADDRESS)
            if is_test(asked.address):
                raise Suppressed(Silence.TEST_ACCOUNT)
            if await preferences.why_suppressed(raw, asked.address) is not None:
                raise Suppressed(Silence.BOUNCES)
            await preferences.add_token(raw, hashed, PAGE, asked.address, asked.ticket)
        head, t = sending.outbox.head, self.desk.t(str(delivery.event_payload["locale"]))
        letter = letters.fresh_link(f"{head.public_url}/{PAGE}/{token}", head.name, head.imprint, t)
        return await sending.keep(delivery, "fresh_link", asked.address, letter)

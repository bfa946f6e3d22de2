"""A mail that came in: read apart from us, then filed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from owona_bot.database import mail
from owona_bot.database.engine import gone_is
from owona_bot.desk import Desk
from owona_bot.domain.clock import Translate
from owona_bot.domain.delivery import Delivery, Later, Outcome, Suppressed
from owona_bot.domain.errors import OperatorError, Unavailable
from owona_bot.domain.letter import ReplyClaim
from owona_bot.domain.mail import InboundMail, Unreadable
from owona_bot.mail.authenticity import authenticated
from owona_bot.mail.reading import ReadingRoom
from owona_bot.mail.tokens import Keys, read_token, verify
from owona_bot.services.receive_mail import Filing, file_mail


@dataclass(frozen=True, slots=True)
class Mailroom:
    """`address` is the desk's mailbox, `authserv` our mail server's name in Authentication-Results, or None."""

    address: str
    keys: Keys
    system_user: str
    authserv: str | None


@dataclass(frozen=True, slots=True)
class ReadMail:
    """Reaction `read_mail`."""

    desk: Desk
    room: Mailroom | None
    readers: ReadingRoom

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Filed once, whatever it holds; what can't be read arrives raw and flagged."""
        if self.room is None:
            raise Later("no mailbox is set")
        id_ = int(str(delivery.payload["mail"]))
        async with self.desk.db.raw.acquire() as raw:
            row, first = await mail.by_id(raw, id_), await mail.piece(raw, id_, 0)
        if row is None or first is None:
            raise Suppressed("the mail was erased")
        try:
            read = await self.readers.read_pieces(row.size, self._pieces(row, first))
        except OperatorError as why:  # no mail is to blame for a reader that does not start
            raise Later(str(why)) from why
        place = await file_mail(self.desk.db, read, filing(self.room, self.desk.t(), row, read, first))
        return Outcome("done", {"verdict": place.verdict.value, "ticket": str(place.ticket or "")})

    async def _pieces(self, row: mail.Mail, first: bytes) -> AsyncIterator[bytes]:
        """A large mail never lies in memory whole, and no connection waits for its reader. Raises Unavailable."""
        yield first
        for n in range(1, -(-row.size // mail.CHUNK)):
            with gone_is(Unavailable):
                async with self.desk.db.raw.acquire() as raw:
                    part = await mail.piece(raw, row.id, n)
            if part is None:
                raise Suppressed("the mail was erased")
            yield part


def filing(room: Mailroom, t: Translate, row: mail.Mail, read: InboundMail | Unreadable, first: bytes) -> Filing:
    """What is known beside the mail's own words; `first` piece of it, with all that our own server wrote on top."""
    return Filing(
        mail=row.id,
        claim=claim_in(room, row, read),
        proven=lambda claim, sender, salt: verify(claim, sender, salt, room.keys),
        authenticated=authenticated(first, room.authserv, author_of(read)),
        system_user=room.system_user,
        untitled=t("mail.untitled"),
        unreadable=t("mail.unreadable"),
    )


def author_of(read: InboundMail | Unreadable) -> str | None:
    """Whom we take for it."""
    return read.sender.address if isinstance(read, InboundMail) and read.sender else None


def claim_in(room: Mailroom, row: mail.Mail, read: InboundMail | Unreadable) -> ReplyClaim | None:
    """Of the envelope before the header; of several tokens the first, and it is verified like any."""
    shown = [*read.to, *read.cc] if isinstance(read, InboundMail) else []
    addresses = [*row.recipient.split(), *(one.address for one in shown)]
    claims = (read_token(address, room.address) for address in addresses)
    return next((claim for claim in claims if claim), None)

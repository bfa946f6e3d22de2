"""Show: a ticket as it stands, a mail as it came."""

from owona_bot.database import mail, tickets
from owona_bot.database.engine import Database
from owona_bot.domain.errors import StaleButton
from owona_bot.domain.ticket import Ticket


async def show_ticket(db: Database, number: int) -> Ticket:
    """Raises NoSuchTicket."""
    async with db.read() as connection:
        return await tickets.by_number(connection, number)


async def show_mail(db: Database, mail_id: int) -> str:
    """The whole text of a mail. Raises StaleButton when it was erased."""
    async with db.read_raw() as raw:
        found = await mail.by_id(raw, mail_id)
    if found is None or found.body is None:
        raise StaleButton
    return found.body

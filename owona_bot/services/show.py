"""Show: a ticket as it stands."""

from owona_bot.database import tickets
from owona_bot.database.engine import Database
from owona_bot.domain.ticket import Ticket


async def show_ticket(db: Database, number: int) -> Ticket:
    """Raises NoSuchTicket."""
    async with db.read() as connection:
        return await tickets.by_number(connection, number)

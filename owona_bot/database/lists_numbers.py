"""Conditions on which tickets are meant by their numbers."""

from owona_bot.database.engine import Raw
from owona_bot.database.lists_condition import Where

TICKETS = "select ticket_id from owona_bot.ticket_state where number = any($1::integer[])"


async def add_numbers(raw: Raw, where: Where, numbers: frozenset[str], *, negated: bool) -> None:
    """One of those that there are, or none of them."""
    tickets = [row["ticket_id"] for row in await raw.fetch(TICKETS, [int(number) for number in numbers])]
    share = len(tickets) / max(1, where.tickets)
    where.add(f"s.ticket_id = any({where.bind(tickets, 'uuid[]')})", share, negated=negated)

"""Deadlines: a ticket's clocks, folded afresh from its history and the terms that it is under."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from owona_bot.database import clock_history
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.sla import Clock, clocks_of
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.domain.sla_terms import terms_of


async def clocks_of_ticket(db: Database, ticket: UUID, rules: SlaRules, now: datetime) -> tuple[Clock, ...]:
    """None for a ticket that is gone or that no policy fits. Raises Unavailable."""
    return (await clocks_of_tickets(db, [ticket], rules, now)).get(ticket, ())


async def clocks_of_tickets(
    db: Database, tickets: Collection[UUID], rules: SlaRules, now: datetime
) -> Mapping[UUID, tuple[Clock, ...]]:
    """Of those that are there, in one query: first response, resolution, then the next responses by round."""
    async with db.read_raw() as raw:
        return await clocks_in(raw, tickets, rules, now)


async def clocks_in(
    raw: Raw, tickets: Collection[UUID], rules: SlaRules, now: datetime
) -> dict[UUID, tuple[Clock, ...]]:
    """The same over a connection that one has."""
    cases = await clock_history.read(raw, list(tickets))
    return {ticket: tuple(clocks_of(case.history, terms_of(case, rules), now)) for ticket, case in cases.items()}

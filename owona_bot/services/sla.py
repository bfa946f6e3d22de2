"""Deadlines: a ticket's clocks, folded afresh from its history and the terms that it is under."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from owona_bot.database import clock_history
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.sla import Clock, clocks_of
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.domain.sla_terms import Case, terms_of

LONG = 300
"""Facts of a history: some milliseconds of the processor."""

T = TypeVar("T")


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
    return {ticket: await beside(case, lambda of: clocks_as_of(of, rules, now)) for ticket, case in cases.items()}


def clocks_as_of(case: Case, rules: SlaRules, now: datetime) -> tuple[Clock, ...]:
    """What its history comes to."""
    return tuple(clocks_of(case.history, terms_of(case, rules), now))


async def beside(case: Case, told: Callable[[Case], T]) -> T:
    """Of a long history in a thread: whoever knocks meanwhile is answered."""
    return told(case) if len(case.history.facts) < LONG else await asyncio.to_thread(told, case)

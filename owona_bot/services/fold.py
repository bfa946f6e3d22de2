"""Fold: what the clocks of tickets say now is written into the index."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from asyncpg import DataError

from owona_bot.database import clock_history, clocks
from owona_bot.database.engine import GONE, Database, Raw
from owona_bot.domain.sla import clocks_of
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.domain.sla_terms import Case, Kept, begun
from owona_bot.services.sla import beside

BY = "bot:sla"

AT_ONCE = 100
"""Some hundredths of a second of the processor."""

EVERY = 0.5
"""Seconds between two looks for tickets that wait."""

PUT_OFF = timedelta(minutes=5)
"""Until a ticket that could not be folded is tried again, if nothing happens to it before."""

log = structlog.get_logger()


async def fold_waiting(db: Database, rules: SlaRules, now: datetime, most: int = AT_ONCE) -> int:
    """Those that wait, fresh ones first, once whoever else folds; answers how many. Raises Unavailable."""
    async with db.read_raw() as raw:
        if not await clocks.waiting(raw, now):
            return 0
    async with db.change_raw(by=BY) as raw:
        tickets = await clocks.take(raw, most, now)
        if tickets and await fault_of(raw, tickets, rules, now):
            await singly(raw, tickets, rules, now)
    return len(tickets)


async def singly(raw: Raw, tickets: Iterable[UUID], rules: SlaRules, now: datetime) -> None:
    """Among them is one that can't be folded: it is put off, alone."""
    for ticket in tickets:
        if fault := await fault_of(raw, [ticket], rules, now):
            number = await clocks.put_off(raw, ticket, now + PUT_OFF)
            log.error("fold.put_off", ticket=number, exc_info=fault)


async def fault_of(raw: Raw, tickets: Sequence[UUID], rules: SlaRules, now: datetime) -> Exception | None:
    """What kept them from being folded; then nothing of it is written."""
    try:
        async with raw.transaction():
            await fold(raw, tickets, rules, now)
    except Exception as fault:  # whatever is wrong with one ticket, the clocks of all others go on
        if isinstance(fault, GONE) and not isinstance(fault, DataError):  # asyncpg counts it among them
            raise
        return fault
    return None


async def fold(raw: Raw, tickets: Sequence[UUID], rules: SlaRules, now: datetime) -> None:
    """Terms that begin, and all that they have in the index."""
    fresh: dict[UUID, list[Kept]] = {}
    rows: list[Mapping[str, object]] = []
    for ticket, case in (await clock_history.read(raw, tickets)).items():
        fresh[ticket] = begun(case, rules)
        rows += await beside(case, partial(rows_of, ticket, terms=(*case.kept, *fresh[ticket]), now=now))
        await asyncio.sleep(0)  # whoever knocks meanwhile is answered
    await clocks.keep_terms(raw, fresh)
    await clocks.keep(raw, tickets, rows)


def rows_of(ticket: UUID, case: Case, terms: Iterable[Kept], now: datetime) -> list[Mapping[str, object]]:
    """All that the ticket has in the index."""
    return [
        clocks.row_of(ticket, clock, case.told.get((clock.metric, clock.round), 0), silent=case.silent)
        for clock in clocks_of(case.history, [kept.term for kept in terms], now)
    ]

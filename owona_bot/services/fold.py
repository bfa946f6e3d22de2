"""Fold: the clocks of tickets with which something happened, brought up to date in the index."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from owona_bot.database import clock_history, clocks
from owona_bot.database.engine import Database
from owona_bot.domain.sla import clocks_of
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.domain.sla_terms import Case, Kept, begun

AT_ONCE = 100
"""Some hundredths of a second: whoever knocks meanwhile does not notice."""


async def fold_waiting(db: Database, rules: SlaRules, now: datetime, most: int = AT_ONCE) -> int:
    """Those that wait, fresh ones first, once whoever else folds; answers how many."""
    async with db.read_raw() as raw:
        if not await clocks.waiting(raw):
            return 0
        async with raw.transaction():
            tickets = await clocks.take(raw, most)
            cases = await clock_history.read(raw, tickets)
            fresh = {ticket: begun(case, rules) for ticket, case in cases.items()}
            await clocks.keep_terms(raw, fresh)
            terms = {ticket: (*case.kept, *fresh[ticket]) for ticket, case in cases.items()}
            rows = [row for ticket, case in cases.items() for row in rows_of(ticket, case, terms[ticket], now)]
            await clocks.keep(raw, tickets, rows)
    return len(tickets)


def rows_of(ticket: UUID, case: Case, terms: Iterable[Kept], now: datetime) -> list[Mapping[str, object]]:
    """All that the ticket has in the index."""
    return [
        clocks.row_of(ticket, clock, case.told.get((clock.metric, clock.round), 0), silent=case.silent)
        for clock in clocks_of(case.history, [kept.term for kept in terms], now)
    ]

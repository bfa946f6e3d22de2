"""Auto-close: resolved tickets that nobody has touched for long are closed, each in a transaction of its own."""

from collections.abc import AsyncIterator
from datetime import datetime
from secrets import token_hex

import structlog

from owona_bot.database import idle, messages, tickets
from owona_bot.database.engine import Database
from owona_bot.database.idle import Idle
from owona_bot.domain.errors import NotConfirmed, Unavailable
from owona_bot.domain.schedule import Forecast
from owona_bot.domain.ticket import close
from owona_bot.domain.ticket_errors import NoSuchTicket

BY = "bot:auto_close"

WRITER = "owona_bot"
"""Who the portal's audit line says that it was."""

AT_ONCE = 1_000
"""Tickets that one look finds: each goes through the site's whole table, which has no index by status."""

log = structlog.get_logger()


async def look_at_stale(db: Database, cut: datetime, most: int) -> Forecast:
    """Which would be closed now."""
    async with db.read() as connection:
        found = await idle.done_with(connection, cut, None, most + 1)
    return Forecast([one.meant() for one in found[:most]], more=len(found) > most)


async def close_stale(db: Database, cut: datetime) -> dict[str, int]:
    """Untouched since `cut`; one on which something happens meanwhile stays open. No customer hears of it."""
    closed = failed = 0
    async for one in _stale(db, cut):
        try:
            closed += await _close(db, one, cut)
        except Exception as fault:  # whatever is wrong with one ticket, all others are closed
            if isinstance(fault, Unavailable | NotConfirmed):
                raise
            log.error("auto_close.failed", ticket=one.number, reference=token_hex(4), exc_info=fault)
            failed += 1
    return {"closed": closed} | ({"not_closed": failed} if failed else {})


async def _stale(db: Database, cut: datetime) -> AsyncIterator[Idle]:
    last: Idle | None = None
    while True:
        async with db.read() as connection:
            found = await idle.done_with(connection, cut, last, AT_ONCE)
        for one in found:
            yield one
        if len(found) < AT_ONCE:
            return
        last = found[-1]


async def _close(db: Database, one: Idle, cut: datetime) -> bool:
    """Looked at again under the lock."""
    try:
        async with db.change(by=BY) as tx:
            ticket = await tickets.lock(tx, one.number)
            if not await idle.is_done_with(tx, one.id, cut):
                return False
            closed = close(ticket)
            await tickets.save(tx, ticket, closed)
            await messages.add_status_line(tx, closed, WRITER)
    except NoSuchTicket:
        return False
    return True

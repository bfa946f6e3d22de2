"""Keeps `owona_bot.search` up to date: tickets that wait to be indexed, a few at a time, from how they are now.

Triggers on our own tables say which ones wait (an event was planned, a tag was set, a note written); a comparison
finds the others: all of them at first start, and whatever an event never told of.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import asyncpg
import structlog

from owona_bot.database import homes
from owona_bot.database.engine import Database, Raw
from owona_bot.database.index_sql import INDEX
from owona_bot.database.reconcile import EVER

log = structlog.get_logger()

AT_ONCE = 500

SETTLED_AT_ONCE = 50
"""So many are indexed while a person waits for their list."""

PATIENCE = 600.0
"""Seconds: at first start a million tickets are compared."""

# What PostgreSQL loses in a crash waits again; meanwhile no card waits behind the disk for it.
LOCK = """
    select set_config('synchronous_commit', 'off', true),
           pg_advisory_xact_lock(hashtextextended('owona_bot.index', 0))"""
"""One indexes at a time: two would count the same words at once."""

BRIEFLY = """
    select set_config('lock_timeout', '500ms', true), set_config('statement_timeout', '1s', true)"""
"""A list says what is known by then: somebody may index a very long text at that moment, or stand still."""

WAITING = "select exists (select from owona_bot.unindexed)"

FRESH_WAITING = "select exists (select from owona_bot.unindexed where not old)"

TAKE = """
    delete from owona_bot.unindexed u
    using (select old, id from owona_bot.unindexed where not old or $2 order by old, id limit $1) next
    where u.old = next.old and u.id = next.id
    returning u.ticket_id"""

STALE = """
    with found as (
        insert into owona_bot.unindexed (old, ticket_id)
        select true, t.id
        from public.support_tickets t
        join owona_bot.ticket_state known on known.ticket_id = t.id
        left join owona_bot.search s on s.ticket_id = t.id and s.part = 0
        where t.updated_at > now() - $1::interval
          and s.site_updated_at is distinct from t.updated_at
          and not exists (select from owona_bot.unindexed where old)
        order by t.created_at desc
        returning 1)
    select count(*) from found"""
"""The newest first. Nothing while what an earlier look found still waits."""

LEFT_OVER = """
    with found as (
        insert into owona_bot.unindexed (old, ticket_id)
        select true, s.ticket_id
        from owona_bot.search s
        where s.part = 0 and not exists (select from public.support_tickets t where t.id = s.ticket_id)
        returning 1)
    select count(*) from found"""


async def work(db: Database, most: int = AT_ONCE) -> int:
    """Index the next tickets that wait, fresh ones first; answers how many there were."""
    async with db.raw.acquire() as raw:
        if not await raw.fetchval(WAITING):
            return 0
        async with raw.transaction():
            await raw.execute(LOCK)
            rows = await raw.fetch(TAKE, most, True)
            tickets = {row["ticket_id"] for row in rows}
            if await _refused(raw, tickets):
                await _singly(raw, tickets)
            return len(rows)


async def settle(db: Database) -> None:
    """What was planned before this call is in lists and search after it, unless that takes its time."""
    async with db.raw.acquire() as raw:
        if not await raw.fetchval(FRESH_WAITING):
            return
        try:
            async with raw.transaction():
                await raw.execute(BRIEFLY)
                await raw.execute(LOCK)
                rows = await raw.fetch(TAKE, SETTLED_AT_ONCE, False)
                await _index(raw, {row["ticket_id"] for row in rows})
        except (*REFUSALS, *LATE) as fault:
            log.warning("index.later", why=type(fault).__name__)


REFUSALS = (asyncpg.DataError, asyncpg.ProgramLimitExceededError, asyncpg.IntegrityConstraintViolationError)
"""What is wrong with a ticket, not with PostgreSQL."""

LATE = (asyncpg.LockNotAvailableError, asyncpg.QueryCanceledError)


async def _singly(raw: Raw, tickets: Collection[UUID]) -> None:
    """Among them is one that can't be indexed: it stays as it is until it changes, and the others go on."""
    for ticket in tickets:
        if fault := await _refused(raw, [ticket]):
            log.error("index.refused", ticket=str(ticket), exc_info=fault)


async def _refused(raw: Raw, tickets: Collection[UUID]) -> Exception | None:
    """What kept them from being indexed; then nothing of it is written."""
    try:
        async with raw.transaction():
            await _index(raw, tickets)
    except REFUSALS as fault:
        refusal: Exception = fault
        return refusal
    return None


async def _index(raw: Raw, tickets: Collection[UUID]) -> None:
    if tickets:
        await raw.execute(INDEX, list(tickets), timeout=PATIENCE)
        await homes.bump(raw)


async def compare(raw: Raw, lately: timedelta = EVER) -> int:
    """Let those wait whose rows are missing, outdated or left over, and answer how many.

    With `lately` only what was written since is compared, and what is left over stays until the next look at all.
    """
    stale = int(await raw.fetchval(STALE, lately, timeout=PATIENCE))
    return stale + int(await raw.fetchval(LEFT_OVER, timeout=PATIENCE)) if lately == EVER else stale

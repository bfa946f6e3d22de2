"""Sweep: stages of clocks that have passed are told, each once however many replicas look."""

from collections.abc import Mapping
from datetime import datetime

from owona_bot.database import clocks
from owona_bot.database.clocks_sql import BATCH
from owona_bot.database.engine import Database
from owona_bot.domain.chain import Chains, snapshot

BY = "bot:sla"


async def sweep(db: Database, now: datetime, chains: Chains) -> int:
    """All that is due by the desk's clock, in batches; answers how many stages have passed. Raises Unavailable."""
    async with db.read_raw() as raw:
        if not await clocks.due(raw, now):
            return 0
    kept = {name: snapshot(chain) for name, chain in chains.items()}
    return await warn_all(db, now) + await breach_all(db, now, kept)


async def warn_all(db: Database, now: datetime) -> int:
    """A transaction a batch."""
    total = 0
    while True:
        async with db.change_raw(by=BY) as raw:
            some = await clocks.warn(raw, now)
        total += some
        if some < BATCH:
            return total


async def breach_all(db: Database, now: datetime, chains: Mapping[str, object]) -> int:
    """The same."""
    total = 0
    while True:
        async with db.change_raw(by=BY) as raw:
            some = await clocks.breach(raw, now, chains)
        total += some
        if some < BATCH:
            return total

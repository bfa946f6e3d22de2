"""Sweep: stages of clocks that have passed are told, each once however many replicas look."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from owona_bot.database import clocks
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.chain import Chains, snapshot

BY = "bot:sla"

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

Batch = Callable[[Raw, datetime], Awaitable[clocks.Swept]]
"""Tells what passed since a moment."""


async def sweep(db: Database, now: datetime, chains: Chains) -> int:
    """All that is due by the desk's clock; answers how many stages have passed. Raises Unavailable."""
    async with db.read_raw() as raw:
        if not await clocks.due(raw, now):
            return 0
    kept = {name: snapshot(chain) for name, chain in chains.items()}
    warned = await in_batches(db, lambda raw, since: clocks.warn(raw, now, since))
    return warned + await in_batches(db, lambda raw, since: clocks.breach(raw, now, since, kept))


async def in_batches(db: Database, batch: Batch) -> int:
    """A transaction each, oldest first."""
    passed, swept = 0, clocks.Swept(0, EARLIEST)
    while swept.last is not None:
        async with db.change_raw(by=BY) as raw:
            swept = await batch(raw, swept.last)
        passed += swept.passed
        if not swept.more:
            break
    return passed

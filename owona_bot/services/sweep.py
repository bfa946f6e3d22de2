"""Sweep: stages of clocks that have passed are told, each once however many replicas look."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from owona_bot.database import clocks
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.chain import Chains, snapshot

BY = "bot:sla"

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

BATCH = 2_000
"""So many are told in one transaction: whoever answers one of them meanwhile waits for a tenth of a second."""

Batch = Callable[[Raw, datetime], Awaitable[clocks.Swept]]
"""Tells what passed since a moment."""


async def sweep(db: Database, now: datetime, chains: Chains, most: int = BATCH) -> int:
    """All that is due by the desk's clock; answers how many stages have passed. Raises Unavailable."""
    async with db.read_raw() as raw:
        if not await clocks.due(raw, now):
            return 0
    kept = {name: snapshot(chain) for name, chain in chains.items()}
    warned = await in_batches(db, most, lambda raw, since: clocks.warn(raw, now, since, most))
    return warned + await in_batches(db, most, lambda raw, since: clocks.breach(raw, now, since, most, kept))


async def in_batches(db: Database, most: int, batch: Batch) -> int:
    """A transaction each, oldest first; one that is not whole is the last."""
    passed, since = 0, EARLIEST
    while True:
        async with db.change_raw(by=BY) as raw:
            swept = await batch(raw, since)
        passed += swept.passed
        if swept.last is None or swept.passed < most:
            return passed
        since = swept.last

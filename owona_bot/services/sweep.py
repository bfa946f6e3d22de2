"""Sweep: stages of clocks that have passed are told, each once however many replicas look."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from owona_bot.database import clocks
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.chain import Chains, snapshot

BY = "bot:sla"

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)

BATCH = 2_000
"""So many are told in one transaction: whoever answers one of them meanwhile waits for a tenth of a second."""

HANDS = 2
"""So many go on at once where more than a batch has passed: PostgreSQL works on each with one processor."""

Batch = Callable[[Raw, clocks.Part], Awaitable[clocks.Swept]]
"""Tells what passed of a part."""


async def sweep(db: Database, now: datetime, chains: Chains, most: int = BATCH) -> int:
    """All that is due by the desk's clock; answers how many stages have passed. Raises Unavailable."""
    async with db.read_raw() as raw:
        if not await clocks.due(raw, now):
            return 0
    kept = {name: snapshot(chain) for name, chain in chains.items()}
    warned = await in_batches(db, most, lambda raw, part: clocks.warn(raw, now, part))
    return warned + await in_batches(db, most, lambda raw, part: clocks.breach(raw, now, part, kept))


async def in_batches(db: Database, most: int, batch: Batch) -> int:
    """A transaction each, oldest first; one that is not whole is the last. After a whole one two hands go on."""
    first = await one_batch(db, batch, clocks.Part(EARLIEST, most))
    if first.last is None or first.passed < most:
        return first.passed
    parts = [clocks.Part(first.last, most, hand, HANDS) for hand in range(HANDS)]
    hands = [asyncio.create_task(on_from(db, batch, part)) for part in parts]
    try:
        return first.passed + sum(await asyncio.gather(*hands))
    finally:
        for hand in hands:
            hand.cancel()


async def on_from(db: Database, batch: Batch, part: clocks.Part) -> int:
    """Batch after batch from where `part` begins, until one is not whole; answers as `in_batches` does."""
    passed = 0
    while True:
        swept = await one_batch(db, batch, part)
        passed += swept.passed
        if swept.last is None or swept.passed < part.most:
            return passed
        part = replace(part, since=swept.last)


async def one_batch(db: Database, batch: Batch, part: clocks.Part) -> clocks.Swept:
    """A transaction."""
    async with db.change_raw(by=BY) as raw:
        return await batch(raw, part)

"""A replica that does nothing but write exports, and is killed soon after it has its second piece in hand."""

import asyncio
import os
import random
import signal
import threading
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from jobs.export import Exporter
from owona_bot.database.engine import Database, connect
from owona_bot.domain.export import Piece
from owona_bot.domain.export_job import Turn
from owona_bot.domain.people import Agent
from tests.desks import a_desk

OPEN = "select exists (select from owona_bot.exports where state in ('waiting', 'running'))"

SOON = 0.03
"""Seconds at most: before that piece is kept, or after it, or while the next one is read."""


@dataclass(frozen=True)
class Mortal(Exporter):
    """One piece of each export that it has in hand is surely kept."""

    async def stream(self, turn: Turn, agent: Agent | None) -> AsyncGenerator[Piece, None]:
        pieces = count(1)
        async for piece in super().stream(turn, agent):
            if next(pieces) == 2:
                threading.Timer(random.random() * SOON, os.kill, (os.getpid(), signal.SIGKILL)).start()
            yield piece


async def is_open(db: Database) -> bool:
    async with db.raw.acquire() as raw:
        return bool(await raw.fetchval(OPEN))


async def main() -> None:
    """Until it is killed, or nothing is left to write."""
    db = await connect(os.environ["URL"])
    exporter = Mortal(a_desk(db), timedelta(seconds=1), turn=3600)
    while await is_open(db):
        if not await exporter.write_next():
            await asyncio.sleep(0.05)
    await db.close()


if __name__ == "__main__":
    asyncio.run(main())

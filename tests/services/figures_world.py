"""A desk of random tickets whose figures are asked for, and its rows as they lie in the tables."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from zoneinfo import ZoneInfo

from owona_bot.database import index
from owona_bot.database.engine import Database, connect
from owona_bot.domain.filter_tree import View
from owona_bot.domain.metrics import Figures
from owona_bot.domain.metrics_period import Period
from owona_bot.domain.people import AgentId
from owona_bot.services.metrics import figures
from tests.services.desk_of_figures import BERLIN, NOW, populate
from tests.services.figures_oracle import Row, cases, read


class World:
    """The desk and its rows."""

    def __init__(self, db: Database, rows: dict[str, list[Row]]) -> None:
        self.db, self.rows, self.cases = db, rows, cases(rows)

    async def figures(self, period: Period, line: str = "", zone: ZoneInfo = BERLIN) -> Figures:
        return await figures(self.db, period, line, View(NOW, zone, AgentId(1)))


@asynccontextmanager
async def a_world(url: str) -> AsyncIterator[World]:
    """In an empty database of ours; for reading alone."""
    db = await connect(url)
    async with db.raw.acquire() as raw:
        await populate(raw)
        await index.compare(raw)
        rows = await read(raw)
    while await index.work(db):
        pass
    yield World(db, rows)
    await db.close()

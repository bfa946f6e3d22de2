"""Stats: the figures of a period until now, and of the one before it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from owona_bot.database.engine import Database
from owona_bot.database.metrics import first_ticket
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse, write
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.report_errors import FiguresTakeTime
from owona_bot.domain.stats import Stats, Wish, periods
from owona_bot.services.mentions import by_address
from owona_bot.services.metrics import figures

LONGEST = 120.0
"""Seconds after which nobody looks whether the figures have come."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when, and where they live."""

    agent: Agent
    now: datetime
    zone: tzinfo


async def show_stats(db: Database, wish: Wish, asker: Asker) -> Stats:
    """The filter may mention people as Slack does. Raises MayNot, FiguresTakeTime, or as `filters.parse` does."""
    permit(asker.agent, Act.STATS)
    line = await _understood(db, wish.filter, asker.agent.locale)
    view = View(asker.now, asker.zone, asker.agent.id)
    now, before = periods(wish, asker.now, asker.zone)
    try:
        async with asyncio.timeout(LONGEST):
            this, was = await asyncio.gather(*(figures(db, period, line, view) for period in (now, before)))
    except TimeoutError as late:
        raise FiguresTakeTime from late
    async with db.read_raw() as raw:
        since = await first_ticket(raw)
    return Stats(replace(wish, filter=line), this, was, since)


async def _understood(db: Database, line: str, locale: str) -> str:
    """As filters are written; what is wrong with it is said in the asker's language."""
    async with db.read_raw() as raw:
        return write(parse(await by_address(raw, line), locale))

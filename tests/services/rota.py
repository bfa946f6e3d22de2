"""A rota that changes on Mondays at 9:00, and what was written of it."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from owona_bot.database.engine import Database
from owona_bot.domain.on_call import Length
from owona_bot.domain.people import Agent
from owona_bot.domain.rota import Wanted
from owona_bot.services.rota import open_rota, save_rota

BERLIN = ZoneInfo("Europe/Berlin")

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
"""A Wednesday, on which it begins."""

MONDAY = datetime(2026, 11, 30, 8, tzinfo=UTC)
"""Of the first hand-over."""

WEEK = timedelta(days=7)


def wanted(*turns: Agent) -> Wanted:
    return Wanted(tuple(one.id for one in turns), Length.WEEK, 0, time(9), BERLIN, None)


async def a_rota(db: Database, *turns: Agent) -> None:
    """From NOON on; the first of them sets it up, who is admin."""
    seen = (await open_rota(db, turns[0])).seen
    await save_rota(db, wanted(*turns), seen, turns[0], NOON, None)


async def events(db: Database, *kinds: str) -> list[dict[str, Any]]:
    """Their payloads, in order."""
    async with db.read_raw() as raw:
        rows = await raw.fetch("select payload from owona_bot.events where kind = any($1) order by id", list(kinds))
    return [row["payload"] for row in rows]

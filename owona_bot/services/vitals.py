"""Vitals: whether the bot can work, and how much lies before it."""

from owona_bot.database import vitals
from owona_bot.database.engine import Database
from owona_bot.domain.vitals import Vitals


async def take_vitals(db: Database) -> Vitals:
    """Raises Unavailable."""
    async with db.read_raw() as raw:
        return await vitals.vitals(raw)


async def is_ready(db: Database) -> bool:
    """Raises Unavailable."""
    async with db.read_raw() as raw:
        return await vitals.is_well(raw)

"""Figures for those who watch the bot."""

from owona_bot.database import deliveries
from owona_bot.database.engine import Raw
from owona_bot.domain.vitals import Vitals

OLDEST = """
    select coalesce(extract(epoch from now() - min(greatest(created_at, not_before))), 0)::double precision
    from owona_bot.deliveries where state = 'waiting' and not ahead and not_before <= now()"""

UNPLANNED = "select count(*) from owona_bot.events where planned_at is null"


async def vitals(raw: Raw) -> Vitals:
    """As they are now, of all replicas together."""
    return Vitals(await deliveries.balance(raw), await raw.fetchval(OLDEST), await raw.fetchval(UNPLANNED))


async def is_well(raw: Raw) -> bool:
    """Whether our schema is there and answers."""
    return await raw.fetchval("select to_regclass('owona_bot.deliveries') is not null") is True

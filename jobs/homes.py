"""Homes: those that people have open are drawn again when something new is to be seen in them."""

from owona_bot.database import deliveries, homes, paces
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Pace, lane_of
from owona_bot.domain.plan_general import news
from owona_bot.domain.plan_priorities import NEWS_LANE

EVERY = 1.0
"""Seconds; whatever happens in between is seen in one redraw."""


async def keep_homes(desk: Desk, pace: Pace) -> None:
    """For ever; of several replicas that tell the same one does."""
    async with desk.db.raw.acquire() as raw:
        await paces.open_lanes(raw, [lane_of(NEWS_LANE, pace)])
    while True:
        if await tell_news(desk):
            desk.workers.ring()
        await desk.rest(EVERY)


async def tell_news(desk: Desk) -> int:
    """Answers how many Homes are to be drawn again."""
    async with desk.db.raw.acquire() as raw:
        stale = await homes.stale(raw)
        if stale:
            async with raw.transaction():
                await deliveries.add(raw, [news(one.slack_user, one.event, one.version) for one in stale])
    return len(stale)

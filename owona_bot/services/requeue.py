"""Requeue: open tickets that nobody has, and that nobody is looked for, wait for their turn from then on."""

from datetime import timedelta

from owona_bot.database import assignments
from owona_bot.database.engine import Database
from owona_bot.domain.schedule import Forecast
from owona_bot.domain.why import BY_RULE

AT_ONCE = 50_000
"""Which are found once; where there are more, the next run of the schedule goes on."""

KEPT = timedelta(hours=1)
"""So long a desk that gives nothing away keeps what waits: another replica may have been told to give already."""


async def look_at_left_out(db: Database, most: int) -> Forecast:
    """Which would be looked for now."""
    async with db.read_raw() as raw:
        found = list((await assignments.left_out(raw, most + 1)).values())
    return Forecast(found[:most], more=len(found) > most)


async def queue_left_out(db: Database) -> dict[str, int]:
    """Of those that came since go-live; twice does no harm."""
    async with db.change_raw(by=BY_RULE) as raw:
        return {"queued": await assignments.queue_left_out(raw, AT_ONCE)}


async def forget_waiting(db: Database) -> int:
    """Where nothing is given away nobody waits; answers how many rows left."""
    gone = 0
    async with db.read_raw() as raw:
        while some := await assignments.prune(raw, KEPT):
            gone += some
    return gone

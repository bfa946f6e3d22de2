"""A replica that does nothing but plan, fold and sweep, by a clock that runs fast and jumps by an hour either way.

The clock waits for those who look at it: on a busy machine it runs slower, and nothing that is told passes unseen.
"""

import asyncio
import os
import random
import time
from datetime import datetime, timedelta

from owona_bot.database.engine import connect
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.chain import Chain, Step, StepAct, To
from owona_bot.domain.sla_policy import Choice, Metric, Policy, SlaRules
from owona_bot.services.fold import fold_waiting
from owona_bot.services.sweep import sweep

HOUR = timedelta(hours=1)
NIGHTS = ((0, 300), (1200, 1440))
"""Open when the clocks are changed."""

OPEN = Calendar("nights", "Europe/Berlin", (NIGHTS,) * 7)
TARGETS = {Metric.FIRST_RESPONSE: 2 * HOUR, Metric.RESOLUTION: 8 * HOUR}
RULES = SlaRules((Choice(Policy("nights", TARGETS, OPEN, stages=(25, 50, 75, 90), chain="standard")),))
CHAINS = {"standard": Chain("standard", (Step(HOUR, StepAct.NOTIFY, To.CHANNEL, "C0TIER2"),))}

FAST = 2 * 3600
"""Two hours a second at most."""

STEP = timedelta(minutes=10)
"""Between two looks at the clock, whoever's they are."""

LOOK = "update public.clock set at = greatest(at, least(at + $1::interval, $2)) returning at"

AT_ONCE = 5
"""Stages a transaction, so that kills fall between them."""

PLAN = """
    update owona_bot.events set planned_at = now()
    where id in (select id from owona_bot.events where planned_at is null limit 50 for update skip locked)"""


async def main() -> None:
    """Until it is killed."""
    begun, born = float(os.environ["BEGUN"]), datetime.fromisoformat(os.environ["BORN"])
    luck = random.Random(os.environ["LUCK"])
    db = await connect(os.environ["URL"])

    async def now() -> datetime:
        async with db.raw.acquire() as raw:
            at: datetime = await raw.fetchval(LOOK, STEP, born + FAST * timedelta(seconds=time.monotonic() - begun))
        return at + luck.choice([-HOUR, 0 * HOUR, 0 * HOUR, HOUR])

    print("ready", flush=True)  # noqa: T201  # the test waits for it
    while True:
        async with db.raw.acquire() as raw:
            await raw.execute(PLAN)
        await fold_waiting(db, RULES, await now(), 10)
        await sweep(db, await now(), CHAINS, AT_ONCE)


if __name__ == "__main__":
    asyncio.run(main())

"""A replica that does nothing but plan and give tickets away."""

import asyncio
import os
from datetime import UTC, datetime

from jobs.plan import Lanes, plan_general, plan_tickets
from owona_bot.database.engine import connect
from owona_bot.domain.delivery import Pace
from owona_bot.services.turns import Found, Round, Terms, give_turns
from tests.desks import a_desk
from tests.services.turns import LOAD


async def main() -> None:
    """Until it is killed."""
    db = await connect(os.environ["URL"])
    desk, lanes, round_ = a_desk(db, LOAD), Lanes(Pace(0, 3)), Round()
    terms = Terms(LOAD, desk.places)
    print("ready", flush=True)  # noqa: T201  # the test waits for it
    while True:
        await plan_tickets(desk, lanes)
        await plan_general(desk, lanes)
        if await give_turns(db, terms, datetime.now(UTC), round_) is Found.NOTHING:
            await asyncio.sleep(0.005)


if __name__ == "__main__":
    asyncio.run(main())

"""On call: who has to be called now."""

from datetime import datetime

from owona_bot.database import agents, on_call
from owona_bot.database.engine import Database
from owona_bot.domain.on_call import holder, serves
from owona_bot.domain.people import Agent


async def on_call_now(db: Database, now: datetime) -> Agent | None:
    """Whose shift it is by the desk's clock, also one who is away: rather they are called than nobody.

    None: nobody's, or that of somebody who left the team or may only read.
    """
    async with db.read() as connection:
        found = holder(await on_call.roster(connection, now), now)
        agent = await agents.by_id(connection, found) if found is not None else None
    return agent if serves(agent) else None

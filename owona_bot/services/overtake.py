"""Overtake: a proposal that nobody settled ends when there is a newer one, or when whose tickets they are is back."""

from datetime import datetime

from owona_bot.database import events, shares
from owona_bot.database.engine import Change, Database
from owona_bot.domain.event import Kind
from owona_bot.domain.people import AgentId
from owona_bot.domain.shares import told

BOT = "bot:shares"

NONE = 0
"""No proposal has this id."""


async def overtake(tx: Change, agent: AgentId, now: datetime, but: int = NONE) -> None:
    """All that stand of `agent`; their row is locked, so that none is made meanwhile."""
    for old in await shares.overtake(tx, agent, but, now):
        await events.tell(tx, Kind.SHARES_SETTLED, None, told(old))


async def overtake_passed(db: Database, now: datetime) -> int:
    """Of all whose absence ended by itself; how many that were."""
    async with db.change(by=BOT) as tx:
        back = await shares.back(tx, now)
        for agent in back:
            await overtake(tx, agent, now)
    return len(back)

"""Settle: what becomes of a delivery that died."""

from owona_bot.database import fates
from owona_bot.database.engine import Database
from owona_bot.domain.errors import NotDead
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit


async def retry_delivery(db: Database, delivery: int, agent: Agent, knock: str | None) -> None:
    """It waits again, at the end of its order. Raises NotDead when somebody was quicker."""
    permit(agent, Act.SETTLE)
    async with db.change(by=agent.actor, once=knock) as tx:
        if not await fates.revive(tx, delivery):
            raise NotDead


async def retry_all(db: Database, agent: Agent, knock: str | None) -> None:
    """Every dead one, after the cause was mended. Raises NotDead when there is none."""
    permit(agent, Act.SETTLE)
    async with db.change(by=agent.actor, once=knock) as tx:
        if not await fates.revive_all(tx):
            raise NotDead


async def discard_delivery(db: Database, delivery: int, agent: Agent, knock: str | None) -> None:
    """Nobody will do it; the ledger says who decided that. Raises NotDead when somebody was quicker."""
    permit(agent, Act.SETTLE)
    async with db.change(by=agent.actor, once=knock) as tx:
        if not await fates.discard(tx, delivery):
            raise NotDead

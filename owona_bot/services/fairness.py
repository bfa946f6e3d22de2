"""Fairness: who of the team got how many tickets lately, and how."""

from collections.abc import Sequence
from datetime import datetime

from owona_bot.database import fairness
from owona_bot.database.engine import Database
from owona_bot.domain.fairness import Tally
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit


async def show_fairness(db: Database, agent: Agent, now: datetime) -> Sequence[Tally]:
    """For everybody who may see the team."""
    permit(agent, Act.TEAM)
    async with db.read_raw() as raw:
        return await fairness.lately(raw, now)

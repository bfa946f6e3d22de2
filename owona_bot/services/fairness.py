"""Fairness: who of the team got how many tickets lately, and how."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from owona_bot.database import fairness
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.fairness import Tally
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit

KEPT = timedelta(minutes=1)
"""So old at most is what a Home is drawn with: of a big desk it is counted from hundreds of thousands of events."""


async def show_fairness(db: Database, agent: Agent, now: datetime) -> Sequence[Tally]:
    """For everybody who may see the team."""
    permit(agent, Act.TEAM)
    async with db.read_raw() as raw:
        return await fairness.lately(raw, now)


class Tallies:
    """For Homes, which are drawn whenever anything changes; each process counts for itself, once a while."""

    def __init__(self) -> None:
        self._counted_at: datetime | None = None
        self._found: Sequence[Tally] = ()

    async def read(self, raw: Raw, now: datetime) -> Sequence[Tally]:
        """Of two at once both may count."""
        if self._counted_at is None or not self._counted_at <= now < self._counted_at + KEPT:
            self._found, self._counted_at = await fairness.lately(raw, now), now
        return self._found

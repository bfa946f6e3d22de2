"""Prune: what the schedule's job `prune` does, so that the ledger stays as small as what is going on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from owona_bot.database.prune import count_stale, prune
from owona_bot.desk import Desk
from owona_bot.domain.schedule import Forecast, Run
from owona_bot.services.overtake import overtake_passed

FINISHED = timedelta(days=30)

KNOCKS = timedelta(days=7)
"""Slack brings an event again for minutes, after an outage for hours."""


@dataclass(frozen=True, slots=True)
class Prune:
    """Rows of our own that nobody asks for any more; and what was proposed about who is back ends."""

    desk: Desk
    days: None = None

    async def look(self, _most: int) -> Forecast:
        """How many of which table."""
        async with self.desk.db.read_raw() as raw:
            return Forecast(rows=await count_stale(raw, FINISHED, KNOCKS))

    async def do(self, _run: Run) -> Mapping[str, int]:
        """Table by table, each at once: what is gone is gone, whoever goes on takes the rest."""
        await overtake_passed(self.desk.db, self.desk.clock())
        async with self.desk.db.raw.acquire() as raw:
            return {"rows": sum((await prune(raw, FINISHED, KNOCKS)).values())}

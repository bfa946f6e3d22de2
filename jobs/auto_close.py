"""Auto-close: what the schedule's job `auto_close` does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from owona_bot.desk import Desk
from owona_bot.domain.schedule import Forecast, Run
from owona_bot.services.auto_close import close_stale, look_at_stale


@dataclass(frozen=True, slots=True)
class AutoClose:
    """Resolved tickets that nobody has touched for `after` are closed."""

    desk: Desk
    after: timedelta

    @property
    def days(self) -> int:
        """As it was set."""
        return self.after.days

    async def look(self, most: int) -> Forecast:
        """Those that have been still for longest."""
        return await look_at_stale(self.desk.db, self.desk.clock() - self.after, most)

    async def do(self, _run: Run) -> Mapping[str, int]:
        """A closed one is none that it looks for: whoever goes on closes none twice."""
        return await close_stale(self.desk.db, self.desk.clock() - self.after)

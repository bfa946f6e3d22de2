"""Remind: what the schedule's job `remind` does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from owona_bot.desk import Desk
from owona_bot.domain.schedule import Forecast, Run
from owona_bot.services.remind import Waiting, look_at_waiting, remind_waiting


@dataclass(frozen=True, slots=True)
class Remind:
    """Customers who have not answered for `after` get a letter, where letters are written at all."""

    desk: Desk
    after: timedelta

    @property
    def days(self) -> int:
        """As it was set."""
        return self.after.days

    async def look(self, most: int) -> Forecast:
        """Also whom no letter would reach, and why."""
        return await look_at_waiting(self.desk.db, self._waiting(), most)

    async def do(self, _run: Run) -> Mapping[str, int]:
        """Each waiting is kept with its reminder: whoever goes on writes none twice."""
        if not self.desk.sender.writes:
            return {"reminded": 0}
        return await remind_waiting(self.desk.db, self._waiting())

    def _waiting(self) -> Waiting:
        now = self.desk.clock()
        return Waiting(now - self.after, now, self.desk.system_user)

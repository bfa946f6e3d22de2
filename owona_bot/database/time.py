"""The desk's clock: the database's, carried on by this machine's steady count between two looks at it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from owona_bot.database.engine import Database

NOW = "select clock_timestamp()"

SLOW = 0.25
"""Seconds: a look that took longer tells less than the count since the last one does."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the database's clock said when this machine's count was `at`."""

    moment: datetime
    at: float
    took: float


class DeskClock:
    """Called as a `domain.clock.Clock`; whatever this machine's own clock says, or becomes, is never asked."""

    def __init__(self, first: Look, ahead: timedelta, count: Callable[[], float]) -> None:
        self._look = first
        self._ahead = ahead
        self._count = count

    def __call__(self) -> datetime:
        """In UTC; `ahead` of the database."""
        look = self._look
        return look.moment + timedelta(seconds=self._count() - look.at) + self._ahead

    async def look(self, db: Database) -> None:
        """Measure anew. Raises Unavailable."""
        look = await looked(db, self._count)
        if look.took <= max(SLOW, self._look.took):
            self._look = look


async def desk_clock(db: Database, ahead: timedelta, count: Callable[[], float] = time.monotonic) -> DeskClock:
    """Raises Unavailable."""
    return DeskClock(await looked(db, count), ahead, count)


async def looked(db: Database, count: Callable[[], float]) -> Look:
    """The moment is that of half the way there and back."""
    async with db.read_raw() as raw:
        began = count()
        moment = await raw.fetchval(NOW)
        ended = count()
    return Look(moment, (began + ended) / 2, ended - began)

"""Remind: customers who do not answer get one letter in each waiting, each in a transaction of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from owona_bot.database import events, idle, letters
from owona_bot.database.engine import Database, Raw
from owona_bot.database.idle import Idle
from owona_bot.domain.event import Kind
from owona_bot.domain.schedule import Forecast
from owona_bot.domain.silence import Silence, why_not

BY = "bot:remind"

MOST_REMINDERS = 2
"""About one ticket, however often it waits."""

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waited since before `cut` is reminded now; `system_user` reads no letters."""

    cut: datetime
    now: datetime
    system_user: str | None


async def look_at_waiting(db: Database, waiting: Waiting, most: int) -> Forecast:
    """Who would be written to now, and who would not, and why."""
    async with db.read_raw() as raw:
        found = await idle.waiting(raw, waiting.cut, MOST_REMINDERS, None, most + 1)
        tickets = [one.meant(await _why_not(raw, one, waiting)) for one in found[:most]]
    return Forecast(tickets, more=len(found) > most)


async def remind_waiting(db: Database, waiting: Waiting) -> dict[str, int]:
    """How many letters were planned, and how many customers are not written to."""
    counts = {"reminded": 0, "not_written_to": 0}
    async for one in _waiting(db, waiting):
        ended = await _remind(db, one, waiting)
        if ended is not None:
            counts[ended] += 1
    return counts


async def _waiting(db: Database, waiting: Waiting) -> AsyncIterator[Idle]:
    last: Idle | None = None
    while True:
        async with db.read_raw() as raw:
            found = await idle.waiting(raw, waiting.cut, MOST_REMINDERS, last, AT_ONCE)
        for one in found:
            yield one
        if len(found) < AT_ONCE:
            return
        last = found[-1]


async def _remind(db: Database, one: Idle, waiting: Waiting) -> str | None:
    """Looked at again under the lock; who gets no letter was not reminded. None: it does not wait any more."""
    async with db.change_raw(by=BY) as raw:
        still = await idle.still_waiting(raw, one.id, waiting.cut, MOST_REMINDERS)
        if still is None:
            return None
        if await _why_not(raw, still, waiting):
            return "not_written_to"
        if await idle.remind(raw, still, waiting.now):
            told = {"nth": await idle.reminders(raw, one.id)}
            await events.add(raw, Kind.CUSTOMER_REMINDED, BY, told, one.id)
    return "reminded"


async def _why_not(raw: Raw, one: Idle, waiting: Waiting) -> Silence | None:
    """As the letter itself would decide."""
    sheet = await letters.sheet(raw, one.id, waiting.system_user)
    if sheet is None:
        return Silence.TICKET_GONE
    return why_not("reminder", await letters.case_of(raw, one.id, sheet, waiting.system_user))

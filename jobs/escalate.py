"""Escalate: each second, the steps of chains that are due."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex

import structlog

from owona_bot.database.engine import Database
from owona_bot.desk import Desk
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.errors import NotConfirmed, Unavailable
from owona_bot.services.step import due_now, put_off, step_one

EVERY = 1.0
"""Seconds."""

log = structlog.get_logger()


async def keep_escalating(desk: Desk) -> None:
    """For ever; by the desk's clock."""
    while True:
        while await step_due(desk.db, desk.clock(), desk.sla.calendars):
            pass
        await desk.rest(EVERY)


async def step_due(db: Database, now: datetime, calendars: Mapping[str, Calendar]) -> int:
    """Answers how many were stepped: for those that another replica holds nobody need look again at once."""
    return sum([await stepped(db, id_, now, calendars) for id_ in await due_now(db, now)])


async def stepped(db: Database, id_: int, now: datetime, calendars: Mapping[str, Calendar]) -> bool:
    """False when somebody else has it, or it can't be stepped: then it is tried again in a while."""
    try:
        return await step_one(db, id_, now, calendars)
    except (Unavailable, NotConfirmed):
        raise
    except Exception as fault:
        log.error("escalation.failed", escalation=id_, reference=token_hex(4), exc_info=fault)
    await put_off(db, id_, now)
    return False

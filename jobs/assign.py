"""Whose turn it is: as soon as something was planned, and each second what makes room without a word."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from owona_bot.desk import Desk
from owona_bot.domain.schedule import Forecast, Run
from owona_bot.services.requeue import forget_waiting, look_at_left_out, queue_left_out
from owona_bot.services.turns import Found, Round, Terms, give_turns

TAKEN, LONGEST = 0.02, 0.64
"""Seconds until one looks again where another replica is at it, twice as many each time: that one goes on until
nothing is due, and is woken as we are, but it may die."""

IDLE = 600.0
"""Seconds between two looks of a desk that gives nothing away."""


async def keep_assigning(desk: Desk, idle: float = IDLE) -> None:
    """For ever; what the file says holds until the bot is started anew."""
    while desk.assignment.off:
        await forget_waiting(desk.db)
        await asyncio.sleep(idle)
    terms, round_ = Terms(desk.assignment, desk.places), Round()
    pause = TAKEN
    while True:
        found = await give_turns(desk.db, terms, desk.clock(), round_)
        if found is Found.NOTHING:
            await desk.turns.wait()
        else:
            await asyncio.sleep(pause if found is Found.TAKEN else 0)  # whoever knocks meanwhile is answered
        pause = min(2 * pause, LONGEST) if found is Found.TAKEN else TAKEN


@dataclass(frozen=True, slots=True)
class Assign:
    """What the schedule's job `assign` does: whoever was left out is looked for."""

    desk: Desk
    days: None = None

    async def look(self, most: int) -> Forecast:
        """Nothing where nothing is given away."""
        return Forecast() if self.desk.assignment.off else await look_at_left_out(self.desk.db, most)

    async def do(self, _run: Run) -> Mapping[str, int]:
        """What waits already is left alone: whoever goes on does nothing twice."""
        if self.desk.assignment.off:
            return {"queued": 0}
        done = await queue_left_out(self.desk.db)
        self.desk.turns.ring()
        return done

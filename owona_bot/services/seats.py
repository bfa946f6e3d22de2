"""Seats: the team as the rule sees it, for whoever wants to know who has how much, and who is there."""

from collections.abc import Sequence
from datetime import datetime

from owona_bot.database import homes
from owona_bot.database.engine import Raw
from owona_bot.database.workers import workers
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.team import Seat, seated


async def seats_of(raw: Raw, rules: AssignRules, now: datetime) -> Sequence[Seat]:
    """Those who may most first; loads are those that tickets are given away by."""
    working = {one.agent: one for one in await workers(raw, rules, now)}
    return [seated(one, working.get(one.id), now) for one in await homes.team(raw)]

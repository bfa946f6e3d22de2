"""Stuck: that nobody can take what waits is told to whoever may do something about it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from owona_bot.database import agents, assignments, events
from owona_bot.database.engine import Raw
from owona_bot.domain.assignment import Absent, Stuck, Worker
from owona_bot.domain.escalation import leaders_there
from owona_bot.domain.event import Kind
from owona_bot.domain.why import BY_RULE

PATIENCE = timedelta(minutes=1)
"""So long tickets wait before somebody is told that nobody can take them."""

HUSH = timedelta(minutes=1)
"""Until what nobody was to hear is looked at again."""


async def tell_stuck(raw: Raw, team: Sequence[Worker], now: datetime) -> bool:
    """Each kind once until it is over; answers whether some are kept back. Under the lock."""
    there = {worker.agent for worker in team if worker.absent is None}
    hearers = leaders_there(await agents.everybody(raw), there)
    kept_back = kept_from(team) if hearers else frozenset(Stuck)
    for why, count in (await assignments.stuck(raw, now, PATIENCE, kept_back)).items():
        for one in hearers:
            await events.add(raw, Kind.ASSIGN_STUCK, BY_RULE, {"why": why.value, "count": count, "agent": one.id})
    return bool(kept_back)


def kept_from(team: Iterable[Worker]) -> frozenset[Stuck]:
    """That nobody is there is no news while it is night: it ends by itself."""
    absences = {worker.absent for worker in team}
    return frozenset({Stuck.AWAY} if Absent.OFF_HOURS in absences and None not in absences else ())

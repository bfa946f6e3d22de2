"""Plan: events that nobody has planned yet become deliveries, a ticket at a time."""

from dataclasses import dataclass, field

from owona_bot.database import deliveries, events
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Planned, lane_of
from owona_bot.domain.plan import CARD_KINDS, plan


@dataclass(slots=True)
class Pace:
    """`seconds` between two posts in one channel, `burst` at once; lanes that exist already."""

    seconds: float
    burst: int
    opened: set[str] = field(default_factory=set)


async def keep_planning(desk: Desk, pace: Pace) -> None:
    """For ever; wakes at each notification."""
    while True:
        while await plan_tickets(desk, pace) or await plan_general(desk, pace):
            desk.workers.ring()
        await desk.planner.wait()


async def plan_tickets(desk: Desk, pace: Pace) -> bool:
    """One batch of tickets that no other replica is planning. False when there was none."""
    async with desk.db.raw.acquire() as raw, raw.transaction():
        taken = await events.take(raw)
        changed = any(event.kind in CARD_KINDS for story in taken.stories for event in story.events)
        return await _keep(desk, pace, raw, taken, changed=changed)


async def plan_general(desk: Desk, pace: Pace) -> bool:
    """The same for what concerns no ticket."""
    async with desk.db.raw.acquire() as raw, raw.transaction():
        return await _keep(desk, pace, raw, await events.take_general(raw), changed=False)


async def _keep(desk: Desk, pace: Pace, raw: Raw, taken: events.Taken, *, changed: bool) -> bool:
    if not taken.ids:
        return False
    planned = [one for story in taken.stories for one in plan(story, desk.places)]
    await _open_lanes(pace, raw, planned)
    await deliveries.add(raw, planned)
    await events.mark(raw, taken.ids, changed=changed)
    return True


async def _open_lanes(pace: Pace, raw: Raw, planned: list[Planned]) -> None:
    """Each replica makes a lane, or sets its pace, once in its life."""
    fresh = {one.lane for one in planned} - pace.opened
    if fresh:
        await deliveries.open_lanes(raw, [lane_of(name, pace.seconds, pace.burst) for name in sorted(fresh)])
        pace.opened |= fresh

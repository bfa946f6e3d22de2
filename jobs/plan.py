"""Plan: events that nobody has planned yet become deliveries, a ticket at a time."""

from dataclasses import dataclass, field

from owona_bot.database import deliveries, events
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Pace, Planned, lane_of
from owona_bot.domain.plan import CARD_KINDS, plan


@dataclass(slots=True)
class Lanes:
    """How fast they go; which ones this process has opened."""

    pace: Pace
    opened: set[str] = field(default_factory=set)


async def keep_planning(desk: Desk, lanes: Lanes) -> None:
    """For ever; wakes at each notification."""
    while True:
        while await plan_tickets(desk, lanes) or await plan_general(desk, lanes):
            desk.workers.ring()
        await desk.planner.wait()


async def plan_tickets(desk: Desk, lanes: Lanes) -> bool:
    """One batch of tickets that no other replica is planning. False when there was none."""
    async with desk.db.raw.acquire() as raw, raw.transaction():
        taken = await events.take(raw)
        changed = any(event.kind in CARD_KINDS for story in taken.stories for event in story.events)
        return await _keep(desk, lanes, raw, taken, changed=changed)


async def plan_general(desk: Desk, lanes: Lanes) -> bool:
    """The same for what concerns no ticket."""
    async with desk.db.raw.acquire() as raw, raw.transaction():
        return await _keep(desk, lanes, raw, await events.take_general(raw), changed=False)


async def _keep(desk: Desk, lanes: Lanes, raw: Raw, taken: events.Taken, *, changed: bool) -> bool:
    if not taken.ids:
        return False
    planned = [one for story in taken.stories for one in plan(story, desk.places)]
    await _open_lanes(lanes, raw, planned)
    await deliveries.add(raw, planned)
    await events.mark(raw, taken.ids, changed=changed)
    return True


async def _open_lanes(lanes: Lanes, raw: Raw, planned: list[Planned]) -> None:
    """Each replica makes a lane, or sets its pace, once in its life."""
    fresh = {one.lane for one in planned} - lanes.opened
    if fresh:
        await deliveries.open_lanes(raw, [lane_of(name, lanes.pace) for name in sorted(fresh)])
        lanes.opened |= fresh

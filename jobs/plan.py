"""Plan: events that nobody has planned yet become deliveries, a ticket at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog
from asyncpg import DataError, QueryCanceledError

from owona_bot.database import deliveries, escalations, events, paces, snooze, unplannable, unplanned
from owona_bot.database.engine import GONE, Raw
from owona_bot.database.unplannable import One
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Pace, Planned, lane_of
from owona_bot.domain.escalation import ending, hurries
from owona_bot.domain.event import Kind
from owona_bot.domain.merge import passed
from owona_bot.domain.plan import Places, plan
from owona_bot.domain.snooze import why_woken
from owona_bot.domain.text import first_line

SEEN_KINDS = frozenset({Kind.TICKET_CHANGED, Kind.TICKET_DELETED})
"""What changes how a ticket was last seen."""

TOGETHER = 0.01
"""Seconds after a plan in which what comes is gathered for the next; the first of a burst never waits."""

RUSH = 0.1
"""So much longer it may be while knocks are answered: their own events are planned with fewer rounds."""

EVERY = 1.0
"""Seconds between two looks for what waits apart."""

TOLD = 2
"""After so many failures operations hear of it: what fails once only need not trouble anybody."""

log = structlog.get_logger()

Take = Callable[[Raw], Awaitable[unplanned.Taken]]


@dataclass(slots=True)
class Lanes:
    """How fast they go; which ones this process has opened."""

    pace: Pace
    opened: set[str] = field(default_factory=set)


async def keep_planning(desk: Desk, lanes: Lanes) -> None:
    """For ever; wakes at each notification. What comes while it plans has rung by then."""
    while True:
        with desk.still.disturbed():
            planned = await plan_waiting(desk, lanes)
        if planned:
            await asyncio.sleep(TOGETHER)
            await desk.calm.wait(RUSH)
        await desk.planner.wait()


async def plan_waiting(desk: Desk, lanes: Lanes) -> bool:
    """All that waits; False when nothing did."""
    found = False
    while True:
        taken = await plan_round(desk, lanes)
        general = await plan_general(desk, lanes) if taken.general else 0
        found = found or bool(taken.stories or general)
        if general < unplanned.AT_ONCE and not taken.more:
            return found


async def plan_tickets(desk: Desk, lanes: Lanes) -> int:
    """One batch of tickets that no other replica is planning; answers how many, unplanned.AT_ONCE at most."""
    return len((await plan_round(desk, lanes)).stories)


async def plan_round(desk: Desk, lanes: Lanes) -> unplanned.Taken:
    """What such a batch was made of; where it can't be planned together, each is by itself."""
    try:
        return await _planned(desk, lanes, lambda raw: unplanned.take(raw, desk.system_user))
    except Exception as fault:  # whatever is wrong with one ticket, all others are planned: it is looked for among them
        if is_outage(fault):
            raise
        async with desk.db.queue.acquire() as raw:
            waiting = await unplanned.waiting(raw)
        return await _singly(desk, lanes, fault, waiting)


async def plan_general(desk: Desk, lanes: Lanes) -> int:
    """The same for what concerns no ticket; looked for without a transaction, as a new ticket's card is drawn now."""
    async with desk.db.raw.acquire() as raw:
        waiting = await unplanned.general_waiting(raw)
    if not waiting:
        return 0
    try:
        taken = await _planned(desk, lanes, unplanned.take_general)
    except Exception as fault:  # as above
        if is_outage(fault):
            raise
        taken = await _singly(desk, lanes, fault, waiting)
    return len(taken.stories)


async def keep_planning_apart(desk: Desk, lanes: Lanes) -> None:
    """For ever: what could not be planned is tried again, beside all else."""
    while True:
        while await plan_apart(desk, lanes):
            pass
        await desk.rest(EVERY)


async def plan_apart(desk: Desk, lanes: Lanes) -> bool:
    """The next that is due; False when nothing is."""
    async with desk.db.raw.acquire() as raw:
        one = await unplannable.due(raw)
    return one is not None and await _plan_one(desk, lanes, one) is not None


async def _singly(desk: Desk, lanes: Lanes, fault: Exception, ones: Sequence[One]) -> unplanned.Taken:
    """Each that nobody else has. Raises the fault where there is none: nothing would be another next time."""
    log.warning("plan.singly", reason=first_line(fault))
    tried = [await _plan_one(desk, lanes, one) for one in ones]
    moved = [taken for taken in tried if taken is not None]
    if not moved:
        raise fault
    return unplanned.Taken([story for taken in moved for story in taken.stories], [], more=True)


async def _plan_one(desk: Desk, lanes: Lanes, one: One) -> unplanned.Taken | None:
    """Or put it off: then all others go on without it. None: it is somebody else's, or planned."""
    try:
        taken = await _planned(desk, lanes, lambda raw: unplanned.take_one(raw, one, desk.system_user))
    except Exception as fault:  # as above
        if is_outage(fault):
            raise
        await _put_off(desk, one, fault)
        return unplanned.Taken([], [])
    return taken if taken.ids else None


async def _put_off(desk: Desk, one: One, fault: Exception) -> None:
    """What tells of it is not told of in its turn."""
    async with desk.db.queue.acquire() as raw, raw.transaction():
        kept = await unplannable.put_off(raw, one, first_line(fault))
        if kept.failures == TOLD and kept.kind != Kind.PLAN_FAILED:
            await events.add(raw, Kind.PLAN_FAILED, "bot:plan", {"failure": kept.id})
    log.error("plan.put_off", ticket=kept.number, kind=kept.kind, failures=kept.failures, exc_info=fault)


def is_outage(fault: Exception) -> bool:
    """Of PostgreSQL; a statement that takes too long, or a value that it won't take, is a ticket's own."""
    return isinstance(fault, GONE) and not isinstance(fault, DataError | QueryCanceledError | TimeoutError)


async def _planned(desk: Desk, lanes: Lanes, take: Take) -> unplanned.Taken:
    """What was read a moment too early is read anew."""
    planned: list[Planned] | None = None
    while planned is None:
        async with desk.db.queue.acquire() as raw, unplanned.planning(raw):
            taken = await take(raw)
            planned = await _keep(desk, lanes, raw, taken)
    if planned:
        desk.workers.ring()
    if taken.tickets:
        desk.turns.ring()
    return taken


async def _keep(desk: Desk, lanes: Lanes, raw: Raw, taken: unplanned.Taken) -> list[Planned] | None:
    """None where nothing was kept: there is more to it."""
    if not taken.ids:
        return []
    places = places_now(desk)
    planned = [one for story in taken.stories for one in plan(story, places)]
    await _open_lanes(desk, lanes, planned)
    if not await unplanned.mark(raw, taken, {one.order_key for one in planned}):
        return None
    if planned:
        await deliveries.add_locked(raw, planned)
    if any(event.kind in SEEN_KINDS for story in taken.stories for event in story.events):
        await unplanned.see(raw, taken.ids)
    await _follow(raw, taken)
    await _end_escalations(raw, taken, desk.clock())
    return planned


def places_now(desk: Desk) -> Places:
    """Where things go, and how long alerts wait at this hour."""
    policies = desk.sla.policies
    return replace(
        desk.places,
        alerts_wait=desk.sla.alert_wait(desk.clock(), urgent=False),
        mails_team=max((len(policy.mail_team) for policy in policies), default=0),
        mails_customer=any(policy.mail_customer for policy in policies),
    )


async def _follow(raw: Raw, taken: unplanned.Taken) -> None:
    """What comes of it beyond the ticket's own screens: where it is merged into hears of it, sleepers wake."""
    for story in taken.stories:
        await events.pass_on(raw, passed(story), story.into)
    whys = {story.events[0].ticket: why for story in taken.stories if (why := why_woken(story))}
    if ended := {ticket: why for ticket, why in whys.items() if ticket}:
        await snooze.end(raw, ended)


async def _end_escalations(raw: Raw, taken: unplanned.Taken, now: datetime) -> None:
    """An answer or the ticket's end stops chains; one that has become urgent waits for no working hours."""
    ends = [(event, why) for story in taken.stories for event, why in ending(story)]
    if told := [(event.ticket, why, event.created_at) for event, why in ends if event.ticket]:
        await escalations.end(raw, told, now)
    urgent = [story.events[0].ticket for story in taken.stories if story.escalated and hurries(story)]
    if pressing := [ticket for ticket in urgent if ticket]:
        await escalations.hurry(raw, pressing, now)


async def _open_lanes(desk: Desk, lanes: Lanes, planned: list[Planned]) -> None:
    """Each replica makes a lane, or sets its pace, once in its life; kept whatever becomes of the plan."""
    fresh = {one.lane for one in planned} - lanes.opened
    if fresh:
        async with desk.db.raw.acquire() as raw:
            await paces.open_lanes(raw, [lane_of(name, lanes.pace) for name in sorted(fresh)])
        lanes.opened |= fresh

"""Deliver: lease what is most urgent, act, keep the receipt; whatever happens, the ledger balances."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from asyncpg import DataError

from owona_bot.database import deliveries, events, refusals
from owona_bot.database.engine import GONE
from owona_bot.desk import Desk
from owona_bot.domain.delivery import (
    MAX_FAILURES,
    ChannelRefused,
    Delivery,
    Later,
    Outcome,
    OutsideRefuses,
    Reaction,
    Refused,
    Return,
    Suppressed,
    backoff,
    pauses_lane,
)
from owona_bot.domain.errors import Unavailable
from owona_bot.domain.event import Kind
from owona_bot.domain.text import first_line

LONGEST = timedelta(minutes=10)
"""Of one act: a large file over a slow line; the clients' own patience ends long before."""

HEAD_START = 0.01
"""Seconds that the most urgent delivery has before others, such as a letter to render, take the processor."""

log = structlog.get_logger()

React = Callable[[Delivery], Awaitable[Outcome]]

Count = Callable[[Delivery, Outcome | Return], None]


def uncounted(_delivery: Delivery, _end: Outcome | Return) -> None:
    """For whoever keeps no metrics."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One of several that share the queue; `lease` is renewed while it acts, so that only a dead one's runs out."""

    desk: Desk
    reactions: Mapping[Reaction, React]
    lease: timedelta
    random: Callable[[], float]
    count: Count = uncounted
    longest: timedelta = LONGEST

    async def keep_delivering(self) -> None:
        """For ever; wakes when something was planned, and each second."""
        while True:
            while await self.deliver_next():
                pass
            await self.desk.workers.wait()

    async def deliver_next(self) -> bool:
        """False when nothing is to be done now."""
        async with self.desk.db.queue.acquire() as raw:
            delivery = await deliveries.claim(raw, self.lease)
        if delivery is None:
            return False
        asyncio.get_running_loop().call_later(HEAD_START, self.desk.workers.ring)  # where one was, a second may be
        with self.desk.still.disturbed():
            end = await self.carry_out(delivery)
            await self.keep(delivery, end)
        self.count(delivery, end)
        return True

    async def carry_out(self, delivery: Delivery) -> Outcome | Return:
        """Every way to end but the database's own outage is an answer."""
        try:
            async with asyncio.timeout(self.longest.total_seconds()):
                return await self.act(delivery)
        except (Suppressed, Refused) as end:
            return Outcome("suppressed" if isinstance(end, Suppressed) else "dead", reason=str(end))
        except Later as later:
            return await self.later(delivery, later)
        except TimeoutError:
            return self.failed(delivery, TimeoutError("it took too long"))
        except DataError as poison:  # asyncpg counts it among its broken connections
            return self.failed(delivery, poison)
        except (*GONE, Unavailable):
            raise
        except Exception as fault:  # noqa: BLE001 - the delivery loop outlives whatever a reaction does
            return self.failed(delivery, fault)

    async def act(self, delivery: Delivery) -> Outcome:
        """The lease is renewed meanwhile; once it is lost the act ends, for another worker has begun it."""
        act = asyncio.ensure_future(self.reactions[delivery.reaction](delivery))
        try:
            while not (await asyncio.wait({act}, timeout=self.lease.total_seconds() / 3))[0]:
                if not await self.holds(delivery):
                    raise Later("the lease was lost", lane=False)  # nobody heeds it: another worker holds it
            return act.result()
        finally:
            act.cancel()

    async def holds(self, delivery: Delivery) -> bool:
        """Renewed. Without a database nobody can have taken it either; it is asked again."""
        try:
            async with self.desk.db.raw.acquire() as raw:
                return await deliveries.renew(raw, delivery, self.lease)
        except GONE:
            return True

    async def later(self, delivery: Delivery, later: Later) -> Return:
        """Given back, uncounted."""
        if isinstance(later, OutsideRefuses):
            await self.tell_operations(delivery, later)
        pause = later.pause if later.pause is not None else backoff(delivery.attempt, self.random)
        log.info("delivery.later", delivery=delivery.id, reason=str(later), pause=pause.total_seconds())
        return Return(str(later), pause, lane=pauses_lane(later, delivery.lane), uncertain=later.uncertain)

    def failed(self, delivery: Delivery, fault: Exception) -> Outcome | Return:
        """Given back until MAX_FAILURES; whether it acted before it failed is uncertain."""
        reason = first_line(fault)
        log.exception("delivery.failed", delivery=delivery.id, exc_info=fault)
        if delivery.failures + 1 >= MAX_FAILURES:
            return Outcome("dead", reason=reason)
        return Return(reason, backoff(delivery.failures + 1, self.random), failed=True, uncertain=True)

    async def keep(self, delivery: Delivery, end: Outcome | Return) -> None:
        """Write down how it ended; a death becomes an event that operations hear of."""
        async with self.desk.db.queue.acquire() as raw, raw.transaction():
            if isinstance(end, Return):
                await deliveries.give_back(raw, delivery, end)
                return
            held = await deliveries.finish(raw, delivery, end)
            if held and end.state == "dead":
                log.error("delivery.dead", delivery=delivery.id, reason=end.reason)
                if delivery.reaction is not Reaction.OPERATIONS:
                    told = {"delivery": delivery.id}
                    await events.add(raw, Kind.DELIVERY_DIED, "bot:deliver", told, delivery.ticket)

    async def fall_back(self, delivery: Delivery, refusal: ChannelRefused) -> None:
        """An admin hears of it once, and open tickets get their cards elsewhere."""
        channel, places = refusal.payload["channel"], self.desk.places
        if channel not in places.all:
            return
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            new = await refusals.begin(raw, channel, refusal.payload["error"], "bot:deliver")
            if channel != places.refuge:
                await refusals.displace(raw, channel, None if new else delivery.ticket, "bot:deliver")

    async def tell_operations(self, delivery: Delivery, refusal: OutsideRefuses) -> None:
        """Once an hour for each cause; nothing can be told in the operations channel's own case."""
        log.error(refusal.kind.value, **refusal.payload)
        if isinstance(refusal, ChannelRefused) and refusal.closed:
            await self.fall_back(delivery, refusal)
        if delivery.reaction is Reaction.OPERATIONS:
            return
        async with self.desk.db.raw.acquire() as raw, raw.transaction():
            if await events.first_this_hour(raw, ":".join([refusal.kind, *refusal.payload.values()])):
                await events.add(raw, refusal.kind, "bot:deliver", refusal.payload)

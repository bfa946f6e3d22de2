"""Deliveries by hand: added, taken, ended, and what the ledger says of them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from owona_bot.database import deliveries, paces
from owona_bot.database.engine import Raw
from owona_bot.domain.delivery import Delivery, Lane, Outcome, Planned, Reaction, Return

LEASE = timedelta(seconds=30)
AT_ONCE = timedelta(0)
LANE = "slack.post:C0TICKETS"
DONE = Outcome("done", {"ts": "1.0"})

EVENT = "insert into owona_bot.events (kind, actor, planned_at) values ('ticket.changed', 'test', now()) returning id"


async def an_open_lane(raw: Raw, name: str = LANE, every: timedelta = AT_ONCE, burst: int = 1) -> None:
    await paces.open_lanes(raw, [Lane(name, every, burst)])


async def planned(
    raw: Raw,
    key: str = "slack:1",
    *,
    reaction: Reaction = Reaction.THREAD,
    lane: str = LANE,
    priority: int = 30,
    suppressed: str | None = None,
    ticket: UUID | None = None,
) -> Planned:
    """One of an event of its own; `payload` carries the event's id, by which it is known again."""
    event: int = await raw.fetchval(EVENT)
    return Planned(event, ticket, reaction, "", key, lane, priority, {"n": event}, suppressed)


async def added(raw: Raw, *new: Planned) -> list[int]:
    """Their ids."""
    async with raw.transaction():
        await deliveries.add(raw, new)
    query = "select id from owona_bot.deliveries where event_id = any($1::bigint[]) order by position"
    return [row["id"] for row in await raw.fetch(query, [one.event for one in new])]


async def several(raw: Raw, *keys: str) -> list[int]:
    """One of each key, added together; ids in that order."""
    return await added(raw, *[await planned(raw, key) for key in keys])


async def claimed(raw: Raw) -> Delivery | None:
    return await deliveries.claim(raw, LEASE)


async def taken(raw: Raw) -> Delivery:
    """One must be there."""
    delivery = await claimed(raw)
    assert delivery is not None
    return delivery


async def ended(raw: Raw, delivery: Delivery, outcome: Outcome = DONE) -> bool:
    async with raw.transaction():
        return await deliveries.finish(raw, delivery, outcome)


async def returned(raw: Raw, delivery: Delivery, pause: timedelta = AT_ONCE, *, lane: bool = False) -> None:
    await deliveries.give_back(raw, delivery, Return("test", pause, lane=lane))


async def run_out(raw: Raw, *ids: int) -> int:
    """Their leases are over; answers how many expired."""
    past = "update owona_bot.deliveries set leased_until = now() - interval '1 second' where id = any($1::bigint[])"
    await raw.execute(past, ids)
    return await deliveries.expire(raw)


async def of(raw: Raw, delivery: int) -> dict[str, object]:
    """The row."""
    return dict(await raw.fetchrow("select * from owona_bot.deliveries where id = $1", delivery))


async def states(raw: Raw, ids: Sequence[int]) -> list[str]:
    """In the order of `ids`."""
    return [str((await of(raw, id_))["state"]) for id_ in ids]


async def drained(raw: Raw) -> list[int]:
    """Take and end one after the other, as long as there is one; ids in that order."""
    order = []
    while delivery := await claimed(raw):
        order.append(delivery.id)
        assert await ended(raw, delivery)
    return order

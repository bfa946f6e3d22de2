"""A crowd: more alerts or notices than anybody reads that wait for one channel are told in one."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from owona_bot.database import crowds, deliveries
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery
from owona_bot.domain.event import Kind

CROWD = 20
"""Notices that are told one by one; cards and lines of threads always are."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Deliveries that one notice tells of: `absorbed` besides its own; `kinds` counts the events of all."""

    absorbed: list[int]
    kinds: Counter[Kind]


async def crowd_of(desk: Desk, delivery: Delivery, kinds: Collection[Kind], most: int = CROWD) -> Crowd | None:
    """Who waits in the delivery's order to tell of such an event too; None where they are `most` at most with it."""
    if delivery.uncertain:
        return None  # the post that may stand already told of others
    async with desk.db.raw.acquire() as raw:
        waiting = await deliveries.waiting_alike(raw, delivery, kinds)
    if len(waiting) < most:
        return None
    return Crowd(list(waiting), Counter([Kind(delivery.event_kind), *waiting.values()]))


async def gathered(desk: Desk, delivery: Delivery, kinds: Collection[Kind], most: int = CROWD) -> list[int]:
    """Others of its order that it tells of too; kept in its payload's `told` first, so that nobody tells of them twice.

    None of them where they are `most` at most with it, or where a post that may stand already told of one.
    """
    if others := ids_in(delivery):
        return others
    if delivery.uncertain:
        return []
    async with desk.db.raw.acquire() as raw:
        waiting = await crowds.waiting(raw, delivery, kinds)
        return await crowds.gather(raw, delivery, waiting) if len(waiting) >= most else []


def ids_in(delivery: Delivery) -> list[int]:
    """Those that it was gathered to tell of."""
    told = delivery.payload.get("told")
    return [int(str(one)) for one in told] if isinstance(told, list) else []

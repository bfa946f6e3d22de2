"""A crowd: more alerts or notices than anybody reads that wait for one channel are told in one."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from owona_bot.database import deliveries
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

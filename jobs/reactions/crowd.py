"""A crowd: more alerts or notices than anybody reads that wait for one channel are told in one."""

from collections.abc import Collection, Sequence

from owona_bot.database import crowds
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Later
from owona_bot.domain.event import Kind

CROWD = 20
"""Notices that are told one by one; cards and lines of threads always are."""


async def gathered(desk: Desk, delivery: Delivery, kinds: Collection[Kind], most: int = CROWD) -> list[int]:
    """Others of its order that it tells of too; kept in its payload's `told` first, so that nobody tells of them twice.

    None of them where they are `most` at most with it, or where a post that may stand already told of one. Raises
    Later.
    """
    if others := ids_in(delivery):
        return others
    if delivery.uncertain:
        return []
    async with desk.db.raw.acquire() as raw:
        waiting = await crowds.waiting(raw, delivery, kinds)
        return await kept(raw, delivery, waiting) if len(waiting) >= most else []


async def kept(raw: Raw, delivery: Delivery, others: Sequence[int]) -> list[int]:
    """Those of a crowd that it tells of from now on. Raises Later where others do, or the lease was lost."""
    if found := await crowds.gather(raw, delivery, others):
        return found
    raise Later("others tell of them", lane=False)


def ids_in(delivery: Delivery) -> list[int]:
    """Those that it was gathered to tell of."""
    told = delivery.payload.get("told")
    return [int(str(one)) for one in told] if isinstance(told, list) else []

"""More than twenty notices that wait for one channel are one; cards and lines are always told."""

from collections import Counter

import pytest

from jobs.reactions.crowd import CROWD, gathered, ids_in
from owona_bot.database.crowds import kinds_of
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Later, Planned, Reaction
from owona_bot.domain.event import Kind
from tests.jobs.queue import AT_ONCE, LANE, added, an_open_lane, claimed, ended, of, returned, run_out, taken

pytestmark = pytest.mark.database

NOTICES = {Kind.DELIVERY_DIED, Kind.MAIL_SERVER_REFUSED}

EVENT = "insert into owona_bot.events (kind, actor, planned_at) values ($1, 'test', now()) returning id"


async def waiting(raw: Raw, kind: Kind, count: int, key: str = "operations") -> list[int]:
    """Alarms of such events."""
    events = [await raw.fetchval(EVENT, kind.value) for _ in range(count)]
    return await added(
        raw, *(Planned(event, None, Reaction.OPERATIONS, "", key, LANE, 5, {"channel": "C0"}) for event in events)
    )


async def test_twenty_one_are_a_crowd_of_whatever_kinds(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw)
    first, *others = await waiting(raw, Kind.DELIVERY_DIED, CROWD - 1)
    others += await waiting(raw, Kind.MAIL_SERVER_REFUSED, 2)
    delivery = await taken(raw)
    assert delivery.id == first
    assert await gathered(desk, delivery, NOTICES) == others
    kinds = Counter(await kinds_of(raw, [first, *others]))
    assert kinds == {Kind.DELIVERY_DIED: CROWD - 1, Kind.MAIL_SERVER_REFUSED: 2}


async def test_twenty_are_told_one_by_one(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw)
    await waiting(raw, Kind.DELIVERY_DIED, CROWD)
    assert await gathered(desk, await taken(raw), NOTICES) == []


async def test_what_becomes_of_a_death_and_what_goes_elsewhere_is_none_of_the_crowd(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw)
    await waiting(raw, Kind.DELIVERY_DIED, CROWD)
    await waiting(raw, Kind.DELIVERY_RETRIED, CROWD)
    await waiting(raw, Kind.DELIVERY_DIED, CROWD, key="alert")
    assert await gathered(desk, await taken(raw), NOTICES) == []


async def test_a_crowd_is_kept_before_it_is_told_so_that_whoever_comes_after_a_death_tells_the_same(
    desk: Desk, raw: Raw
) -> None:
    await an_open_lane(raw)
    first, *others = await waiting(raw, Kind.DELIVERY_DIED, CROWD + 1)
    delivery = await taken(raw)
    assert await gathered(desk, delivery, NOTICES) == others
    assert {(await of(raw, one))["state"] for one in others} == {"suppressed"}
    later = await waiting(raw, Kind.DELIVERY_DIED, CROWD)
    await run_out(raw, first)
    again = await taken(raw)
    assert ids_in(again) == others
    assert await gathered(desk, again, NOTICES) == others
    await ended(raw, again)
    assert (await taken(raw)).id == later[0]


async def test_one_by_one_means_that_nobody_is_gathered(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw)
    (_, second, *_) = await waiting(raw, Kind.DELIVERY_DIED, CROWD)
    delivery = await taken(raw)
    assert await gathered(desk, delivery, NOTICES) == []
    assert ids_in(delivery) == []
    await ended(raw, delivery)
    assert (await taken(raw)).id == second


async def test_who_may_have_been_told_already_gathers_nobody_and_is_not_gathered(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw)
    (first, *_) = await waiting(raw, Kind.DELIVERY_DIED, CROWD + 5)
    await taken(raw)
    await run_out(raw, first)
    assert await gathered(desk, await taken(raw), NOTICES) == []


async def test_who_lost_the_lease_tells_nobody(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw)
    await waiting(raw, Kind.DELIVERY_DIED, CROWD + 5)
    slow = await taken(raw)
    await returned(raw, slow, AT_ONCE)
    assert await taken(raw)
    with pytest.raises(Later):
        await gathered(desk, slow, NOTICES)
    assert await claimed(raw) is None

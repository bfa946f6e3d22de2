"""More than twenty notices that wait for one channel are one; cards and lines are always told."""

from collections import Counter

import pytest

from jobs.reactions.crowd import CROWD, crowd_of
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Planned, Reaction
from owona_bot.domain.event import Kind
from tests.jobs.queue import LANE, added, an_open_lane, run_out, taken

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
    crowd = await crowd_of(desk, delivery, NOTICES)
    assert crowd is not None
    assert crowd.absorbed == others
    assert crowd.kinds == Counter({Kind.DELIVERY_DIED: CROWD - 1, Kind.MAIL_SERVER_REFUSED: 2})


async def test_twenty_are_told_one_by_one(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw)
    await waiting(raw, Kind.DELIVERY_DIED, CROWD)
    assert await crowd_of(desk, await taken(raw), NOTICES) is None


async def test_what_becomes_of_a_death_and_what_goes_elsewhere_is_none_of_the_crowd(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw)
    await waiting(raw, Kind.DELIVERY_DIED, CROWD)
    await waiting(raw, Kind.DELIVERY_RETRIED, CROWD)
    await waiting(raw, Kind.DELIVERY_DIED, CROWD, key="alert")
    assert await crowd_of(desk, await taken(raw), NOTICES) is None


async def test_a_notice_that_may_stand_already_takes_in_no_others(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw)
    (first, *_) = await waiting(raw, Kind.DELIVERY_DIED, CROWD + 5)
    await taken(raw)
    await run_out(raw, first)
    again = await taken(raw)
    assert again.id == first
    assert await crowd_of(desk, again, NOTICES) is None

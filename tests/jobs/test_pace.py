"""Lanes: a burst, then one each interval; a pause holds up all that goes the same way."""

from datetime import timedelta

import pytest

from jobs.reconcile import LATELY, look
from owona_bot.database import paces
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Lane
from tests.jobs.queue import LANE, added, an_open_lane, claimed, planned, returned, several, taken

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)


async def later(raw: Raw, by: timedelta) -> None:
    """Time passes for the lanes."""
    await raw.execute(
        "update owona_bot.lanes set next_at = next_at - $1::interval, paused_until = paused_until - $1", by
    )


async def count(raw: Raw) -> int:
    """How many may go now."""
    n = 0
    while await claimed(raw):
        n += 1
    return n


async def test_a_burst_then_one_each_interval(raw: Raw) -> None:
    await an_open_lane(raw, every=HOUR, burst=3)
    await several(raw, *"abcdefghij")
    assert await count(raw) == 3
    await later(raw, HOUR * 0.9)
    assert await count(raw) == 0
    await later(raw, HOUR * 0.2)
    assert await count(raw) == 1
    await later(raw, HOUR * 2)
    assert await count(raw) == 2


async def test_silence_saves_up_no_more_than_the_burst(raw: Raw) -> None:
    await an_open_lane(raw, every=HOUR, burst=3)
    await several(raw, *"abcdefghij")
    assert await count(raw) == 3
    await later(raw, HOUR * 100)
    assert await count(raw) == 3


async def test_an_unpaced_lane_lets_everything_go(raw: Raw) -> None:
    await an_open_lane(raw)
    await several(raw, *"abcdefghij")
    assert await count(raw) == 10


async def test_one_lanes_pace_holds_up_no_other(raw: Raw) -> None:
    await an_open_lane(raw, every=HOUR)
    await an_open_lane(raw, "slack.update", every=HOUR)
    await several(raw, "a", "b")
    (update,) = await added(raw, await planned(raw, "c", lane="slack.update"))
    assert update in {(await taken(raw)).id, (await taken(raw)).id}
    assert await claimed(raw) is None


async def test_a_paused_lane_waits_and_goes_on_by_itself(raw: Raw) -> None:
    await an_open_lane(raw)
    await several(raw, "a", "b")
    await returned(raw, await taken(raw), HOUR, lane=True)
    assert await count(raw) == 0
    await later(raw, HOUR)
    assert (await taken(raw)).order_key == "b"


async def test_the_longer_of_two_pauses_holds(raw: Raw) -> None:
    await an_open_lane(raw)
    await several(raw, "a", "b", "c")
    first, second = await taken(raw), await taken(raw)
    await returned(raw, first, HOUR, lane=True)
    await returned(raw, second, HOUR / 60, lane=True)
    await later(raw, HOUR / 2)
    assert await count(raw) == 0


async def test_a_lane_follows_its_new_pace(raw: Raw) -> None:
    await an_open_lane(raw, every=HOUR)
    await several(raw, "a", "b", "c")
    assert await count(raw) == 1
    await an_open_lane(raw)
    assert await count(raw) == 2


async def test_a_clock_that_was_set_back_silences_no_lane(desk: Desk, raw: Raw) -> None:
    await an_open_lane(raw, every=HOUR, burst=3)
    await several(raw, *"abcdefghij")
    assert await count(raw) == 3
    await later(raw, HOUR * -100)
    await look(desk, LATELY)
    assert await count(raw) == 0, "the burst was taken"
    await later(raw, HOUR)
    await look(desk, LATELY)
    assert await count(raw) == 1


async def test_a_card_has_a_pace_of_its_own(raw: Raw) -> None:
    lane = Lane("slack.update:some-card", HOUR, 2)
    assert [await paces.pace_card(raw, lane) for _ in range(3)] == [True, True, False]
    await later(raw, HOUR)
    assert [await paces.pace_card(raw, lane) for _ in range(2)] == [True, False]


async def test_a_card_that_is_slowed_down_keeps_to_it(desk: Desk, raw: Raw) -> None:
    assert await paces.pace_card(raw, Lane("slack.update:some-card", HOUR / 60, 1))
    await later(raw, HOUR)
    slower = Lane("slack.update:some-card", HOUR, 1)
    assert await paces.pace_card(raw, slower)
    await look(desk, LATELY)
    await later(raw, HOUR / 2)
    assert not await paces.pace_card(raw, slower)


async def test_a_lane_that_nobody_opened_lets_nothing_go(raw: Raw) -> None:
    await several(raw, "a")
    assert await claimed(raw) is None
    await an_open_lane(raw, LANE)
    await taken(raw)

"""A lease runs out, its holder comes back late: nothing counts twice, nothing that stands is forgotten."""

import pytest

from owona_bot.database import deliveries
from owona_bot.database.engine import Raw
from owona_bot.domain.delivery import Outcome, Return, Stands
from tests.jobs.queue import AT_ONCE, LEASE, an_open_lane, claimed, ended, of, run_out, several, taken

pytestmark = pytest.mark.database

POSTED = Outcome("done", {"ts": "7.0"}, stands=Stands("C0TICKETS", "7.0", "message", "some message"))
STANDING = "select ts from owona_bot.slack_posts"


@pytest.fixture(autouse=True)
async def lane(raw: Raw) -> None:
    await an_open_lane(raw)


async def test_what_is_leased_is_nobody_elses(raw: Raw) -> None:
    await several(raw, "a")
    await taken(raw)
    assert await claimed(raw) is None
    assert await deliveries.expire(raw) == 0


async def test_a_lease_that_ran_out_goes_back_uncertain_and_counts_as_no_failure(raw: Raw) -> None:
    await several(raw, "a")
    first = await taken(raw)
    assert (first.uncertain, first.looked_for_since) == (False, None)
    assert await run_out(raw, first.id) == 1
    second = await taken(raw)
    assert (second.id, second.attempt, second.uncertain, second.failures) == (first.id, 2, True, 0)
    assert second.looked_for_since is not None
    assert second.looked_for_since < second.created_at.timestamp()


async def test_a_late_end_does_not_count_but_its_post_is_recorded(raw: Raw) -> None:
    await several(raw, "a", "a")
    late = await taken(raw)
    await run_out(raw, late.id)
    again = await taken(raw)
    assert not await ended(raw, late, POSTED)
    assert (await of(raw, late.id))["state"] == "leased"
    assert [row["ts"] for row in await raw.fetch(STANDING)] == ["7.0"]
    assert await ended(raw, again, POSTED)
    assert [row["ts"] for row in await raw.fetch(STANDING)] == ["7.0"]


async def test_who_lost_a_lease_cannot_give_it_back(raw: Raw) -> None:
    await several(raw, "a")
    late = await taken(raw)
    await run_out(raw, late.id)
    again = await taken(raw)
    await deliveries.give_back(raw, late, Return("late", LEASE, failed=True))
    row = await of(raw, again.id)
    assert (row["state"], row["failures"]) == ("leased", 0)


async def test_ending_twice_counts_once(raw: Raw) -> None:
    await several(raw, "a")
    delivery = await taken(raw)
    assert [await ended(raw, delivery), await ended(raw, delivery)] == [True, False]


async def test_once_uncertain_stays_uncertain_until_it_ends(raw: Raw) -> None:
    await several(raw, "a")
    await deliveries.give_back(raw, await taken(raw), Return("broke off", AT_ONCE, uncertain=True))
    await deliveries.give_back(raw, await taken(raw), Return("429", AT_ONCE))
    assert (await taken(raw)).uncertain


async def test_of_many_workers_each_gets_another(raw: Raw) -> None:
    ids = await several(raw, *(str(n) for n in range(20)))
    assert sorted([(await taken(raw)).id for _ in ids]) == ids

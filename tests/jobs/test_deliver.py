"""The worker: every way in which an act may end, and what the ledger says afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from asyncpg import DataError

from jobs.deliver import React, Worker
from jobs.plan import Lanes, plan_general, plan_tickets
from owona_bot.database import deliveries
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import (
    MAX_FAILURES,
    ChannelRefused,
    Delivery,
    Failed,
    Later,
    Outcome,
    Reaction,
    Refused,
    Suppressed,
)
from owona_bot.playground.stage import until
from tests.jobs.queue import LANE, added, an_open_lane, of, planned, several

pytestmark = pytest.mark.database

LEASE = timedelta(seconds=5)
FREE = "update owona_bot.deliveries set not_before = '-infinity'"
LEASED = "select leased_until from owona_bot.deliveries where id = $1"


@pytest.fixture(autouse=True)
async def lane(raw: Raw) -> None:
    await an_open_lane(raw)


def worker(desk: Desk, act: React, lease: timedelta = LEASE, reaction: Reaction = Reaction.THREAD) -> Worker:
    """Whose every act is `act`, and whose backoff is the shortest."""
    return Worker(desk, {reaction: act}, lease, lambda: 0.0)


def that_raises(error: Exception) -> Callable[[Delivery], Awaitable[Outcome]]:
    async def act(_: Delivery) -> Outcome:
        raise error

    return act


async def done(_: Delivery) -> Outcome:
    return Outcome("done", {"ts": "1.0"})


async def test_an_act_ends_with_its_receipt(desk: Desk, raw: Raw) -> None:
    (id_,) = await several(raw, "a")
    assert await worker(desk, done).deliver_next()
    assert not await worker(desk, done).deliver_next()
    row = await of(raw, id_)
    assert (row["state"], row["receipt"], row["attempts"]) == ("done", {"ts": "1.0"}, 1)


@pytest.mark.parametrize(
    ("error", "state"), [(Suppressed("the message is gone"), "suppressed"), (Refused("invalid_blocks"), "dead")]
)
async def test_what_cannot_be_done_ends_with_its_reason(desk: Desk, raw: Raw, error: Exception, state: str) -> None:
    (id_,) = await several(raw, "a")
    await worker(desk, that_raises(error)).deliver_next()
    row = await of(raw, id_)
    assert (row["state"], row["last_error"]) == (state, str(error))


async def test_failures_end_in_death_and_operations_hear_of_it_once(desk: Desk, raw: Raw, lanes: Lanes) -> None:
    (id_,) = await several(raw, "a")
    failing = worker(desk, that_raises(Failed("no")))
    for n in range(MAX_FAILURES):
        assert (await of(raw, id_))["failures"] == n
        assert await failing.deliver_next()
        await raw.execute(FREE)
    assert not await failing.deliver_next()
    assert ((row := await of(raw, id_))["state"], row["last_error"]) == ("dead", "Failed: no")
    await plan_general(desk, lanes)
    (event,) = await raw.fetch("select payload, planned_at from owona_bot.events where kind = 'delivery.died'")
    assert event["payload"] == {"delivery": id_}
    alarm = await raw.fetchrow("select * from owona_bot.deliveries where reaction = 'operations'")
    assert alarm["order_key"] == "operations"


async def test_the_death_of_an_alarm_raises_no_alarm(desk: Desk, raw: Raw) -> None:
    await added(raw, await planned(raw, "operations", reaction=Reaction.OPERATIONS))
    await worker(desk, that_raises(Refused("no")), reaction=Reaction.OPERATIONS).deliver_next()
    assert await raw.fetchval("select count(*) from owona_bot.events where kind = 'delivery.died'") == 0


async def test_a_failure_waits_before_it_is_tried_again_and_is_uncertain(desk: Desk, raw: Raw) -> None:
    (id_,) = await several(raw, "a")
    await worker(desk, that_raises(ValueError("odd"))).deliver_next()
    row = await of(raw, id_)
    assert (row["state"], row["failures"], row["uncertain"]) == ("waiting", 1, True)
    assert row["last_error"] == "ValueError: odd"
    assert await raw.fetchval("select not_before > now() from owona_bot.deliveries where id = $1", id_)


async def test_of_a_fault_no_customers_words_are_kept(desk: Desk, raw: Raw) -> None:
    (id_,) = await several(raw, "a")

    async def refused(_: Delivery) -> Outcome:
        await raw.execute("alter table public.support_tickets add constraint odd check (title <> 'geheim') not valid")
        await raw.execute(
            """insert into public.support_tickets (user_id, title, description)
               values (gen_random_uuid(), 'geheim', 'vertraulich')"""
        )
        return Outcome("done")

    await worker(desk, refused).deliver_next()
    kept = str((await of(raw, id_))["last_error"])
    assert kept.startswith("CheckViolationError: ")
    assert "odd" in kept
    assert "geheim" not in kept


@pytest.mark.parametrize("uncertain", [True, False])
async def test_an_outage_never_counts_as_a_failure(desk: Desk, raw: Raw, uncertain: bool) -> None:
    (id_,) = await several(raw, "a")
    out = worker(desk, that_raises(Later("Slack is down", pause=timedelta(0), uncertain=uncertain)))
    for _ in range(MAX_FAILURES * 2):
        assert await out.deliver_next()
    row = await of(raw, id_)
    assert (row["state"], row["failures"], row["uncertain"]) == ("waiting", 0, uncertain)


async def test_an_outage_pauses_all_that_goes_the_same_way(desk: Desk, raw: Raw) -> None:
    await several(raw, "a", "b")
    out = worker(desk, that_raises(Later("Slack is down", pause=timedelta(hours=1))))
    assert await out.deliver_next()
    assert not await out.deliver_next()
    lane = await raw.fetchrow("select * from owona_bot.lanes where name = $1 and paused_until > now()", LANE)
    assert lane is not None


async def test_a_card_that_waits_for_its_own_pace_holds_up_no_other(desk: Desk, raw: Raw) -> None:
    await several(raw, "a", "b")
    out = worker(desk, that_raises(Later("a moment ago", pause=timedelta(hours=1), lane=False)))
    assert [await out.deliver_next() for _ in range(3)] == [True, True, False]


async def test_an_act_that_takes_long_keeps_its_lease(desk: Desk, raw: Raw) -> None:
    (id_,) = await several(raw, "a")

    async def slow(_: Delivery) -> Outcome:
        first = await raw.fetchval(LEASED, id_)

        async def renewed() -> bool:
            return bool(await raw.fetchval(LEASED, id_) > first)

        await until(renewed, "the lease is renewed")
        assert await deliveries.expire(raw) == 0
        return Outcome("done")

    await worker(desk, slow, timedelta(seconds=3)).deliver_next()
    assert (await of(raw, id_))["state"] == "done"


async def test_an_act_whose_value_postgresql_refuses_counts_as_failed(desk: Desk, raw: Raw) -> None:
    (id_,) = await several(raw, "a")
    await worker(desk, that_raises(DataError("an integer is required"))).deliver_next()
    assert (await of(raw, id_))["failures"] == 1


async def test_an_act_that_hangs_is_given_up(desk: Desk, raw: Raw) -> None:
    (id_,) = await several(raw, "a")

    async def hangs(_: Delivery) -> Outcome:
        await asyncio.Event().wait()
        return Outcome("done")

    await replace(worker(desk, hangs), longest=timedelta(seconds=0.2)).deliver_next()
    row = await of(raw, id_)
    assert (row["state"], row["failures"], row["uncertain"]) == ("waiting", 1, True)


async def test_who_loses_the_lease_stops(desk: Desk, raw: Raw) -> None:
    (id_,) = await several(raw, "a")
    stopped = asyncio.Event()

    async def slow(_: Delivery) -> Outcome:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            stopped.set()
            raise
        return Outcome("done")

    acting = asyncio.create_task(worker(desk, slow, timedelta(seconds=0.3)).deliver_next())

    async def leased() -> bool:
        return bool((await of(raw, id_))["state"] == "leased")

    await until(leased, "it is leased")
    await raw.execute("update owona_bot.deliveries set attempts = attempts + 1")
    await acting
    assert stopped.is_set()
    assert (await of(raw, id_))["state"] == "leased"


async def test_the_databases_own_outage_leaves_the_lease_to_run_out(desk: Desk, raw: Raw) -> None:
    (id_,) = await several(raw, "a")
    with pytest.raises(ConnectionError):
        await worker(desk, that_raises(ConnectionError("gone"))).deliver_next()
    assert (await of(raw, id_))["state"] == "leased"


async def test_operations_hear_of_a_refusing_channel_once(desk: Desk, raw: Raw) -> None:
    await several(raw, *"abc")
    refused = worker(desk, that_raises(ChannelRefused("C0TICKETS", "is_archived")))
    for _ in range(3):
        await raw.execute("update owona_bot.lanes set paused_until = '-infinity'")
        assert await refused.deliver_next()
    (event,) = await raw.fetch("select payload from owona_bot.events where kind = 'channel.refused'")
    assert event["payload"] == {"channel": "C0TICKETS", "error": "is_archived"}
    assert (await deliveries.balance(raw)) == {"waiting": 3}


async def test_a_death_is_told_in_the_transaction_that_ends_it(
    desk: Desk, raw: Raw, lanes: Lanes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a crash in between would leave a dead delivery that nobody hears of."""
    (id_,) = await several(raw, "a")

    async def breaks(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("jobs.deliver.events.add", breaks)
        with pytest.raises(ConnectionError):
            await worker(desk, that_raises(Refused("no"))).deliver_next()
    assert (await of(raw, id_))["state"] == "leased"
    assert not await plan_tickets(desk, lanes)


async def test_a_channel_that_refuses_holds_up_no_other_that_shares_the_lane(desk: Desk, raw: Raw) -> None:
    await several(raw, "a", "b")
    acted: list[str] = []

    async def archived(delivery: Delivery) -> Outcome:
        acted.append(delivery.order_key)
        if delivery.order_key == "a":
            raise ChannelRefused("C0OLD", "is_archived")
        return Outcome("done")

    out = worker(desk, archived)
    assert [await out.deliver_next() for _ in range(3)] == [True, True, False]
    assert acted == ["a", "b"]

"""Whoever finds nothing to do changes nothing and wakes nobody, and looks again when nobody else is waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from jobs.index import keep_indexing
from jobs.plan import Lanes, plan_waiting
from owona_bot.database.engine import Database, Raw
from owona_bot.desk import Desk
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.playground.stage import until
from owona_bot.services.bulk import bulks_run
from owona_bot.services.fold import fold_waiting
from owona_bot.services.schedule import fire_due, settle_schedule, take_run
from owona_bot.services.sweep import sweep
from owona_bot.services.wake import wake_due

pytestmark = pytest.mark.database

NOW = datetime.now(UTC)

TRANSACTIONS = "select pg_snapshot_xmax(pg_current_snapshot())::text"
"""Grows with each transaction that changes something, or notifies."""

LOOKS: dict[str, Callable[[Database], Awaitable[object]]] = {
    "wake": lambda db: wake_due(db, NOW),
    "fire": lambda db: fire_due(db, NOW),
    "run": lambda db: take_run(db, timedelta(seconds=30)),
    "bulk": bulks_run,
    "fold": lambda db: fold_waiting(db, SlaRules(), NOW),
    "sweep": lambda db: sweep(db, NOW, {}),
}


@pytest.mark.parametrize("look", LOOKS)
async def test_a_look_that_finds_nothing_changes_nothing_and_wakes_nobody(desk: Desk, raw: Raw, look: str) -> None:
    await settle_schedule(desk.db, "Europe/Berlin", NOW)
    before = await settled(raw)
    assert not await LOOKS[look](desk.db)
    assert await settled(raw) == before


async def settled(raw: Raw) -> str:
    """Once the word of the last change is spoken, which nobody waits for."""
    seen: list[str] = []

    async def twice_the_same() -> bool:
        seen.append(await raw.fetchval(TRANSACTIONS))
        return len(seen) > 5 and len(set(seen[-5:])) == 1

    await until(twice_the_same, "nothing changes")
    return seen[-1]


async def test_a_plan_of_nothing_changes_nothing(desk: Desk, raw: Raw, lanes: Lanes) -> None:
    await plan_waiting(desk, lanes)
    before = await settled(raw)
    assert not await plan_waiting(desk, lanes)
    assert await settled(raw) == before


async def test_who_rests_looks_again_when_the_card_is_out(desk: Desk) -> None:
    with desk.still.disturbed():
        resting = asyncio.create_task(desk.rest(2))
        done, _ = await asyncio.wait({resting}, timeout=2.2)
        assert not done
    await asyncio.wait_for(resting, 20)


async def test_nobody_rests_for_ever_while_cards_and_knocks_come(desk: Desk) -> None:
    with desk.still.disturbed(), desk.calm.disturbed():
        await asyncio.wait_for(desk.rest(0.05), 20)


async def test_the_index_lets_a_card_go_first(desk: Desk, raw: Raw) -> None:
    """It looks once as it begins; what waits from then on it takes when the card is out."""
    waiting = "select count(*) from owona_bot.unindexed"
    job = asyncio.create_task(keep_indexing(desk, 0.3))
    try:
        with desk.still.disturbed():
            await asyncio.wait({job}, timeout=0.1)
            await raw.execute("insert into owona_bot.unindexed (ticket_id) values (gen_random_uuid())")
            await asyncio.wait({job}, timeout=0.4)
            assert await raw.fetchval(waiting) == 1
        await until(lambda: none_of(raw, waiting), "it is indexed")
    finally:
        job.cancel()


async def none_of(raw: Raw, count: str) -> bool:
    return not await raw.fetchval(count)

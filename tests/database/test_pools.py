"""A process has its connections, no more, and whoever somebody waits for gets one first."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from owona_bot.database import pools
from owona_bot.database.engine import Database, connect
from owona_bot.database.pools import FEWEST, Gate, NoneFree, sizes_of
from owona_bot.domain.errors import Unavailable


@pytest.mark.parametrize("connections", range(FEWEST, 101))
def test_all_that_a_process_may_have_is_parted_and_everybody_gets_some(connections: int) -> None:
    sizes = sizes_of(connections)
    listening = 1
    assert sizes.core + sizes.raw + sizes.queue + sizes.copies + listening == connections
    assert 0 < sizes.patient_core < sizes.core
    assert 1 < sizes.patient_raw < sizes.raw
    assert min(sizes.queue, sizes.copies) > 0


@pytest.mark.database
async def test_while_all_jobs_work_a_door_is_let_in(database_url: str) -> None:
    db = await connect(database_url, sizes_of(FEWEST))
    jobs = db.patient()
    async with AsyncExitStack() as held:
        for _ in range(db.sizes.patient_raw):
            await held.enter_async_context(jobs.read_raw())
        for _ in range(db.sizes.patient_core):
            await held.enter_async_context(jobs.change(by="bot:test"))
        waits = [asyncio.ensure_future(a_change(jobs)), asyncio.ensure_future(a_look(jobs))]
        assert [await a_change(db), await a_look(db)] == [1, 1]
        assert not any(one.done() for one in waits)
    assert await asyncio.gather(*waits) == [1, 1]
    await db.close()


async def a_change(db: Database) -> object:
    async with db.change(by="bot:test") as tx:
        return await tx.raw.fetchval("select 1")


async def a_look(db: Database) -> object:
    async with db.read_raw() as raw:
        return await raw.fetchval("select 1")


@pytest.mark.database
async def test_a_job_that_waits_too_long_is_told_so(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "LONGEST", 0.01)
    db = await connect(database_url, sizes_of(FEWEST))
    jobs = db.patient()
    async with jobs.read():
        with pytest.raises(Unavailable):
            await a_change(jobs)
    assert await a_change(jobs) == 1
    await db.close()


async def test_whoever_stops_waiting_at_a_gate_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(1)
    async with gate:
        waits = asyncio.ensure_future(through(gate))
        await asyncio.wait({waits}, timeout=0)
        waits.cancel()
        await asyncio.wait({waits})
        monkeypatch.setattr(pools, "LONGEST", 0.0)
        with pytest.raises(NoneFree):
            await through(gate)
    await through(gate)


async def through(gate: Gate) -> None:
    async with gate:
        pass

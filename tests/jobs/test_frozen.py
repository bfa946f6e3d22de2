"""A replica that is stopped in the middle of a transaction: PostgreSQL ends that, and others go on."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from owona_bot.database import deliveries, reconcile, unplanned
from owona_bot.database.engine import Database, Raw
from tests.jobs.queue import DONE, an_open_lane, planned, several, taken

pytestmark = pytest.mark.database

STATE = "select state from pg_stat_activity where pid = $1"

PATIENCE = "show idle_in_transaction_session_timeout"


@asynccontextmanager
async def plans(raw: Raw) -> AsyncIterator[None]:
    async with unplanned.planning(raw):
        await unplanned.take(raw)
        yield


@asynccontextmanager
async def reconciles(raw: Raw) -> AsyncIterator[None]:
    async with raw.transaction():
        assert await reconcile.catch_up(raw) is not None
        yield


@asynccontextmanager
async def finishes(raw: Raw) -> AsyncIterator[None]:
    await an_open_lane(raw)
    await several(raw, "slack:1")
    delivery = await taken(raw)
    async with raw.transaction():
        assert await deliveries.finish(raw, delivery, DONE)
        yield


@asynccontextmanager
async def adds(raw: Raw) -> AsyncIterator[None]:
    new = await planned(raw)
    async with raw.transaction():
        await deliveries.add(raw, [new])
        yield


@pytest.mark.parametrize("busy", [plans, reconciles, finishes, adds])
async def test_whoever_freezes_in_the_middle_stops_nobody_for_long(
    db: Database, raw: Raw, busy: Callable[[Raw], AbstractAsyncContextManager[None]]
) -> None:
    async with db.queue.acquire() as frozen:
        async with busy(frozen):
            assert await raw.fetchval(STATE, frozen.get_server_pid()) == "idle in transaction"
            assert await frozen.fetchval(PATIENCE) == "30s"
        assert await frozen.fetchval(PATIENCE) == "0", "whatever else it does takes its time"

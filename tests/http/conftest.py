"""A desk on a real PostgreSQL behind real sockets."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from handlers.http import public, watched
from handlers.http.metrics import Metrics
from owona_bot.database.engine import Database, connect
from owona_bot.desk import Desk
from tests.desks import a_desk
from tests.http.doors import Doors
from tests.http.programs import Lines


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = await connect(database_url)
    yield db
    await db.close()


@pytest.fixture
def desk(db: Database) -> Desk:
    return a_desk(db)


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """Its URL; what is sent soon waits for whoever takes it, as over a long way."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    thin = socket.socket()
    thin.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
    thin.bind(("127.0.0.1", 0))
    await web.SockSite(runner, thin).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@pytest.fixture
async def doors(desk: Desk) -> AsyncIterator[Doors]:
    async with served(public(desk)) as url, ClientSession() as session:
        yield Doors(url, session, desk.db)


@pytest.fixture
async def watch(desk: Desk, metrics: Metrics) -> AsyncIterator[Doors]:
    async with served(watched(desk, metrics)) as url, ClientSession() as session:
        yield Doors(url, session, desk.db)


@pytest.fixture
async def lines() -> AsyncIterator[Lines]:
    lines = Lines()
    yield lines
    await lines.close()

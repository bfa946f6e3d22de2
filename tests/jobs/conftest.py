"""A desk on a real PostgreSQL, without Slack: the queue is played by hand."""

from collections.abc import AsyncIterator

import pytest

from jobs.plan import Lanes
from owona_bot.database.engine import Database, Raw, connect
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Pace
from owona_bot.playground.client import Playground
from owona_bot.playground.site import Site
from owona_bot.playground.stage import a_playground
from tests.desks import a_desk
from tests.playground.conftest import MANIFEST


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = await connect(database_url)
    yield db
    await db.close()


@pytest.fixture(scope="session")
async def playground() -> AsyncIterator[Playground]:
    """Slack, in one process for all of them."""
    async with a_playground("--manifest", str(MANIFEST), "--pace", "0") as playground:
        yield playground


@pytest.fixture
async def raw(db: Database) -> AsyncIterator[Raw]:
    """One connection, without a transaction."""
    async with db.raw.acquire() as raw:
        yield raw


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    site = await Site.open(database_url, size=4)
    yield site
    await site.close()


@pytest.fixture
def desk(db: Database) -> Desk:
    return a_desk(db)


@pytest.fixture
def lanes() -> Lanes:
    """Unpaced."""
    return Lanes(Pace(0, 3))

"""One playground, one bot and one database for all who break nothing; each test has tickets of its own."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from tests.handlers.desk import Scene, a_quick_stage, calls_nobody
from tests.postgres import a_database


@pytest.fixture(scope="session")
async def opened(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    log = tmp_path_factory.mktemp("desk") / "bot.log"
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, log) as stage,
    ):
        scene = Scene(stage)
        await scene.system_user()
        yield scene
        await calls_nobody(scene)


@pytest.fixture
async def desk(opened: Scene) -> AsyncIterator[Scene]:
    """The session's; faults end with the test."""
    yield opened
    await opened.slack.clear_faults()

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


@pytest.fixture(scope="session")
async def punctual(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """Where Slack waits for three seconds, and an answer takes two at most."""
    log, slack = tmp_path_factory.mktemp("punctual") / "bot.log", ("--ack-timeout", "3", "--trigger-life", "3")
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, log, *slack, OWONA_SLACK__PATIENCE="2") as stage,
    ):
        yield Scene(stage)


@pytest.fixture
async def desk(opened: Scene) -> AsyncIterator[Scene]:
    """The session's; faults end with the test."""
    yield opened
    await opened.slack.clear_faults()

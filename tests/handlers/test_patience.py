"""Whoever waits in vain is told what is true: that nothing was changed, or that nobody knows yet."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage, said
from tests.postgres import a_database

pytestmark = pytest.mark.database

WAITING = """
    select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%' || $1 || '%'"""

NOBODY_KNOWS_WHO = "lock table owona_bot.agents in access exclusive mode"

HELD = "select 1 from public.support_tickets where id = $1 for update"


@pytest.fixture
async def hasty(postgres: Server, admin: asyncpg.Connection, template: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """Where an answer takes a second at most."""
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, tmp_path / "bot.log", OWONA_SLACK__PATIENCE="1") as stage,
    ):
        yield Scene(stage)


async def test_a_knock_of_which_nothing_was_done_in_time_does_nothing_later(hasty: Scene) -> None:
    ticket = await hasty.asked()
    async with hasty.site.pool.acquire() as raw:
        async with raw.transaction():
            await raw.execute(NOBODY_KNOWS_WHO)
            told = said(await hasty.says("anna", f"/ticket nimm {ticket.number}"))
            assert await raw.fetchval(WAITING, "owona_bot.agents")
        assert "nichts geändert" in told

        async def looked() -> bool:
            return not await raw.fetchval(WAITING, "owona_bot.agents")

        await until(looked, "the bot knows who it was")
    assert "#" in said(await hasty.insists("anna", f"/ticket show {ticket.number}"))
    assert "is yours now" in said(await hasty.insists("ben", f"/ticket claim {ticket.number}"))
    assert await hasty.holder(ticket) == "ben@owona.de"


async def test_a_knock_that_is_being_done_is_not_confirmed_and_goes_on(hasty: Scene) -> None:
    ticket = await hasty.asked()

    async def unconfirmed() -> bool:
        return "Noch nicht bestätigt" in said(await hasty.says("anna", f"/ticket nimm {ticket.number}"))

    async with hasty.site.pool.acquire() as raw, raw.transaction():
        await raw.execute(HELD, ticket.id)
        await until(unconfirmed, "the bot knows Anna, and waits for the ticket")

    async def hers() -> bool:
        return await hasty.holder(ticket) == "anna@owona.de"

    await until(hers, "Anna has it")

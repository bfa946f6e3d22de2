"""Index: what customers write, however long, stops neither lists nor the plan, for nobody."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from jobs.plan import Lanes, plan_tickets
from owona_bot.database import index, reconcile
from owona_bot.database.engine import Raw
from owona_bot.database.index_sql import WORDY
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.playground.site import Site
from owona_bot.services.list import Reader, list_tickets
from tests.services.team import a_team

pytestmark = pytest.mark.database

TEXT = "(select string_agg(md5(n::text), '') from generate_series(1, 400) n)"
"""12,800 characters that can't be compressed into an entry of an index."""

HOLD = f"update public.support_tickets set assigned_agent = {TEXT} where id = $1"

OPEN = f"insert into public.support_tickets (user_id, title, description, assigned_agent) values ($1, 'z', 'z', {TEXT})"

NAMED = f"update public.profiles set full_name = {TEXT} || ' ' || repeat('von ', 2000) where id = $1"

WAITING = "select count(*) from owona_bot.events where planned_at is null and ticket_id is not null"

WRITE = """
    insert into public.support_ticket_messages (ticket_id, author_type, author_user_id, message)
    values ($1, 'customer', $2, $3)"""


@pytest.fixture
async def anna(desk: Desk) -> Agent:
    (anna,) = await a_team(desk.db, 1)
    return anna


async def listed(desk: Desk, anna: Agent, words: str = "") -> set[str]:
    """Titles."""
    reader = Reader(anna, datetime.now(UTC), ZoneInfo("Europe/Berlin"))
    return {line.ticket.title for line in (await list_tickets(desk.db, words, reader)).lines}


async def planned(desk: Desk, lanes: Lanes) -> None:
    while await plan_tickets(desk, lanes):
        pass


async def opened(desk: Desk, site: Site, lanes: Lanes, *titles: str) -> tuple[UUID, list[UUID]]:
    lena = await site.sign_up(f"lena.{len(titles[0])}@example.com", "Lena")
    tickets = [await site.insert_ticket(lena, title, "Hilfe") for title in titles]
    await planned(desk, lanes)
    return lena, tickets


async def test_a_customer_who_writes_a_book_into_the_field_of_the_agent_stops_nobody(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, anna: Agent
) -> None:
    lena, (theirs,) = await opened(desk, site, lanes, "Login")
    async with site.customer(lena) as customer:
        await customer.execute(HOLD, theirs)
        await customer.execute(NAMED, lena)
        await customer.execute(OPEN, lena)
    await site.insert_ticket(await site.sign_up("kai@example.com", "Kai"), "Rechnung", "Hilfe")
    await planned(desk, lanes)
    assert await raw.fetchval(WAITING) == 0
    assert await listed(desk, anna) == {"Login", "z", "Rechnung"}
    async with raw.transaction():
        missed = await reconcile.catch_up(raw)
    assert missed
    assert missed.total == 0


async def test_a_ticket_that_cannot_be_indexed_stops_no_other(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, anna: Agent
) -> None:
    await raw.execute("alter table owona_bot.search add constraint odd check (not 's:closed' = any(facets)) not valid")
    _, (odd, _) = await opened(desk, site, lanes, "Ungerade", "Gerade")
    await site.portal_status(odd, "closed", "anna@owona.de")
    await planned(desk, lanes)
    assert await listed(desk, anna) == set()
    assert await index.work(desk.db)
    assert await listed(desk, anna) == {"Gerade"}
    assert await index.work(desk.db) == 0


async def test_a_list_waits_for_nobody_who_stands_still_while_indexing(
    desk: Desk, site: Site, lanes: Lanes, anna: Agent
) -> None:
    await opened(desk, site, lanes, "Früher")
    assert await listed(desk, anna) == {"Früher"}
    async with desk.db.raw.acquire() as frozen, frozen.transaction():
        await frozen.execute(index.LOCK)
        await opened(desk, site, lanes, "Jetzt")
        async with asyncio.timeout(60):
            assert await listed(desk, anna) == {"Früher"}
    assert await listed(desk, anna) == {"Früher", "Jetzt"}


async def test_for_the_words_of_a_machine_no_typos_are_prepared(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, anna: Agent
) -> None:
    """They would hold up the index for longer than all the rest, and nobody mistypes them."""
    lena, (ticket,) = await opened(desk, site, lanes, "Kabelsalat")
    async with site.customer(lena) as customer:
        await customer.execute(WRITE, ticket, lena, " ".join(letters(n) for n in range(WORDY + 1)))
    await planned(desk, lanes)
    await index.work(desk.db)
    assert await listed(desk, anna, letters(WORDY)) == {"Kabelsalat"}
    assert await raw.fetchval("select count(*) from owona_bot.vocabulary where near is not null") == 0


def letters(number: int) -> str:
    """A word."""
    return f"wort{number:05}".translate(str.maketrans("0123456789", "abcdefghij"))

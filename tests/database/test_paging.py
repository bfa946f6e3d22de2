"""Paging while others write: each ticket that is there all the while comes once, where it stood at the first page."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database import index, lists, lists_condition
from owona_bot.database.engine import Database, Raw
from owona_bot.database.index_sql import INDEX
from owona_bot.database.lists_where import where_of
from owona_bot.database.prune import prune
from owona_bot.database.seed import seed
from owona_bot.domain.filter_tree import Sort, View
from owona_bot.domain.filters import parse
from owona_bot.domain.page import Cursor, Page
from owona_bot.domain.ticket import Priority, Status
from tests.database.desk_of_many import index_all

pytestmark = pytest.mark.database

ME = View(datetime.now(UTC), ZoneInfo("Europe/Berlin"), None)

TICKETS = 300

WRITE = "update public.support_tickets set status = $2, priority = $3 where id = $1"

NEW = """
    insert into public.support_tickets (user_id, title, description)
    select user_id, 'Neu', 'Neu' from public.support_tickets limit 1"""

CLOCKS = """
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at)
    select id, metric, 1, 'x', 'running', created_at, date_trunc('day', created_at) + late
    from public.support_tickets,
         (values ('first_response', interval '1 day'), ('resolution', interval '7 days')) m (metric, late)"""
"""Many are due at the same moment."""

PLAN = "update owona_bot.events set planned_at = now() where planned_at is null"
"""All that the plan does which matters here."""


@pytest.fixture
async def desk(db: Database, database_url: str) -> Database:
    await seed(database_url, TICKETS, 7, sure=False, told=lambda _: None)
    async with db.raw.acquire() as raw:
        await raw.execute(CLOCKS)
    await index_all(db)
    return db


async def write_on(db: Database, tickets: list[UUID], n: int, done: asyncio.Event) -> None:
    """Tickets change and new ones come, until the pages are read."""
    rng = Random(n)
    while not done.is_set():
        async with db.raw.acquire() as raw, raw.transaction():
            await raw.execute(WRITE, rng.choice(tickets), rng.choice(list(Status)), rng.choice(list(Priority)))
            await raw.execute(NEW)
            await raw.execute(PLAN)
            await asyncio.sleep(0)
        await index.settle(db)


async def pages(db: Database, sort: Sort, text: str = "") -> list[UUID]:
    found: list[UUID] = []
    after: Cursor | None = None
    while True:
        async with db.raw.acquire() as raw:
            where = await where_of(raw, parse(text), ME)
            page = await lists.page(raw, where, sort, after, 10)
        found += page.tickets
        if (after := page.after) is None:
            return found


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ["", '"die"'])
async def test_under_ten_writers_every_ticket_that_was_there_comes_once(
    desk: Database, sort: Sort, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (lists, lists_condition):
        monkeypatch.setattr(room, "PHRASES", 20)  # a phrase is looked for in several steps
    before = await pages(desk, sort, text)
    assert TICKETS / 3 < len(set(before)) <= TICKETS
    done = asyncio.Event()
    writers = [asyncio.create_task(write_on(desk, before, n, done)) for n in range(10)]
    moved: set[UUID] = set()
    for _ in range(3):
        began = await moves(desk)
        found = await pages(desk, sort, text)
        moved |= await moves(desk) - began
        old = [ticket for ticket in found if ticket in set(before)]
        assert len(found) == len(set(found))
        assert sorted(old) == sorted(before)
    done.set()
    await asyncio.gather(*writers)
    assert len(moved) > TICKETS / 10


async def moves(db: Database) -> set[UUID]:
    async with db.raw.acquire() as raw:
        return {row["ticket_id"] for row in await raw.fetch("select ticket_id from owona_bot.moves")}


async def change(db: Database, ticket: UUID, priority: str) -> None:
    async with db.raw.acquire() as raw:
        await raw.execute("update public.support_tickets set priority = $2 where id = $1", ticket, priority)
        await raw.execute(PLAN)
    await index.settle(db)


async def first_page(raw: Raw, sort: Sort) -> Page:
    return await lists.page(raw, await where_of(raw, parse(""), ME), sort, None, 10)


async def test_a_ticket_that_moves_to_the_top_keeps_its_place_for_whoever_pages(desk: Database) -> None:
    order = await pages(desk, Sort.UPDATED)
    async with desk.raw.acquire() as raw:
        first = await first_page(raw, Sort.UPDATED)
        await change(desk, order[15], "urgent")
        await change(desk, order[15], "low")
        await change(desk, order[3], "urgent")
        second = await lists.page(raw, await where_of(raw, parse(""), ME), Sort.UPDATED, first.after, 10)
    assert [*first.tickets, *second.tickets] == order[:20]
    assert (await pages(desk, Sort.UPDATED))[:2] == [order[3], order[15]]


async def test_a_change_that_the_first_page_could_not_see_counts_as_later_whatever_the_clock_says(
    desk: Database,
) -> None:
    """Begun before the first page, committed after it."""
    order = await pages(desk, Sort.UPDATED)
    async with desk.raw.acquire() as slow, desk.raw.acquire() as raw:
        change = slow.transaction()
        await change.start()
        await slow.execute("update public.support_tickets set priority = 'urgent' where id = $1", order[12])
        await slow.execute(INDEX, [order[12]])
        first = await first_page(raw, Sort.UPDATED)
        await change.commit()
        second = await lists.page(raw, await where_of(raw, parse(""), ME), Sort.UPDATED, first.after, 10)
    assert second.tickets == tuple(order[10:20])


async def test_whether_a_ticket_fits_is_asked_anew_for_each_page(desk: Database) -> None:
    async with desk.raw.acquire() as raw:
        where = await where_of(raw, parse("-prio:urgent"), ME)
        first = await lists.page(raw, where, Sort.UPDATED, None, 10)
        order = await pages(desk, Sort.UPDATED)
        coming = next(ticket for ticket in order[order.index(first.tickets[-1]) + 1 :])
        await change(desk, coming, "urgent")
        second = await lists.page(raw, where, Sort.UPDATED, first.after, 10)
    assert coming not in second.tickets


async def test_former_places_are_forgotten_after_an_hour(desk: Database) -> None:
    order = await pages(desk, Sort.UPDATED)
    await change(desk, order[5], "urgent")
    await change(desk, order[6], "urgent")
    async with desk.raw.acquire() as raw:
        await raw.execute("update owona_bot.moves set at = at - interval '61 minutes' where ticket_id = $1", order[5])
        await prune(raw, timedelta(days=1), timedelta(days=1))
    assert order[5] not in await moves(desk)
    assert order[6] in await moves(desk)

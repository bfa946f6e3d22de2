"""Lists that are gone: of long ago, of somebody else, of which nothing is left."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database import index
from owona_bot.database.engine import Database
from owona_bot.database.prune import prune
from owona_bot.domain.bulk import Wanted
from owona_bot.domain.list_errors import BulkGone, ListGone
from owona_bot.domain.listing import AT_ONCE, list_id
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb
from owona_bot.playground.site import Site
from owona_bot.services.bulk import preview_bulk, start_bulk
from owona_bot.services.list import Reader, list_again, list_more, list_tickets
from tests.services.team import a_team

pytestmark = pytest.mark.database

AGE = "update owona_bot.{table} set created_at = created_at - interval '1 day'"


def reader(agent: Agent) -> Reader:
    return Reader(agent, datetime.now(UTC), ZoneInfo("Europe/Berlin"))


async def tickets(db: Database, site: Site) -> list[UUID]:
    """More than a page of them, which can be listed."""
    lena = await site.sign_up("lena@example.com", "Lena")
    made = [await site.create_ticket(lena, f"Fall {n}", "Hilfe", acknowledge=False) for n in range(AT_ONCE + 2)]
    async with db.read_raw() as raw:
        await index.compare(raw)
    while await index.work(db):
        pass
    return made


async def test_a_list_of_long_ago_is_gone_and_one_of_yesterday_goes_on(db: Database, site: Site) -> None:
    await tickets(db, site)
    anna, *_ = await a_team(db, 1)
    old = await list_tickets(db, "", reader(anna))
    looked = await preview_bulk(db, old.id, Wanted(Verb.TAG, "+vip", whole=True), reader(anna))
    async with db.read_raw() as raw:
        for table in ("shown_lists", "bulks"):
            await raw.execute(AGE.format(table=table))
        await prune(raw, timedelta(days=30), timedelta(days=2))
        assert len((await list_more(db, old.id, reader(anna))).lines) == 2
        await prune(raw, timedelta(days=30), timedelta(hours=23))
    with pytest.raises(ListGone):
        await list_more(db, old.id, reader(anna))
    with pytest.raises(BulkGone):
        await start_bulk(db, looked.id, anna, "k1")


async def test_nobody_turns_somebody_else_s_pages(db: Database, site: Site) -> None:
    await tickets(db, site)
    anna, ben = await a_team(db, 2)
    hers = await list_tickets(db, "", reader(anna))
    for gone in (hers.id, uuid4()):
        with pytest.raises(ListGone):
            await list_more(db, gone, reader(ben))
    with pytest.raises(ListGone):
        list_id("1; drop table")


async def test_the_end_is_the_end_and_what_is_deleted_meanwhile_is_left_out(db: Database, site: Site) -> None:
    made = await tickets(db, site)
    anna, *_ = await a_team(db, 1)
    first = await list_tickets(db, "sort:created", reader(anna))
    async with site.pool.acquire() as connection:
        await connection.execute("delete from public.support_tickets where id = $1", made[0])
    last = await list_more(db, first.id, reader(anna))
    assert (first.page, last.page) == (1, 2)
    again = await list_again(db, last.id, reader(anna))
    assert (again.page, again.lines[0].ticket) == (1, first.lines[0].ticket)
    assert [line.ticket.id for line in last.lines] == [made[1]]
    assert not last.more
    with pytest.raises(ListGone):
        await list_more(db, last.id, reader(anna))

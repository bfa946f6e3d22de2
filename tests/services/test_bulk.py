"""One act on many tickets: looked at first, each a transaction of its own, once whoever dies."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database import index
from owona_bot.database.engine import Database
from owona_bot.domain.bulk import Preview, Wanted
from owona_bot.domain.errors import BulkActMissing, BulkGone, ListGone, MayNot, WordMistyped
from owona_bot.domain.listing import AT_ONCE
from owona_bot.domain.people import Agent
from owona_bot.domain.team import Wish
from owona_bot.domain.verbs import Verb
from owona_bot.playground.site import Site
from owona_bot.services.bulk import bulk_progress, cancel_bulk, preview_bulk, start_bulk, tell_progress, work_bulk
from owona_bot.services.claim import claim_ticket
from owona_bot.services.list import Reader, list_tickets
from owona_bot.services.recognise import recognise
from owona_bot.services.show import show_ticket
from owona_bot.services.team import change_team
from tests.services.team import a_team

pytestmark = pytest.mark.database

MANY = AT_ONCE + 3

HIGH = Wanted(Verb.PRIORITY, "hoch", whole=True)


def reader(agent: Agent) -> Reader:
    return Reader(agent, datetime.now(UTC), ZoneInfo("Europe/Berlin"))


async def tickets(db: Database, site: Site, count: int = MANY) -> None:
    """#1001 and on; they can be listed."""
    lena = await site.sign_up("lena@example.com", "Lena")
    for n in range(count):
        await site.create_ticket(lena, f"Sammelfall {n}", "Fehler 500", acknowledge=False)
    async with db.read_raw() as raw:
        await index.compare(raw)
    while await index.work(db):
        pass


async def looked_at(db: Database, agent: Agent, wanted: Wanted, text: str = "") -> Preview:
    listing = await list_tickets(db, text, reader(agent))
    return await preview_bulk(db, listing.id, wanted, reader(agent))


async def worked(db: Database) -> int:
    """All that waits; answers how many."""
    moved = []
    while (item := await work_bulk(db)) is not None:
        moved.append(item)
    await tell_progress(db, moved)
    return len(moved)


async def counts(db: Database, bulk: UUID) -> tuple[str, int, int]:
    progress = await bulk_progress(db, bulk)
    assert progress is not None
    return progress.state, progress.done, progress.refused


async def test_a_preview_changes_nothing_and_says_what_would_be(db: Database, site: Site) -> None:
    await tickets(db, site)
    anna, *_ = await a_team(db, 1)
    preview = await looked_at(db, anna, Wanted(Verb.STATUS, "gelöst", whole=True))
    assert (preview.total, preview.letters, preview.customers, len(preview.sample)) == (MANY, MANY, 1, 5)
    assert (await looked_at(db, anna, Wanted(Verb.STATUS, "wartet", whole=True))).letters == 0
    assert await worked(db) == 0
    assert (await show_ticket(db, 1001)).priority == "normal"


async def test_the_page_alone_or_all_that_the_filter_finds(db: Database, site: Site) -> None:
    await tickets(db, site)
    anna, *_ = await a_team(db, 1)
    assert (await looked_at(db, anna, Wanted(Verb.TAG, "+vip", whole=False))).total == AT_ONCE
    assert (await looked_at(db, anna, HIGH)).total == MANY
    assert (await looked_at(db, anna, HIGH, "status:resolved")).total == 0


@pytest.mark.parametrize(
    ("act", "words", "seen"),
    [
        (Verb.PRIORITY, "hoch", lambda ticket: ticket.priority == "high"),
        (Verb.STATUS, "in Arbeit", lambda ticket: ticket.status == "investigating"),
        (Verb.ASSIGN, "mir", lambda ticket: ticket.agent.slack_user == "U0"),
        (Verb.TAG, "+vip", lambda ticket: ticket.tags == ("vip",)),
    ],
)
async def test_it_is_done_to_each(db: Database, site: Site, act: Verb, words: str, seen: object) -> None:
    await tickets(db, site, 3)
    anna, *_ = await a_team(db, 1)
    bulk = (await looked_at(db, anna, Wanted(act, words, whole=True))).id
    await start_bulk(db, bulk, anna, "k1")
    assert await worked(db) == 3
    assert await counts(db, bulk) == ("done", 3, 0)
    assert callable(seen)
    assert all([seen(await show_ticket(db, number)) for number in (1001, 1002, 1003)])


async def test_what_may_not_be_done_stays_and_the_report_says_why(db: Database, site: Site) -> None:
    await tickets(db, site, 3)
    anna, ben = await a_team(db, 2)
    await claim_ticket(db, 1002, anna, "k0")
    bulk = (await looked_at(db, ben, Wanted(Verb.ASSIGN, "me", whole=True))).id
    await start_bulk(db, bulk, ben, "k1")
    await worked(db)
    assert await counts(db, bulk) == ("done", 2, 1)
    progress = await bulk_progress(db, bulk)
    assert progress is not None
    assert [(one.number, one.key) for one in progress.refusals] == [(1002, "error.not_yours")]


async def test_ten_who_work_at_once_do_each_ticket_once(db: Database, site: Site) -> None:
    await tickets(db, site)
    anna, *_ = await a_team(db, 1)
    bulk = (await looked_at(db, anna, HIGH)).id
    await start_bulk(db, bulk, anna, "k1")
    done = await asyncio.gather(*(worked(db) for _ in range(4)))
    assert sum(done) == MANY
    assert await counts(db, bulk) == ("done", MANY, 0)
    async with site.pool.acquire() as connection:
        changes = await connection.fetch(
            "select ticket_id from owona_bot.events where kind = 'ticket.changed' and payload ? 'priority'"
        )
    assert len(changes) == len({row["ticket_id"] for row in changes}) == MANY


async def test_who_died_after_the_act_has_done_it(db: Database, site: Site) -> None:
    """The item still waits, its knock is answered already."""
    await tickets(db, site, 2)
    anna, *_ = await a_team(db, 1)
    bulk = (await looked_at(db, anna, HIGH)).id
    await start_bulk(db, bulk, anna, "k1")
    await worked(db)
    async with site.pool.acquire() as connection:
        await connection.execute("update owona_bot.bulk_items set state = 'waiting'")
        await connection.execute("update owona_bot.bulks set state = 'running'")
    assert await worked(db) == 2
    assert await counts(db, bulk) == ("done", 2, 0)


async def test_what_is_cancelled_stops_and_what_is_done_stays(db: Database, site: Site) -> None:
    await tickets(db, site, 4)
    anna, ben = await a_team(db, 2)
    bulk = (await looked_at(db, anna, HIGH)).id
    await start_bulk(db, bulk, anna, "k1")
    await work_bulk(db)
    with pytest.raises(BulkGone):
        await cancel_bulk(db, bulk, ben, "k2")
    await cancel_bulk(db, bulk, anna, "k3")
    assert await worked(db) == 0
    assert await counts(db, bulk) == ("cancelled", 1, 0)


async def test_who_left_the_team_changes_nothing_more(db: Database, site: Site) -> None:
    await tickets(db, site, 2)
    anna, ben = await a_team(db, 2)
    bulk = (await looked_at(db, ben, Wanted(Verb.PRIORITY, "high", whole=True))).id
    await start_bulk(db, bulk, ben, "k1")
    await change_team(db, Wish("U1", "none"), anna, "k2")
    await worked(db)
    assert await counts(db, bulk) == ("done", 0, 2)


async def test_what_makes_no_sense_is_refused_before_anything_is_kept(db: Database, site: Site) -> None:
    await tickets(db, site, 1)
    anna, ben = await a_team(db, 2)
    for wanted, error in (
        (Wanted(Verb.PRIORITY, "hohc", whole=True), WordMistyped),
        (Wanted(Verb.CLOSE, "", whole=True), BulkActMissing),
    ):
        with pytest.raises(error):
            await looked_at(db, anna, wanted)
    listing = await list_tickets(db, "", reader(anna))
    with pytest.raises(ListGone):
        await preview_bulk(db, listing.id, HIGH, reader(ben))
    await change_team(db, Wish("U1", "reader"), anna, "k1")
    with pytest.raises(MayNot):
        await looked_at(db, await recognise(db, "U1"), HIGH)


async def test_it_is_started_once(db: Database, site: Site) -> None:
    await tickets(db, site, 1)
    anna, *_ = await a_team(db, 1)
    bulk = (await looked_at(db, anna, HIGH)).id
    await start_bulk(db, bulk, anna, "k1")
    with pytest.raises(BulkGone):
        await start_bulk(db, bulk, anna, "k2")

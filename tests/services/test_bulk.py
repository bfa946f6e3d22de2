"""One act on many tickets: looked at first, each a transaction of its own, once whoever dies."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from owona_bot.database import index
from owona_bot.database.engine import Database
from owona_bot.domain.bulk import Preview, Wanted
from owona_bot.domain.errors import MayNot, Unavailable, WordMistyped, WordUnknown
from owona_bot.domain.list_errors import BulkActMissing, BulkGone, ListGone
from owona_bot.domain.listing import AT_ONCE
from owona_bot.domain.people import Agent
from owona_bot.domain.team import Wish
from owona_bot.domain.verbs import Verb
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from owona_bot.services.bulk import bulk_progress, cancel_bulk, preview_bulk, start_bulk, tell_progress, work_bulk
from owona_bot.services.claim import claim_ticket
from owona_bot.services.list import Reader, list_tickets
from owona_bot.services.recognise import recognise
from owona_bot.services.show import show_ticket
from owona_bot.services.team import change_team
from tests.services.team import a_team

pytestmark = pytest.mark.database

MANY = AT_ONCE + 3
CROWD = 42

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
    assert [(one.number, one.key, one.alike) for one in progress.refusals] == [(1002, "error.not_yours", 1)]


async def test_one_that_fails_is_told_and_stops_neither_its_own_bulk_nor_another(db: Database, site: Site) -> None:
    await tickets(db, site, 4)
    anna, ben = await a_team(db, 2)
    async with site.pool.acquire() as owner:
        await owner.execute("alter table public.support_tickets add constraint odd check (title !~ '[01]$') not valid")
    mine, theirs = [
        (await looked_at(db, agent, Wanted(act, words, whole=True), "Sammelfall")).id
        for agent, act, words in ((anna, Verb.PRIORITY, "hoch"), (ben, Verb.TAG, "vip"))
    ]
    await start_bulk(db, mine, anna, "k1")
    await start_bulk(db, theirs, ben, "k2")
    with capture_logs() as logs:
        assert await worked(db) == 8
    assert (await counts(db, mine), await counts(db, theirs)) == (("done", 2, 2), ("done", 4, 0))
    progress = await bulk_progress(db, mine)
    assert progress is not None
    (told,) = progress.refusals
    assert (told.key, told.alike) == ("error.bulk_item_failed", 2)
    failures = {line["ticket"]: line["reference"] for line in logs if line["event"] == "bulk.failed"}
    assert failures.keys() == {1001, 1002}
    assert told.values["reference"] == failures[told.number]


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


KILL = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%for update of t%'"""


async def test_an_outage_refuses_nobody(db: Database, site: Site) -> None:
    """A connection that breaks in the middle of the act: it is tried again, as if it had not been."""
    await tickets(db, site, 1)
    anna, *_ = await a_team(db, 1)
    bulk = (await looked_at(db, anna, HIGH)).id
    await start_bulk(db, bulk, anna, "k1")
    async with site.pool.acquire() as holder, site.pool.acquire() as killer:
        async with holder.transaction():
            await holder.execute("select id from support_tickets for update")
            working = asyncio.create_task(work_bulk(db))
            await until(lambda: killer.fetchval(KILL), "the act that waits for the ticket")
        with suppress(Unavailable):  # who had only begun begins anew by itself
            await working
    await worked(db)
    assert await counts(db, bulk) == ("done", 1, 0)


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


@pytest.mark.parametrize("words", ["anna\0", "anna\ud800", "niemandsonst"])
async def test_who_can_be_nobody_of_the_team_is_refused_before_anything_is_kept(
    db: Database, site: Site, words: str
) -> None:
    await tickets(db, site, 1)
    anna, *_ = await a_team(db, 1)
    with pytest.raises(WordUnknown):
        await looked_at(db, anna, Wanted(Verb.ASSIGN, words, whole=True))


async def test_it_is_started_once(db: Database, site: Site) -> None:
    await tickets(db, site, 1)
    anna, *_ = await a_team(db, 1)
    bulk = (await looked_at(db, anna, HIGH)).id
    await start_bulk(db, bulk, anna, "k1")
    with pytest.raises(BulkGone):
        await start_bulk(db, bulk, anna, "k2")


async def others_hold(site: Site, every: int) -> None:
    """Each so many tickets are Anna's."""
    async with site.pool.acquire() as connection:
        await connection.execute(
            """
            update public.support_tickets t set assigned_agent = 'agent0@owona.de'
            from owona_bot.ticket_state s where s.ticket_id = t.id and s.number % $1 = 0""",
            every,
        )


async def delete_some(site: Site, every: int) -> int:
    """Customers take them back while the bulk runs; answers how many."""
    async with site.pool.acquire() as connection:
        rows = await connection.fetch(
            """
            delete from public.support_tickets t using owona_bot.ticket_state s
            where s.ticket_id = t.id and s.number % $1 = 1 returning t.id""",
            every,
        )
    return len(rows)


async def test_what_others_hold_and_what_is_deleted_meanwhile_is_reported_and_the_rest_is_done(
    db: Database, site: Site
) -> None:
    await tickets(db, site, CROWD)
    _, ben = await a_team(db, 2)
    await others_hold(site, 3)
    preview = await looked_at(db, ben, Wanted(Verb.ASSIGN, "me", whole=True))
    assert (preview.total, preview.foreign, preview.letters) == (CROWD, CROWD // 3, 0)
    await start_bulk(db, preview.id, ben, "k1")
    *_, gone = await asyncio.gather(*(worked(db) for _ in range(4)), delete_some(site, 7))
    await tell_progress(db, [])
    state, done, refused = await counts(db, preview.id)
    assert state == "done"
    assert done + refused == CROWD
    assert CROWD // 3 <= refused <= CROWD // 3 + gone
    progress = await bulk_progress(db, preview.id)
    assert progress is not None
    assert progress.refusals[0].key == "error.not_yours"
    assert sum(one.alike for one in progress.refusals) == refused
    assert len({one.key for one in progress.refusals}) == len(progress.refusals)
    async with site.pool.acquire() as connection:
        held = await connection.fetchval(
            "select count(*) from public.support_tickets where assigned_agent = $1", ben.email
        )
    assert done - gone <= held <= done


async def test_of_two_bulks_the_small_one_does_not_wait_for_the_large_one(db: Database, site: Site) -> None:
    await tickets(db, site)
    anna, ben = await a_team(db, 2)
    large = (await looked_at(db, anna, HIGH)).id
    small = (await looked_at(db, ben, Wanted(Verb.TAG, "+vip", whole=True), "#1002")).id
    await start_bulk(db, large, anna, "k1")
    await start_bulk(db, small, ben, "k2")
    assert [item.bulk for item in [await work_bulk(db), await work_bulk(db)] if item] == [large, small]
    await worked(db)
    assert await counts(db, large) == ("done", MANY, 0)
    assert await counts(db, small) == ("done", 1, 0)


async def test_who_cancels_at_once_has_changed_nothing(db: Database, site: Site) -> None:
    await tickets(db, site, 2)
    anna, *_ = await a_team(db, 1)
    bulk = (await looked_at(db, anna, HIGH)).id
    await start_bulk(db, bulk, anna, "k1")
    await cancel_bulk(db, bulk, anna, "k2")
    with pytest.raises(BulkGone):
        await cancel_bulk(db, bulk, anna, "k3")
    assert await worked(db) == 0
    assert await counts(db, bulk) == ("cancelled", 0, 0)

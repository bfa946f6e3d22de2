"""Whatever becomes of the triggers: the site writes on, and the reconciler catches up."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from jobs.plan import Lanes, plan_tickets
from jobs.reconcile import look
from owona_bot.database import reconcile
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.playground.site import Site

pytestmark = pytest.mark.database

HIDE = "alter function owona_bot.actor() rename to actor_before"
BRING_BACK = ["drop function owona_bot.actor()", "alter function owona_bot.actor_before() rename to actor"]
ACTOR = "create function owona_bot.actor() returns text language"
KEEP = """
    create table kept as select pg_get_triggerdef(oid) as definition, tgname, tgrelid::regclass::text as relation
    from pg_trigger where tgname like 'owona_bot_%'"""
DROP = """
    do $$declare t record; begin for t in select * from kept loop
        execute format('drop trigger %I on %s', t.tgname, t.relation); end loop; end$$"""
MAKE = "do $$declare t record; begin for t in select * from kept loop execute t.definition; end loop; end$$"

BREAKAGES = {
    "a table renamed": (
        ["alter table owona_bot.events rename to gone"],
        ["alter table owona_bot.gone rename to events"],
    ),
    "a function that raises": ([HIDE, f"{ACTOR} plpgsql as $$begin raise 'broken'; end$$"], BRING_BACK),
    "a function that divides by zero": ([HIDE, f"{ACTOR} sql as $$select (1 / 0)::text$$"], BRING_BACK),
    "triggers disabled": (
        [f"alter table support_{table} disable trigger user" for table in ("tickets", "ticket_messages")],
        [f"alter table support_{table} enable trigger user" for table in ("tickets", "ticket_messages")],
    ),
    "triggers dropped": ([KEEP, DROP], [MAKE]),
}
"""What breaks, and what mends it."""


@pytest.mark.parametrize("how", BREAKAGES)
async def test_the_site_writes_on_and_nothing_is_missed(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, how: str
) -> None:
    """Once it is mended, whoever mended it; what was written meanwhile is told as one event each."""
    broken, mended = BREAKAGES[how]
    lena = await site.sign_up("lena@example.com", "Lena")
    known = [await site.create_ticket(lena, f"T{n}", "Text", acknowledge=False) for n in range(3)]
    while await plan_tickets(desk, lanes):
        pass
    before = await raw.fetchval("select max(id) from owona_bot.events")
    for statement in broken:
        await raw.execute(statement)
    fresh = await site.create_ticket(lena, "Neu", "Text", acknowledge=False)
    await site.reply(lena, known[0], "Noch etwas")
    await site.portal_status(known[1], "resolved", "ben@owona.de")
    assert await site.delete_ticket(lena, known[2])
    for statement in mended:
        await raw.execute(statement)
    assert await raw.fetchval("select count(*) from owona_bot.events where id > $1", before) == 0
    await look(desk)
    rows = await raw.fetch("select * from owona_bot.events where id > $1 order by id", before)
    assert {row["actor"] for row in rows} == {"bot:reconcile"}
    assert Counter((row["ticket_id"], row["kind"]) for row in rows) == {
        (fresh, "ticket.created"): 1,
        (fresh, "message.added"): 1,
        (known[0], "ticket.changed"): 1,
        (known[0], "message.added"): 1,
        (known[1], "ticket.changed"): 1,
        (known[1], "message.added"): 1,
        (known[2], "ticket.deleted"): 1,
    }
    while await plan_tickets(desk, lanes):
        pass
    await look(desk)
    assert await raw.fetchval("select count(*) from owona_bot.events where id > $1", before) == len(rows)


@pytest.mark.parametrize("how", ["triggers disabled", "triggers dropped"])
async def test_triggers_that_are_gone_are_named(raw: Raw, how: str) -> None:
    assert await reconcile.missing_triggers(raw) == frozenset()
    for statement in BREAKAGES[how][0]:
        await raw.execute(statement)
    assert await reconcile.missing_triggers(raw) == reconcile.WANTED


async def test_a_migrations_lock_stalls_no_writer(desk: Desk, site: Site, raw: Raw) -> None:
    """The triggers wait for a second, then the reconciler does their work."""
    lena = await site.sign_up("lena@example.com", "Lena")
    async with raw.transaction():
        await raw.execute("lock table owona_bot.events in access exclusive mode")
        async with asyncio.timeout(20):
            ticket = await site.insert_ticket(lena, "Login", "Text")
    assert await raw.fetchval("select count(*) from owona_bot.events where ticket_id = $1", ticket) == 0
    await look(desk)
    assert await raw.fetchval("select kind from owona_bot.events where ticket_id = $1", ticket) == "ticket.created"


async def test_while_the_triggers_work_there_is_nothing_to_catch_up(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.create_ticket(lena, "Login", "Text")
    await site.reply(lena, ticket, "Noch etwas")
    for _ in range(2):
        async with raw.transaction():
            missed = await reconcile.catch_up(raw)
        assert missed is not None
        assert missed.total == 0
        while await plan_tickets(desk, lanes):
            pass


async def test_two_replicas_catch_up_once(desk: Desk, site: Site, raw: Raw) -> None:
    for statement in BREAKAGES["triggers disabled"][0]:
        await raw.execute(statement)
    lena = await site.sign_up("lena@example.com", "Lena")
    for n in range(5):
        await site.create_ticket(lena, f"T{n}", "Text", acknowledge=False)
    await asyncio.gather(*(look(desk) for _ in range(4)))
    rows = await raw.fetch("select kind from owona_bot.events")
    assert Counter(row["kind"] for row in rows) == {"ticket.created": 5, "message.added": 5}


async def test_messages_from_before_go_live_are_not_told(desk: Desk, site: Site, raw: Raw) -> None:
    for statement in BREAKAGES["triggers disabled"][0]:
        await raw.execute(statement)
    lena = await site.sign_up("lena@example.com", "Lena")
    old = datetime.now(UTC) - timedelta(days=1)
    ticket = await site.insert_ticket(lena, "Alt", "Text", created_at=old)
    message = await site.say(ticket, "customer", "Lena", "Alt", {})
    await raw.execute("update support_ticket_messages set created_at = $2 where id = $1", message, old)
    await look(desk)
    assert await raw.fetchval("select count(*) from owona_bot.events") == 0

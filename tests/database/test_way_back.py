"""Versions that go back and come again, and those that change tables while the site goes on writing."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from importlib import import_module
from uuid import UUID, uuid4

import asyncpg
import pytest
from alembic import command
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from owona_bot.database import index
from owona_bot.database.engine import connect as reach
from owona_bot.database.migrate import ALONE, alembic_config, connect, is_current, migrate
from owona_bot.domain.delivery import Reaction
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.event import Kind
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until

pytestmark = pytest.mark.database

BEFORE_CLOCKS = "0010"

KINDS_SINCE = {
    "sla.warned",
    "sla.breached",
    "sla.muted",
    "ticket.escalated",
    "escalation.stepped",
    "escalation.stopped",
    "swap.asked",
    "swap.settled",
    "shift.began",
    "customer.reminded",
    "schedule.ran",
    "assign.held",
    "assign.resumed",
    "assign.stuck",
    "agent.away",
    "shares.asked",
    "shares.settled",
    "export.asked",
    "export.moved",
    "export.ended",
    "export.fetched",
    "token.made",
    "token.revoked",
    "tickets.imported",
    "report.made",
    "report.file_wanted",
    "report.paused",
    "plan.failed",
    "link.asked",
}

REACTIONS_SINCE = {
    "sla_alert",
    "sla_settle",
    "sla_mail",
    "escalation",
    "escalation_mail",
    "swap",
    "shift",
    "notice",
    "assign_lead",
    "shares",
    "export",
    "report",
    "go_on",
    "link_mail",
    "ask_release",
}

SHAPE = r"""
select 'column', attrelid::regclass::text, attname::text, format_type(atttypid, atttypmod), attnotnull::text
from pg_attribute join pg_class c on c.oid = attrelid
where relnamespace = 'owona_bot'::regnamespace and relkind in ('r', 'v') and attnum > 0 and not attisdropped
union all select 'table', relname::text, relacl::text, '', ''
from pg_class where relnamespace = 'owona_bot'::regnamespace and relkind in ('r', 'v')
union all select 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid::text, ''
from pg_index join pg_class c on c.oid = indexrelid where relnamespace = 'owona_bot'::regnamespace
union all select 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), ''
from pg_constraint where connamespace = 'owona_bot'::regnamespace
union all select 'function', oid::regprocedure::text, regexp_replace(pg_get_functiondef(oid), '\s+', ' ', 'g'),
       proacl::text, ''
from pg_proc where pronamespace = 'owona_bot'::regnamespace
union all select 'trigger', tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid), ''
from pg_trigger where not tgisinternal
order by 1, 2, 3, 4, 5
"""
"""All that is ours, whatever the order of columns."""

EVENT = "insert into owona_bot.events (ticket_id, kind, actor) values ($1, $2, 'bot:sla') returning id"

DELIVERY = """
    insert into owona_bot.deliveries (event_id, ticket_id, reaction, target, order_key, lane, priority, state,
                                      leased_until, ahead)
    select $1, ticket_id, $2, $3, $4, 'slack.update', 1, $5,
           case when $5 = 'leased' then now() + interval '1 min' end, $6
    from owona_bot.events where id = $1 returning id"""

UNFINISHED = "select distinct reaction from owona_bot.deliveries where state not in ('done', 'suppressed')"

BUILDS = """
    select 1 from pg_stat_activity
    where datname = current_database() and query ~ 'create index concurrently' and wait_event_type = 'Lock'"""

WANTS_AGENTS = "select 1 from pg_locks where relation = 'owona_bot.agents'::regclass and not granted"

MANY_OLD = """
    insert into public.support_tickets (user_id, title, description, created_at)
    select $1, 'Login', '?', '2020-01-01' from generate_series(1, 1200)"""

DATED = "select count(*) from owona_bot.ticket_state where since = '2020-01-01'"

CHANNELS = {"chatbot": "chat", "email": "mail", "slack": "slack", "owona_bot": "slack", "cursor_ai": "web"}

FROM = """
    insert into public.support_tickets (user_id, title, description, source_metadata)
    values ($1, 'Login', '?', jsonb_build_object('source', $2::text)) returning id"""

CAME_IN = """
    select t.source_metadata ->> 'source' as source, s.channel
    from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id"""

LOCALES = {"de": "de", "DE-at": "de", "pt_BR": "pt", "<!channel>": None, "de-" + "x" * 40: None}

IN_LOCALE = """
    insert into public.support_tickets (user_id, title, description, source_metadata)
    values ($1, 'Login', '?', jsonb_build_object('locale', $2::text)) returning id"""

SPOKEN = """
    select t.source_metadata ->> 'locale' as locale, s.language
    from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id"""

BREAKS_AT_THE_LAST = (
    """create function public.breaks() returns trigger language plpgsql as $$ begin
           if not exists (select from owona_bot.ticket_state where ticket_id > new.ticket_id) then
               raise 'not this one';
           end if;
           return new; end $$""",
    "create trigger breaks before update on owona_bot.ticket_state for each row execute function public.breaks()",
)

CHANGES = "select count(*) from owona_bot.events where kind = 'ticket.changed' and payload ? 'agent'"


async def go(url: str, way: Callable[..., None], version: str) -> None:
    """Up or down to a version."""

    def run(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        way(config, version)

    async with connect(url) as connection, ALONE:
        await connection.run_sync(run)


async def back(url: str, version: str) -> None:
    await go(url, command.downgrade, version)


@pytest.fixture
async def raw(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    raw = await asyncpg.connect(database_url)
    yield raw
    await raw.close()


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    site = await Site.open(database_url, size=2)
    yield site
    await site.close()


async def shape(url: str) -> Sequence[tuple[str | None, ...]]:
    raw = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await raw.fetch(SHAPE)]
    finally:
        await raw.close()


async def a_ticket(site: Site) -> UUID:
    return await site.create_ticket(await site.sign_up("lena@example.com", "Lena"), "Login", "Geht nicht")


async def test_down_and_up_again_all_is_as_it_was(empty_database_url: str) -> None:
    await go(empty_database_url, command.upgrade, BEFORE_CLOCKS)
    old = await shape(empty_database_url)
    await migrate(empty_database_url)
    new = await shape(empty_database_url)
    await back(empty_database_url, BEFORE_CLOCKS)
    assert await shape(empty_database_url) == old
    await migrate(empty_database_url)
    assert await shape(empty_database_url) == new


# What waits when an older bot takes over


async def test_no_event_waits_for_an_older_bot_that_never_heard_of_its_kind(
    database_url: str, raw: asyncpg.Connection
) -> None:
    for kind in Kind:
        await raw.execute(EVENT, uuid4(), kind.value)
        await raw.execute(EVENT, None, kind.value)
    await back(database_url, BEFORE_CLOCKS)
    rows = await raw.fetch("select kind, count(*) as n from owona_bot.events where planned_at is null group by 1")
    assert {row["kind"]: row["n"] for row in rows} == {kind.value: 2 for kind in Kind if kind not in KINDS_SINCE}


@pytest.mark.parametrize("state", ["waiting", "leased", "dead"])
async def test_no_delivery_waits_for_an_older_bot_that_cannot_carry_it_out(
    database_url: str, raw: asyncpg.Connection, state: str
) -> None:
    event = await raw.fetchval(EVENT, uuid4(), Kind.TICKET_CHANGED.value)
    for reaction in Reaction:
        await raw.execute(DELIVERY, event, reaction.value, "x", reaction.value, state, False)
    await back(database_url, BEFORE_CLOCKS)
    unfinished = {row["reaction"] for row in await raw.fetch(UNFINISHED)}
    assert unfinished == {reaction.value for reaction in Reaction} - REACTIONS_SINCE
    ended = await raw.fetch("select last_error, finished_at from owona_bot.deliveries where state = 'suppressed'")
    assert {row["last_error"] for row in ended} == {"the bot that planned it went back to an older version"}
    assert all(row["finished_at"] for row in ended)


async def test_of_what_an_older_bot_never_heard_of_only_cards_are_still_drawn(
    database_url: str, raw: asyncpg.Connection
) -> None:
    for kind in Kind:
        event = await raw.fetchval(EVENT, uuid4(), kind.value)
        for reaction in (Reaction.CARD, Reaction.THREAD):
            await raw.execute(DELIVERY, event, reaction.value, kind.value, f"{reaction}:{kind}", "waiting", False)
    await back(database_url, BEFORE_CLOCKS)
    rows = await raw.fetch("select target from owona_bot.deliveries where state = 'waiting' and reaction = 'thread'")
    assert {row["target"] for row in rows} == {kind.value for kind in Kind} - KINDS_SINCE
    cards = "select count(*) from owona_bot.deliveries where state = 'waiting' and reaction = 'card'"
    assert await raw.fetchval(cards) == len(Kind)


async def test_what_stood_behind_them_goes_one_after_the_other(database_url: str, raw: asyncpg.Connection) -> None:
    event = await raw.fetchval(EVENT, uuid4(), Kind.TICKET_CHANGED.value)
    reactions = ("thread", "sla_alert", "card")
    for other in ("sla_settle", *reactions):
        await raw.execute(DELIVERY, event, other, "x", "slack:1", "waiting", other != "sla_settle")
    await back(database_url, BEFORE_CLOCKS)
    rows = await raw.fetch("select reaction, ahead from owona_bot.deliveries where state = 'waiting' order by position")
    assert [tuple(row) for row in rows] == [("thread", False), ("card", True)]


async def test_an_older_bot_finds_no_job_on_its_schedule_that_it_does_not_know(
    database_url: str, raw: asyncpg.Connection
) -> None:
    for name, job in (("assign", "assign"), ("nightly", "prune")):
        await raw.execute(
            "insert into owona_bot.schedule (name, job, cron, zone) values ($1, $2, '0 3 * * *', 'UTC')", name, job
        )
        await raw.execute(
            """
            insert into owona_bot.schedule_runs (name, job, due_at, fired_at, state)
            values ($1, $2, now(), now(), 'waiting')""",
            *(name, job),
        )
    await back(database_url, "0016")
    assert [row["job"] for row in await raw.fetch("select job from owona_bot.schedule")] == ["prune"]
    assert [row["job"] for row in await raw.fetch("select job from owona_bot.schedule_runs")] == ["prune"]


# Deadlines in lists


async def test_deadlines_that_are_there_already_get_into_lists(
    database_url: str, site: Site, raw: asyncpg.Connection
) -> None:
    ticket = await a_ticket(site)
    db = await reach(database_url)
    await raw.execute("update owona_bot.events set planned_at = now()")
    await index.settle(db)
    await raw.execute(
        """
        insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at)
        values ($1, 'resolution', 1, 'x', 'running', now(), now() + $2)""",
        ticket,
        timedelta(hours=36),
    )
    due = "select due_at is not null from owona_bot.search where ticket_id = $1"
    await index.settle(db)
    assert await raw.fetchval(due, ticket)
    await db.close()
    await back(database_url, "0015")
    await migrate(database_url)
    db = await reach(database_url)
    await raw.reload_schema_state()
    assert not await raw.fetchval(due, ticket)
    assert await index.work(db) > 0
    assert await raw.fetchval(due, ticket)
    await db.close()


async def test_what_is_told_next_of_a_clock_stands_with_it_on_the_way_back(
    database_url: str, raw: asyncpg.Connection
) -> None:
    await raw.execute(
        """
        insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, next_at)
        select $1, metric, 1, 'x', 'running', now(), now() + interval '1 hour'
        from unnest(array['first_response', 'resolution']) metric""",
        uuid4(),
    )
    await raw.execute("delete from owona_bot.sla_next where metric = 'resolution'")
    await back(database_url, "0019")
    to_come = "select array_agg(metric) from owona_bot.sla_clocks where next_at is not null"
    assert await raw.fetchval(to_come) == ["first_response"]
    await migrate(database_url)
    assert await raw.fetchval("select array_agg(metric) from owona_bot.sla_next") == ["first_response"]


async def test_nothing_is_told_of_a_clock_that_was_stopped_while_its_row_was_copied(
    database_url: str, raw: asyncpg.Connection
) -> None:
    """As it stands then: the trigger was there before the row that it would have taken away."""
    await raw.execute(
        """
        insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, stopped_at)
        values ($1, 'resolution', 1, 'x', 'met', now(), now())""",
        uuid4(),
    )
    await back(database_url, "0019")
    await raw.execute(import_module("migrations.versions.0020_floods").NEXT)
    await raw.execute(
        """
        insert into owona_bot.sla_next (ticket_id, metric, round, at, policy, told, silent)
        select ticket_id, metric, round, now(), policy, 0, false from owona_bot.sla_clocks"""
    )
    await migrate(database_url)
    assert await raw.fetchval("select count(*) from owona_bot.sla_next") == 0


async def test_answers_that_are_there_already_get_into_lists(
    database_url: str, site: Site, raw: asyncpg.Connection
) -> None:
    ticket = await a_ticket(site)
    await raw.execute(
        "insert into public.support_ticket_messages (ticket_id, author_type, message) values ($1, 'support', 'Ja.')",
        ticket,
    )
    await raw.execute("update owona_bot.events set planned_at = now()")
    db = await reach(database_url)
    await index.settle(db)
    await raw.execute("update owona_bot.search set answered_at = null")
    await back(database_url, "0018")
    await migrate(database_url)
    while await index.work(db):
        pass
    assert await raw.fetchval("select answered_at is not null from owona_bot.search where ticket_id = $1", ticket)
    await db.close()


# While the site goes on writing


async def assign(site: Site, ticket: UUID) -> None:
    async with site.pool.acquire() as connection:
        await connection.execute(
            "update public.support_tickets set assigned_agent = 'anna@owona.de' where id = $1", ticket
        )


async def test_while_indexes_are_built_tickets_change_and_events_are_written(
    database_url: str, site: Site, raw: asyncpg.Connection
) -> None:
    ticket = await a_ticket(site)
    await back(database_url, "0014")
    reader = raw.transaction(isolation="repeatable_read")
    await reader.start()
    await raw.fetchval("select count(*) from owona_bot.marks")
    migrating = asyncio.create_task(migrate(database_url))
    try:
        await until(lambda: site.pool.fetchval(BUILDS), "an index waits for whoever reads an older state")
        await asyncio.wait_for(assign(site, ticket), 20)
        assert await site.pool.fetchval(CHANGES) == 1
        assert not migrating.done()
    finally:
        await reader.rollback()
        await asyncio.wait_for(migrating, 30)
    assert await is_current(database_url)


async def test_tickets_are_dated_few_at_once_so_that_all_others_are_planned(
    database_url: str, site: Site, raw: asyncpg.Connection
) -> None:
    """What a broken attempt has done is seen by others: it holds none of them."""
    lena = await site.sign_up("lena@example.com", "Lena")
    await raw.execute(MANY_OLD, lena)
    await back(database_url, "0016")
    for statement in BREAKS_AT_THE_LAST:
        await raw.execute(statement)
    with pytest.raises(DBAPIError, match="not this one"):
        await migrate(database_url)
    assert await raw.fetchval(DATED) == 1000
    await raw.execute("drop trigger breaks on owona_bot.ticket_state")
    await migrate(database_url)
    assert await raw.fetchval(DATED) == 1200


async def test_which_way_tickets_came_in_is_known_of_those_that_are_there_already(
    database_url: str, site: Site, raw: asyncpg.Connection
) -> None:
    """What happens meanwhile is in lists before them; what is known already stays."""
    lena = await site.sign_up("lena@example.com", "Lena")
    await raw.execute(MANY_OLD, lena)
    for source in CHANNELS:
        await raw.execute(FROM, lena, source)
    kept = await raw.fetchval(FROM, lena, "kept")
    await raw.execute("update owona_bot.ticket_state set channel = 'phone' where ticket_id = $1", kept)
    await back(database_url, "0017")
    await raw.execute("delete from owona_bot.unindexed")
    await raw.execute("insert into owona_bot.unindexed (ticket_id) values ($1)", kept)
    await migrate(database_url)
    rows = await raw.fetch(CAME_IN)
    assert {(row["source"], row["channel"]) for row in rows} == {*CHANNELS.items(), (None, "web"), ("kept", "phone")}
    waiting = await raw.fetch("select old, count(distinct ticket_id) as n from owona_bot.unindexed group by old")
    assert {row["old"]: row["n"] for row in waiting} == {False: 1, True: 1200 + len(CHANNELS) + 1}, (
        "kept got its language"
    )


async def test_which_language_tickets_are_in_is_known_of_those_that_are_there_already(
    database_url: str, site: Site, raw: asyncpg.Connection
) -> None:
    """What is known already stays; what names no language counts as nothing."""
    lena = await site.sign_up("lena@example.com", "Lena")
    await raw.execute("update public.profiles set language = $2 where id = $1", lena, "x" * 9000)
    await raw.execute(MANY_OLD, lena)
    for locale in LOCALES:
        await raw.execute(IN_LOCALE, lena, locale)
    kept = await raw.fetchval(IN_LOCALE, lena, "en")
    await raw.execute("update owona_bot.ticket_state set language = 'it' where ticket_id = $1", kept)
    await back(database_url, "0026")
    await raw.execute("delete from owona_bot.unindexed")
    await migrate(database_url)
    told = {(row["locale"], row["language"]) for row in await raw.fetch(SPOKEN)}
    assert told == {*LOCALES.items(), (None, None), ("en", "it")}
    assert await raw.fetch("select distinct old from owona_bot.unindexed") == [(True,)]


async def test_who_holds_agents_costs_the_site_no_event(database_url: str, site: Site, raw: asyncpg.Connection) -> None:
    ticket = await a_ticket(site)
    await back(database_url, "0014")
    async with raw.transaction():
        await raw.fetchval("select count(*) from owona_bot.agents")
        migrating = asyncio.create_task(migrate(database_url))
        await until(lambda: site.pool.fetchval(WANTS_AGENTS), "the migration waits for agents")
        await assign(site, ticket)
        with pytest.raises(OperatorError, match="somebody else holds"):
            await migrating
    assert await site.pool.fetchval(CHANGES) == 1
    await migrate(database_url)
    assert await is_current(database_url)


async def test_an_index_that_was_left_invalid_is_built_anew(database_url: str, raw: asyncpg.Connection) -> None:
    invalid = "select count(*) from pg_index where not indisvalid"
    await back(database_url, "0016")
    await raw.execute("""
        update pg_index set indisvalid = false
        where indexrelid in ('owona_bot.search_due'::regclass, 'owona_bot.slack_posts_alerts'::regclass)""")
    await raw.execute("update owona_bot.alembic_version set version_num = '0015'")
    assert await raw.fetchval(invalid) == 2
    await migrate(database_url)
    assert await raw.fetchval(invalid) == 0
    assert await is_current(database_url)

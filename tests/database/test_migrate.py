"""The three kinds of database that `migrate` meets, and many who start at once."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from migrations.site import roles
from owona_bot.database.embedded import Server
from owona_bot.database.migrate import LOCK, alembic_config, check_version, is_current, migrate, needed_version, scripts
from owona_bot.domain.errors import OperatorError
from owona_bot.playground.site import Site
from tests.postgres import a_database

pytestmark = pytest.mark.database

TABLES = """
select oid::regclass::text from pg_class
where relkind = 'r' and relnamespace in ('public'::regnamespace, 'auth'::regnamespace) order by 1
"""

SHAPE = """
select 'column', attrelid::regclass::text, attname::text, format_type(atttypid, atttypmod), attacl::text
from pg_attribute join pg_class c on c.oid = attrelid
where relnamespace in ('public'::regnamespace, 'auth'::regnamespace) and attnum > 0
union all select 'table', oid::regclass::text, relacl::text, relrowsecurity::text, relowner::text
from pg_class where relnamespace in ('public'::regnamespace, 'auth'::regnamespace)
union all select 'constraint', conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), ''
from pg_constraint where connamespace in ('public'::regnamespace, 'auth'::regnamespace)
union all select 'policy', polrelid::regclass::text, polname::text, polpermissive::text, pg_get_expr(polqual, polrelid)
from pg_policy
union all select 'function', oid::regprocedure::text, prosrc, proacl::text, prosecdef::text
from pg_proc where pronamespace in ('public'::regnamespace, 'auth'::regnamespace)
union all select 'trigger', tgrelid::regclass::text, tgname::text, pg_get_triggerdef(oid), ''
from pg_trigger where not tgisinternal
union all select 'grant', nspname::text, nspacl::text, '', '' from pg_namespace where nspname in ('public', 'auth')
order by 1, 2, 3, 4, 5
"""
"""Everything about the site's two schemas that a migration could change."""

TRIES_THE_LOCK = """
select exists (
  select from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and query ~ 'advisory_lock|commit'
)
"""

LIVE_DRIFT = """
drop policy "Users can read own automation events" on public.support_automation_events;
drop policy "Service role can manage automation events" on public.support_automation_events;
alter table public.support_automation_events drop constraint support_automation_events_ticket_id_fkey;
alter table public.support_automation_events alter column ticket_id type text;
create policy "n8n" on public.support_automation_events for all using (auth.role() = 'service_role');
insert into public.support_automation_events (ticket_id, action_type) values ('test-final-callback-008', 'x');
drop table public.support_service_status;
alter table public.support_ticket_messages drop column author_name;
"""
"""What was done to the live database by hand, and what no migration of the site made."""


@asynccontextmanager
async def session(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def rolled_back(url: str) -> AsyncIterator[asyncpg.Connection]:
    """For roles: they belong to the whole server and must not stay."""
    async with session(url) as connection:
        transaction = connection.transaction()
        await transaction.start()
        try:
            yield connection
        finally:
            await transaction.rollback()


@asynccontextmanager
async def temporary_role(url: str, options: str = "nologin") -> AsyncIterator[str]:
    role = f"owona_test_{uuid4().hex[:12]}"
    async with session(url) as connection:
        await connection.execute(f"create role {role} {options}")
        try:
            yield role
        finally:
            await connection.execute(f"reassign owned by {role} to current_user; drop owned by {role}")
            await connection.execute(f"drop role {role}")


def as_role(url: str, role: str) -> str:
    """The same connection, in another role from its first moment."""
    return f"{url}{'&' if '?' in url else '?'}role={role}"


async def one(url: str, query: str, *values: object) -> object:
    async with session(url) as connection:
        return await connection.fetchval(query, *values)


async def column(url: str, query: str) -> list[str]:
    async with session(url) as connection:
        return [row[0] for row in await connection.fetch(query)]


async def run_script(url: str, script: str) -> None:
    async with session(url) as connection:
        await connection.execute(script)


async def site_with_rows(url: str) -> UUID:
    """A database as the site's migrations and customers leave it, none of ours in it; returns a customer."""
    await migrate(url)
    await run_script(url, "drop schema owona_bot cascade")
    site = await Site.open(url)
    anna = await site.sign_up("anna@example.org", "Anna")
    ticket = await site.create_ticket(anna, "Kein QR-Code", "Die Seite bleibt leer.")
    await site.reply(anna, ticket, "Noch immer.")
    await site.insert_ticket(anna, "Aus dem Chat", "Ohne Nachricht", status="closed")
    await site.close()
    return anna


async def shape(url: str) -> Sequence[tuple[str | None, ...]]:
    """Without our triggers: the one thing that may hang on the site's tables."""
    async with session(url) as connection:
        rows = [tuple(row) for row in await connection.fetch(SHAPE)]
    return [row for row in rows if not str(row[2]).startswith("owona_bot_")]


async def rows(url: str) -> dict[str, list[tuple[str, ...]]]:
    """Every row of the site, with where it lies and the transaction that wrote it."""
    async with session(url) as connection:
        return {
            table: [
                tuple(row) for row in await connection.fetch(f"select ctid::text, xmin::text, t::text from {table} t")
            ]
            for (table,) in await connection.fetch(TABLES)
        }


# An empty database


async def test_an_empty_database_gets_the_sites_tables(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    tables = await column(
        empty_database_url,
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
    )
    assert set(tables) == {
        "profiles",
        "subscriptions",
        "support_automation_events",
        "support_service_status",
        "support_ticket_messages",
        "support_tickets",
    }


async def test_what_has_a_name_in_the_live_database_has_it_here(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    names = {str(name) for row in await shape(empty_database_url) for name in row}
    assert names >= {
        "support_tickets_user_fk",
        "support_tickets_priority_check",
        "support_tickets_status_check",
        "support_tickets_user_idx",
        "support_ticket_messages_author_type_check",
        "support_ticket_messages_ticket_idx",
        "support_automation_events_ticket_id_fkey",
        "support_automation_events_ticket_idx",
        "trigger_update_support_tickets_updated_at",
        "update_support_tickets_updated_at()",
        "update_profiles_updated_at",
        "on_auth_user_created",
        "on_user_created_subscription",
        "Users can manage own tickets",
        "Service role can manage all tickets",
        "Users can read own ticket messages",
        "Users can insert messages on own tickets",
        "Service role can manage all ticket messages",
    }


async def test_the_apis_roles_exist_and_service_role_bypasses_row_security(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    found = await column(
        empty_database_url,
        "select rolname || ':' || rolbypassrls || ':' || rolcanlogin from pg_roles"
        " where rolname in ('anon', 'authenticated', 'service_role', 'authenticator') order by 1",
    )
    assert found == [
        "anon:false:false",
        "authenticated:false:false",
        "authenticator:false:true",
        "service_role:true:false",
    ]


async def test_every_update_of_a_ticket_moves_updated_at_whatever_it_says(database_url: str) -> None:
    site = await Site.open(database_url)
    ticket = await site.insert_ticket(await site.sign_up("a@example.org"), "t", "d")
    await site.close()
    await run_script(database_url, "update public.support_tickets set updated_at = '2001-01-01'")
    moved = "select updated_at > created_at from public.support_tickets where id = $1"
    assert await one(database_url, moved, ticket) is True


@pytest.mark.parametrize("role", ["anon", "authenticated", "service_role", "authenticator"])
async def test_nobody_of_the_api_reaches_the_bots_schema(database_url: str, role: str) -> None:
    reach = "select has_schema_privilege($1, 'owona_bot', 'usage') or has_schema_privilege($1, 'owona_bot', 'create')"
    assert await one(database_url, reach, role) is False


async def test_a_role_without_claims_or_bypass_sees_no_ticket(database_url: str) -> None:
    site = await Site.open(database_url)
    await site.insert_ticket(await site.sign_up("a@example.org"), "t", "d")
    await site.close()
    async with rolled_back(database_url) as connection:
        await connection.execute("create role owona_test_plain; grant usage on schema public, auth to owona_test_plain")
        await connection.execute("grant select on all tables in schema public to owona_test_plain")
        await connection.execute("set local role owona_test_plain")
        assert await connection.fetchval("select count(*) from public.support_tickets") == 0


async def test_a_direct_connection_creates_no_ticket_by_the_rpc(database_url: str) -> None:
    with pytest.raises(asyncpg.NotNullViolationError):
        await run_script(database_url, "select public.create_support_ticket('t', 'd')")


async def test_a_ticket_takes_its_messages_and_events_with_it(database_url: str) -> None:
    site = await Site.open(database_url)
    await site.create_ticket(await site.sign_up("a@example.org"), "t", "d")
    await site.close()
    await run_script(database_url, "delete from auth.users")
    assert await one(database_url, "select count(*) from public.support_ticket_messages") == 0
    assert await one(database_url, "select count(*) from public.profiles") == 0


async def test_roles_made_by_many_at_once_are_made_once(empty_database_url: str) -> None:
    name = f"owona_test_{uuid4().hex[:12]}"
    statement = roles.create_role(name, "nologin")
    try:
        await asyncio.gather(*(run_script(empty_database_url, statement) for _ in range(8)))
        assert await one(empty_database_url, "select count(*) from pg_roles where rolname = $1", name) == 1
    finally:
        await run_script(empty_database_url, f"drop role if exists {name}")


async def test_an_owner_who_may_make_no_roles_still_gets_the_tables(empty_database_url: str) -> None:
    async with temporary_role(empty_database_url) as owner:
        await run_script(
            empty_database_url,
            f"do $$ begin execute format('grant create on database %I to {owner}', current_database()); end $$;"
            f"grant create on schema public to {owner}",
        )
        await migrate(as_role(empty_database_url, owner))
        assert await is_current(as_role(empty_database_url, owner))


# A database of the site


async def test_the_sites_rows_and_tables_stay_as_they_are(empty_database_url: str) -> None:
    await site_with_rows(empty_database_url)
    before = await rows(empty_database_url), await shape(empty_database_url)
    await migrate(empty_database_url)
    assert (await rows(empty_database_url), await shape(empty_database_url)) == before
    assert await is_current(empty_database_url)


async def test_the_live_drift_stays_as_it_is(empty_database_url: str) -> None:
    await site_with_rows(empty_database_url)
    await run_script(empty_database_url, LIVE_DRIFT)
    before = await rows(empty_database_url), await shape(empty_database_url)
    await migrate(empty_database_url)
    assert (await rows(empty_database_url), await shape(empty_database_url)) == before
    assert await is_current(empty_database_url)


async def test_supabases_owner_is_no_superuser_and_can_migrate(empty_database_url: str) -> None:
    await site_with_rows(empty_database_url)
    async with temporary_role(empty_database_url, "nologin bypassrls") as owner:
        await run_script(
            empty_database_url,
            f"do $$ begin execute format('grant create on database %I to {owner}', current_database()); end $$;"
            f"grant all on schema public to {owner}; grant usage on schema auth to {owner};"
            f"grant select on auth.users to {owner}; grant all on all tables in schema public to {owner};"
            f"alter table public.support_tickets owner to {owner};"
            f"alter table public.support_ticket_messages owner to {owner};",
        )
        await migrate(as_role(empty_database_url, owner))
        assert await is_current(empty_database_url)


async def test_a_strangers_database_is_refused_and_left_alone(empty_database_url: str) -> None:
    await run_script(empty_database_url, "create table public.invoices (id integer)")
    with pytest.raises(OperatorError, match="not the site's"):
        await migrate(empty_database_url)
    assert (
        await column(empty_database_url, "select 'there' from pg_namespace where nspname in ('owona_bot', 'auth')")
        == []
    )


async def test_a_held_table_stops_the_migration_not_the_site_and_the_next_run_finishes(empty_database_url: str) -> None:
    await site_with_rows(empty_database_url)
    async with session(empty_database_url) as other, other.transaction():
        await other.execute("lock table public.support_tickets in share mode")
        with pytest.raises(OperatorError, match="somebody else holds"):
            await migrate(empty_database_url)
    await migrate(empty_database_url)
    assert await is_current(empty_database_url)


# Many at once, and versions


async def test_of_four_that_start_at_once_one_migrates(empty_database_url: str) -> None:
    await asyncio.gather(*(migrate(empty_database_url) for _ in range(4)))
    assert await column(empty_database_url, "select version_num from owona_bot.alembic_version") == [needed_version()]


async def test_two_databases_may_be_migrated_at_once_in_one_process(
    postgres: Server, admin: asyncpg.Connection
) -> None:
    async with a_database(postgres, admin) as one_url, a_database(postgres, admin) as other_url:
        await asyncio.gather(migrate(one_url), migrate(other_url))
        assert await is_current(one_url)
        assert await is_current(other_url)


async def test_no_version_waits_for_a_lock_without_end(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    timeouts = []

    async def look(connection: AsyncConnection) -> None:
        timeouts.append((await connection.execute(text("show lock_timeout"))).scalar_one())

    monkeypatch.setattr("owona_bot.database.migrate.upgrade", look)
    await migrate(empty_database_url)
    assert timeouts == ["5s"]


async def test_who_waits_for_the_lock_holds_up_no_index_built_concurrently(empty_database_url: str) -> None:
    await run_script(empty_database_url, "create table public.t (id integer)")
    async with session(empty_database_url) as first:
        await first.execute("select pg_advisory_lock($1)", LOCK)
        waiting = asyncio.create_task(migrate(empty_database_url))
        while not await first.fetchval(TRIES_THE_LOCK):
            pass
        await asyncio.wait_for(first.execute("create index concurrently on public.t (id)"), 20)
        assert not waiting.done()
        await first.execute("drop table public.t")
    await asyncio.wait_for(waiting, 30)
    assert await is_current(empty_database_url)


async def test_migrating_twice_changes_nothing(database_url: str) -> None:
    before = await shape(database_url)
    await migrate(database_url)
    assert await shape(database_url) == before


async def test_a_current_database_passes(database_url: str) -> None:
    await check_version(database_url)


async def test_an_untouched_database_is_told_what_to_run(empty_database_url: str) -> None:
    with pytest.raises(
        OperatorError, match=rf"needs {needed_version()}: run `owona-bot migrate` with OWONA_MIGRATE_URL"
    ):
        await check_version(empty_database_url)
    assert not await is_current(empty_database_url)


async def test_an_older_database_is_named_with_both_versions(database_url: str) -> None:
    await run_script(database_url, "update owona_bot.alembic_version set version_num = '0001'")
    with pytest.raises(OperatorError, match=rf"at 0001, the bot needs {needed_version()}"):
        await check_version(database_url)
    assert not await is_current(database_url)


async def test_a_newer_database_is_neither_used_nor_migrated(database_url: str) -> None:
    await run_script(database_url, "update owona_bot.alembic_version set version_num = '9999'")
    with pytest.raises(OperatorError, match="newer bot"):
        await check_version(database_url)
    with pytest.raises(OperatorError, match="newer bot"):
        await migrate(database_url)
    assert await column(database_url, "select version_num from owona_bot.alembic_version") == ["9999"]


async def test_a_run_role_may_check_the_version_and_is_told_when_it_may_not(database_url: str) -> None:
    async with temporary_role(database_url) as role:
        with pytest.raises(OperatorError, match="may not read"):
            await check_version(as_role(database_url, role))
        await run_script(
            database_url,
            f"grant usage on schema owona_bot to {role}; grant select on owona_bot.alembic_version to {role}",
        )
        await check_version(as_role(database_url, role))


async def test_who_cannot_be_reached_is_said_without_the_password() -> None:
    with pytest.raises(OperatorError) as refusal:
        await migrate("postgresql://anna:geheim@127.0.0.1:1/desk")
    assert "can't be reached" in str(refusal.value)
    assert "geheim" not in str(refusal.value)


def test_the_versions_lie_beside_the_bots_package() -> None:
    assert {"env.py", "versions", "script.py.mako"} <= {path.name for path in scripts().iterdir()}


def test_another_projects_migrations_are_not_taken_for_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "__init__.py").touch()
    monkeypatch.delitem(sys.modules, "migrations")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(OperatorError, match="Python finds"):
        scripts()


def test_a_new_version_begins_with_the_template(tmp_path: Path) -> None:
    config = alembic_config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", str(tmp_path))
    command.revision(config, "Count the stars", rev_id="0001", version_path=str(tmp_path))
    text = (tmp_path / "0001_count_the_stars.py").read_text()
    assert text.startswith('"""Count the stars."""')
    assert "asyncpg takes no more" in text

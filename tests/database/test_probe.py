"""What the start-up probe finds, and where the bot can't work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.migrate import connect
from owona_bot.database.probe import Found, check, probe
from owona_bot.domain.errors import OperatorError

ALL_WELL = Found(
    role="owona",
    missing_tables=(),
    missing_rights=(),
    bypasses_rls=True,
    author_name=True,
    ticket_id_type="uuid",
    service_status=True,
    heartbeat_age=None,
)

BEAT = """
insert into public.support_service_status (service_name, status, last_heartbeat)
values ('support-mcp', :status, now() - cast(:age as interval))
"""

PLAIN_ROLE = (
    "create role owona_test_probe",
    "grant usage on schema public, auth to owona_test_probe",
    "grant select, insert, update on public.support_tickets, public.support_ticket_messages to owona_test_probe",
    "grant select on public.profiles, auth.users to owona_test_probe",
)


@asynccontextmanager
async def changed(url: str, *statements: str) -> AsyncIterator[AsyncConnection]:
    """A database after these statements, which never happened for anybody else."""
    async with connect(url) as connection:
        for statement in statements:
            await connection.execute(text(statement))
        yield connection
        await connection.rollback()


async def found_after(url: str, *statements: str) -> Found:
    async with changed(url, *statements) as connection:
        return await probe(connection)


@pytest.mark.database
async def test_a_database_as_the_migrations_leave_it_is_all_well(database_url: str) -> None:
    found = await found_after(database_url)
    assert found == replace(ALL_WELL, role=found.role)
    check(found)


@pytest.mark.database
async def test_the_live_drift_is_seen(database_url: str) -> None:
    found = await found_after(
        database_url,
        "alter table public.support_automation_events drop constraint support_automation_events_ticket_id_fkey",
        'drop policy "Users can read own automation events" on public.support_automation_events',
        "alter table public.support_automation_events alter ticket_id type text",
        "alter table public.support_ticket_messages drop author_name",
        "drop table public.support_service_status",
    )
    assert (found.author_name, found.ticket_id_type, found.service_status) == (False, "text", False)
    check(found)


@pytest.mark.database
async def test_without_the_events_table_there_is_no_type(database_url: str) -> None:
    found = await found_after(database_url, "drop table public.support_automation_events")
    assert found.ticket_id_type is None
    check(found)


@pytest.mark.database
async def test_a_status_table_of_another_shape_is_not_used(database_url: str) -> None:
    found = await found_after(database_url, "alter table public.support_service_status drop last_heartbeat")
    assert not found.service_status
    assert found.heartbeat_age is None


@pytest.mark.database
@pytest.mark.parametrize(
    ("status", "age", "alive"),
    [("up", "10 seconds", True), ("degraded", "119 seconds", True), ("up", "121 seconds", False), ("down", "0", False)],
)
async def test_a_fresh_heartbeat_means_the_old_automation_lives(
    database_url: str, status: str, age: str, alive: bool
) -> None:
    async with changed(database_url) as connection:
        await connection.execute(text(BEAT.replace(":age", f"'{age}'")), {"status": status})
        found = await probe(connection)
    assert found.old_automation_alive is alive


@pytest.mark.database
async def test_another_services_heartbeat_is_not_the_old_automations(database_url: str) -> None:
    beat = "insert into public.support_service_status (service_name, status) values ('support-ticket-monitor', 'up')"
    assert (await found_after(database_url, beat)).heartbeat_age is None


@pytest.mark.database
async def test_an_empty_database_lacks_every_table(empty_database_url: str) -> None:
    found = await found_after(empty_database_url)
    assert set(found.missing_tables) == {
        "public.support_tickets",
        "public.support_ticket_messages",
        "public.profiles",
        "auth.users",
    }
    with pytest.raises(OperatorError, match=r"has no .*public\.support_tickets"):
        check(found)


@pytest.mark.database
async def test_a_plain_role_would_see_no_ticket(database_url: str) -> None:
    found = await found_after(database_url, *PLAIN_ROLE, "set local role owona_test_probe")
    assert found == replace(ALL_WELL, role="owona_test_probe", bypasses_rls=False)
    with pytest.raises(OperatorError, match="alter role owona_test_probe bypassrls"):
        check(found)


@pytest.mark.database
@pytest.mark.parametrize(
    "remedy",
    ["alter role owona_test_probe bypassrls", "alter role owona_test_probe superuser"],
)
async def test_bypassing_or_being_superuser_helps(database_url: str, remedy: str) -> None:
    check(await found_after(database_url, *PLAIN_ROLE, remedy, "set local role owona_test_probe"))


@pytest.mark.database
async def test_the_tables_owner_needs_no_bypass_unless_row_security_is_forced(database_url: str) -> None:
    own = [
        f"alter table public.{table} owner to owona_test_probe"
        for table in ("support_tickets", "support_ticket_messages", "profiles")
    ]
    enter = "set local role owona_test_probe"
    check(await found_after(database_url, *PLAIN_ROLE, *own, enter))
    force = "alter table public.support_tickets force row level security"
    assert not (await found_after(database_url, *PLAIN_ROLE, *own, force, enter)).bypasses_rls


@pytest.mark.database
async def test_rights_that_lack_are_named_as_in_a_grant(database_url: str) -> None:
    found = await found_after(
        database_url,
        *PLAIN_ROLE,
        "revoke update on public.support_tickets from owona_test_probe",
        "revoke usage on schema auth from owona_test_probe, public",
        "set local role owona_test_probe",
    )
    assert found.missing_rights == ("update on public.support_tickets", "usage on schema auth")


@pytest.mark.database
async def test_a_role_that_may_not_read_heartbeats_is_no_reason_to_stop(database_url: str) -> None:
    found = await found_after(database_url, *PLAIN_ROLE, "set local role owona_test_probe")
    assert found.service_status
    assert found.heartbeat_age is None


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (replace(ALL_WELL, missing_tables=("auth.users",)), "has no auth.users"),
        (replace(ALL_WELL, missing_rights=("select on auth.users",)), "lacks: select on auth.users"),
        (replace(ALL_WELL, bypasses_rls=False), "would see none of them"),
    ],
)
def test_what_stops_the_bot_is_said_in_a_sentence(found: Found, sentence: str) -> None:
    with pytest.raises(OperatorError, match=sentence):
        check(found)


@pytest.mark.parametrize(
    "found",
    [
        replace(ALL_WELL, author_name=False),
        replace(ALL_WELL, ticket_id_type="text"),
        replace(ALL_WELL, service_status=False),
        replace(ALL_WELL, heartbeat_age=timedelta(seconds=1)),
    ],
)
def test_what_the_bot_can_live_with_stops_nothing(found: Found) -> None:
    check(found)

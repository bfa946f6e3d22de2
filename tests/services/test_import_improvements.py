"""Improvements of a file are live tickets of the desk, made once, and people's changes stay."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from owona_bot.cli_import import Wish, improvements_of
from owona_bot.database.engine import Database
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.imports import Fate, Told
from owona_bot.domain.improvements import Improvement
from owona_bot.domain.ticket import Status
from owona_bot.playground.site import Site
from owona_bot.services.import_improvements import import_improvements

pytestmark = pytest.mark.database

SYSTEM = "system@owona.de"

EXAMPLE = Path(__file__).parents[2] / "docs" / "improvements.yml"

COMMENTS = """
    select array_agg(message order by created_at) from public.support_ticket_messages m
    where internal_only and ticket_id = (select ticket_id from owona_bot.imported where key = $1)"""


def the_example() -> list[Improvement]:
    _, found = improvements_of(Wish(EXAMPLE, dry_run=False, as_json=False), is_json=False)
    return [one for _, one in found]


async def brought(db: Database, *given: Improvement, dry_run: bool = False) -> list[Told]:
    lined = list(enumerate(given, 1))
    return [told async for told in import_improvements(db, "owona_bot", lined, SYSTEM, dry_run=dry_run)]


async def value(db: Database, query: str, *values: object) -> Any:  # whatever it selects
    async with db.read_raw() as raw:
        return await raw.fetchval(query, *values)


async def test_the_eight_of_the_project_are_filed_once(db: Database) -> None:
    eight = the_example()
    assert {told.fate for told in await brought(db, *eight, dry_run=True)} == {Fate.MADE}
    assert [told.number for told in await brought(db, *eight)] == list(range(1001, 1009))
    events = await value(db, "select count(*) from owona_bot.events")
    assert {told.fate for told in await brought(db, *eight)} == {Fate.UNCHANGED}
    assert await value(db, "select count(*) from owona_bot.events") == events
    states = await value(db, "select jsonb_object_agg(i.key, t.status) from owona_bot.imported i join " + TICKETS)
    assert (states["letters"], states["hetzner-diagnosis"]) == ("resolved", "new")
    assert await value(db, "select count(distinct user_id) from public.support_tickets") == 1


TICKETS = "public.support_tickets t on t.id = i.ticket_id"


async def test_work_is_the_status_tests_are_comments_and_a_deployment_resolves(db: Database) -> None:
    begun = replace(the_example()[0], status=Status.INVESTIGATING, comments=("investigating: begun",))
    await brought(db, begun)
    done = replace(begun, status=Status.RESOLVED, comments=(*begun.comments, "tested: < 10 ms", "deployed: version 1"))
    [told] = await brought(db, done)
    assert (told.fate, told.fields, told.added) == (Fate.CHANGED, ("status",), 2)
    assert await value(db, COMMENTS, begun.key) == list(done.comments)
    assert await value(db, "select status from public.support_tickets") == "resolved"
    changed = "select payload -> 'status' from owona_bot.events where kind = 'ticket.changed' and planned_at is null"
    assert await value(db, changed) == ["investigating", "resolved"]


async def test_what_people_did_with_it_is_no_step_back(db: Database) -> None:
    one = replace(the_example()[0], status=Status.INVESTIGATING)
    await brought(db, one)
    await value(db, "update public.support_tickets set status = 'closed' returning 1")
    assert [told.fate for told in await brought(db, one)] == [Fate.UNCHANGED]
    [told] = await brought(db, replace(one, status=Status.RESOLVED, title="Live"))
    assert (told.fields, told.kept) == (("title",), ("status",))
    assert await value(db, "select status from public.support_tickets") == "closed"


async def test_one_whose_ticket_was_deleted_is_not_filed_again(db: Database) -> None:
    one = the_example()[0]
    await brought(db, one)
    await value(db, "delete from public.support_tickets returning 1")
    [told] = await brought(db, one)
    assert (told.fate, told.why) == (Fate.REFUSED, "its ticket was deleted here")


async def test_in_a_supabase_the_system_user_must_have_an_account(db: Database, site: Site) -> None:
    async with db.raw.acquire() as raw:
        await raw.execute("create table auth.identities (id uuid)")
    with pytest.raises(OperatorError, match=r"system@owona\.de has no account\. Nothing was changed"):
        await brought(db, the_example()[0])
    assert await value(db, "select count(*) from auth.users") == 0
    await site.sign_up(SYSTEM)
    assert [told.fate for told in await brought(db, the_example()[0])] == [Fate.MADE]

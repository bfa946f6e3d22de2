"""Whose tickets restored ones are, and who wrote in them: nobody is invented where people are real."""

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.imports import Fate
from owona_bot.playground.site import Site
from tests.domain.test_ticket_stream import a_message
from tests.services.imports import SYSTEM, brought, fates, spoken, value

pytestmark = pytest.mark.database

SUPABASE = "create table auth.identities (id uuid)"


async def test_in_a_supabase_nobody_is_invented_a_ticket_without_account_is_the_system_users(
    db: Database, site: Site
) -> None:
    async with db.raw.acquire() as raw:
        await raw.execute(SUPABASE)
    ticket = spoken(1001, a_message(), requester_address="lena@example.com", requester_name="Lena")
    [told] = await brought(db, ticket)
    assert told.fate is Fate.REFUSED
    assert "lena1001@example.com has no account here" in (told.why or "")
    system = await site.sign_up(SYSTEM)
    assert fates(await brought(db, ticket)) == [Fate.MADE]
    assert await value(db, "select user_id from public.support_tickets") == system
    assert await value(db, "select requester_address from owona_bot.ticket_state") == "lena@example.com"
    assert await value(db, "select count(*) from auth.users") == 1


async def test_a_ticket_belongs_to_the_account_with_its_owners_address(db: Database, site: Site) -> None:
    lena = await site.sign_up("lena1001@example.com")
    await brought(db, spoken(1001, a_message()))
    assert await value(db, "select user_id from public.support_tickets") == lena


async def test_whoever_wrote_it_is_remembered_as_somebody_who_left(db: Database) -> None:
    who = {"email": "Gone@owona.de", "name": "Gone"}
    note = {
        **{"channel": "C0", "ts": "1.0", "version": 1, "agent": who, "act": "written", "text": "?"},
        "created_at": "2026-11-26T08:00:00+00:00",
    }
    written = a_message(author_type="support", rich_text={"agent": who, "content": {"type": "rich_text"}})
    await brought(db, spoken(1001, written, notes=[note]))
    agent = "select a.active from owona_bot.{} n join owona_bot.agents a on a.id = n.agent_id where a.name = 'Gone'"
    assert await value(db, agent.format("notes")) is False
    assert await value(db, agent.format("message_content")) is False

"""The web site's stand-in does what the live one does, and refuses what that refuses."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from owona_bot.playground.site import Refused, SeenTicket, Site

pytestmark = pytest.mark.database

AT_ONCE = timedelta(0)


@pytest_asyncio.fixture(loop_scope="session")
async def site(database_url: str) -> AsyncIterator[Site]:
    site = await Site.open(database_url)
    yield site
    await site.close()


@pytest_asyncio.fixture(loop_scope="session")
async def anna(site: Site) -> UUID:
    return await site.sign_up("anna@example.org", "Anna Abel")


@pytest_asyncio.fixture(loop_scope="session")
async def ben(site: Site) -> UUID:
    return await site.sign_up("ben@example.org")


async def row(site: Site, ticket: UUID) -> dict[str, object]:
    """The ticket as a superuser reads it."""
    async with site.pool.acquire() as connection:
        return dict(await connection.fetchrow("select * from public.support_tickets where id = $1", ticket))


async def only_ticket(site: Site, user: UUID) -> SeenTicket:
    (ticket,) = await site.my_tickets(user)
    return ticket


# Accounts


async def test_signing_up_makes_profile_and_free_subscription(site: Site, anna: UUID) -> None:
    async with site.pool.acquire() as connection:
        profile = await connection.fetchrow("select * from public.profiles where id = $1", anna)
        tier = await connection.fetchval("select tier from public.subscriptions where user_id = $1", anna)
    assert (profile["email"], profile["full_name"], profile["language"]) == ("anna@example.org", "Anna Abel", "de")
    assert profile["terms_accepted_at"] is not None
    assert tier == "free"


async def test_a_language_is_the_customers_own_choice(site: Site) -> None:
    user = await site.sign_up("fr@example.org", language="fr")
    async with site.pool.acquire() as connection:
        assert await connection.fetchval("select language from public.profiles where id = $1", user) == "fr"


async def test_an_address_signs_up_once(site: Site, anna: UUID) -> None:
    with pytest.raises(Refused):
        await site.sign_up("Anna@Example.org")


# A new ticket


@pytest.mark.parametrize(
    ("category", "stored", "priority"),
    [
        ("bug", "bug", "high"),
        ("integration", "integration", "high"),
        ("billing", "billing", "normal"),
        ("ux", "ux", "normal"),
        ("nonsense", "other", "normal"),
    ],
)
async def test_a_new_ticket_is_acknowledged_and_ranked(
    site: Site, anna: UUID, category: str, stored: str, priority: str
) -> None:
    ticket = await site.create_ticket(anna, "Kein QR-Code", "Leer.", category, locale="en")
    found = await row(site, ticket)
    assert (found["category"], found["status"], found["priority"]) == (stored, "investigating", priority)
    first, acknowledgement = (await only_ticket(site, anna)).messages
    assert (first.author_type, first.author_name, first.text) == ("customer", None, "Leer.")
    assert first.metadata == {"attachments": []}
    assert (acknowledgement.author_type, acknowledgement.author_name) == ("support", "Tier-1 Automation")
    assert acknowledgement.text.startswith("Hallo anna@example.org 👋")
    assert acknowledgement.metadata == {
        "kind": "auto_acknowledgement",
        "tier": "tier1",
        "category": stored,
        "locale": "en",
    }


async def test_ticket_and_first_message_are_one_transaction_the_rest_are_others(site: Site, anna: UUID) -> None:
    await site.create_ticket(anna, "t", "d")
    async with site.pool.acquire() as connection:
        times = await connection.fetch("select created_at from public.support_ticket_messages order by 1")
        created = await connection.fetchval("select created_at from public.support_tickets")
    assert times[0][0] == created < times[1][0]


async def test_a_site_that_fails_to_acknowledge_leaves_a_new_ticket(site: Site, anna: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d", acknowledge=False)
    found = await row(site, ticket)
    assert (found["status"], found["priority"]) == ("new", "normal")
    assert len((await only_ticket(site, anna)).messages) == 1


@pytest.mark.parametrize(("title", "description"), [("", "d"), ("t", "")])
async def test_the_form_needs_title_and_description(site: Site, anna: UUID, title: str, description: str) -> None:
    with pytest.raises(Refused, match="missing_fields"):
        await site.create_ticket(anna, title, description)


async def test_a_bare_ticket_has_defaults_and_no_message(site: Site, anna: UUID) -> None:
    ticket = await site.insert_ticket(anna, "Chat", "Text")
    found = await row(site, ticket)
    assert (found["status"], found["priority"], found["category"]) == ("new", "normal", None)
    assert (found["escalation_path"], found["source_metadata"]) == ([], {})
    assert (await only_ticket(site, anna)).messages == ()


async def test_a_bare_ticket_takes_any_column(site: Site, anna: UUID) -> None:
    then, ident = datetime(2024, 2, 29, 12, tzinfo=UTC), uuid4()
    ticket = await site.insert_ticket(
        anna, "t", "d", id=ident, created_at=then, status="resolved", source_metadata={"test": True}
    )
    found = await row(site, ticket)
    assert (found["id"], found["created_at"], found["status"]) == (ident, then, "resolved")
    assert found["source_metadata"] == {"test": True}


@pytest.mark.parametrize(("name", "value"), [("status", "on_hold"), ("priority", "critical"), ("user_id", uuid4())])
async def test_what_the_live_constraints_refuse_is_refused(site: Site, anna: UUID, name: str, value: object) -> None:
    with pytest.raises(Refused, match="violates"):
        await site.insert_ticket(anna, "t", "d", **{name: value})


async def test_a_column_that_the_table_lacks_is_refused(site: Site, anna: UUID) -> None:
    with pytest.raises(Refused, match="no such column: resolved_at"):
        await site.insert_ticket(anna, "t", "d", resolved_at=None)


# The customer's answer


async def test_the_first_answer_already_escalates_because_of_the_acknowledgement(site: Site, anna: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d", "billing")
    await site.reply(anna, ticket, "Noch da?")
    found = await row(site, ticket)
    assert (found["status"], found["priority"], found["last_escalation"]) == ("investigating", "high", None)
    (step,) = json.loads(json.dumps(found["escalation_path"]))
    assert step.pop("timestamp").endswith("Z")
    assert step == {
        "agent": "tier2-automation",
        "status": "customer_followup",
        "trigger": "customer_followup_after_support",
    }
    answer, notice = (await only_ticket(site, anna)).messages[-2:]
    assert (answer.author_type, answer.author_name, answer.text) == ("customer", "anna@example.org", "Noch da?")
    assert answer.metadata["context"] == "support_inbox_reply"
    assert notice.metadata == {"kind": "auto_escalation_notice", "trigger": "customer_followup_after_support"}


async def test_each_answer_climbs_a_step_up_to_urgent_and_repeats_the_notice(site: Site, anna: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d", "ux")
    priorities = []
    for text in ("eins", "zwei", "drei"):
        await site.reply(anna, ticket, text)
        priorities.append((await row(site, ticket))["priority"])
    assert priorities == ["high", "urgent", "urgent"]
    notices = [
        m for m in (await only_ticket(site, anna)).messages if m.metadata.get("kind") == "auto_escalation_notice"
    ]
    assert len(notices) == 3
    path = (await row(site, ticket))["escalation_path"]
    assert isinstance(path, list)
    assert len(path) == 1


async def test_an_answer_before_any_support_message_escalates_nothing(site: Site, anna: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d", acknowledge=False)
    await site.reply(anna, ticket, "Hallo?")
    found = await row(site, ticket)
    assert (found["status"], found["priority"], found["escalation_path"]) == ("investigating", "normal", [])


async def test_an_internal_note_arms_the_escalation_too(site: Site, anna: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d", acknowledge=False)
    await site.support_message(ticket, "Siehe Logs.", "Ben", internal=True)
    await site.reply(anna, ticket, "Hallo?")
    assert (await row(site, ticket))["priority"] == "high"


@pytest.mark.parametrize("status", ["resolved", "closed", "waiting_customer"])
async def test_an_answer_reopens_and_leaves_the_agent(site: Site, anna: UUID, status: str) -> None:
    ticket = await site.create_ticket(anna, "t", "d")
    await site.portal_status(ticket, status, "agent@owona.de")
    await site.reply(anna, ticket, "Doch nicht.")
    found = await row(site, ticket)
    assert (found["status"], found["assigned_agent"]) == ("investigating", "agent@owona.de")


async def test_nobody_answers_on_anothers_ticket(site: Site, anna: UUID, ben: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d")
    with pytest.raises(Refused, match="row-level security"):
        await site.reply(ben, ticket, "Ich auch!")
    assert len((await only_ticket(site, anna)).messages) == 2


async def test_an_empty_answer_is_refused(site: Site, anna: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d")
    with pytest.raises(Refused, match="missing_message"):
        await site.reply(anna, ticket, "")


async def test_twenty_answers_at_once_need_no_more_connections_than_there_are(site: Site, anna: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d")
    await asyncio.wait_for(asyncio.gather(*(site.reply(anna, ticket, str(n)) for n in range(20))), 30)
    texts = {m.text for m in (await only_ticket(site, anna)).messages}
    assert texts >= {str(n) for n in range(20)}


# What a customer sees


async def test_a_customer_sees_only_own_tickets(site: Site, anna: UUID, ben: UUID) -> None:
    mine = await site.create_ticket(anna, "Annas", "d")
    await site.create_ticket(ben, "Bens", "d")
    seen = await only_ticket(site, anna)
    assert (seen.id, seen.title, len(seen.messages)) == (mine, "Annas", 2)


async def test_an_internal_note_is_readable_by_the_customer_as_it_is_live(site: Site, anna: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d")
    await site.support_message(ticket, "Kunde irrt sich.", "Ben", internal=True)
    note = (await only_ticket(site, anna)).messages[-1]
    assert (note.text, note.internal_only) == ("Kunde irrt sich.", True)


async def test_a_visitor_without_account_sees_nothing(site: Site, anna: UUID) -> None:
    await site.create_ticket(anna, "t", "d")
    async with site.request({"role": "anon"}) as connection:
        assert await connection.fetchval("select count(*) from public.support_tickets") == 0


async def test_a_customer_may_change_own_tickets_as_live(site: Site, anna: UUID, ben: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d")
    change = "update public.support_tickets set priority = 'urgent', assigned_agent = 'me' returning id"
    async with site.customer(ben) as connection:
        assert await connection.fetchval(change) is None
    async with site.customer(anna) as connection:
        assert await connection.fetchval(change) == ticket


async def test_a_customer_deletes_own_tickets_alone(site: Site, anna: UUID, ben: UUID) -> None:
    ticket = await site.create_ticket(anna, "t", "d")
    assert not await site.delete_ticket(ben, ticket)
    assert await site.delete_ticket(anna, ticket)
    assert await site.my_tickets(anna) == []


# The portal, the old automation


async def test_a_persons_message_has_a_responder_an_automatic_one_a_kind(site: Site, anna: UUID) -> None:
    ticket = await site.insert_ticket(anna, "t", "d")
    await site.support_message(ticket, "Erledigt.", "Ben")
    await site.support_message(ticket, "Geflickt.", "Autopatch Automation", kind="autopatch_autofix_success_verified")
    person, machine = (await only_ticket(site, anna)).messages
    assert person.metadata == {"source": "internal-portal", "internalOnly": False, "responder": "Ben"}
    assert machine.metadata == {"kind": "autopatch_autofix_success_verified"}


async def test_the_portals_button_sets_status_and_agent_and_leaves_an_internal_line(site: Site, anna: UUID) -> None:
    ticket = await site.insert_ticket(anna, "t", "d")
    await site.portal_status(ticket, "resolved", "agent@owona.de")
    found = await row(site, ticket)
    assert (found["status"], found["assigned_agent"]) == ("resolved", "agent@owona.de")
    (line,) = (await only_ticket(site, anna)).messages
    assert (line.author_type, line.internal_only) == ("system", True)
    assert line.metadata == {"source": "internal-portal", "updated_by": "agent@owona.de"}


async def test_messages_are_edited_and_deleted_by_the_service(site: Site, anna: UUID) -> None:
    ticket = await site.insert_ticket(anna, "t", "d")
    kept = await site.support_message(ticket, "alt", "Ben")
    gone = await site.support_message(ticket, "weg", "Ben")
    await site.edit_message(kept, "neu")
    await site.delete_message(gone)
    assert [m.text for m in (await only_ticket(site, anna)).messages] == ["neu"]


@pytest.mark.parametrize(
    ("title", "category", "agent"),
    [
        ("Kein Login", "bug", "support-agent"),
        ("Der Build bricht ab", "bug", "ui-debug-agent"),
        ("Hilfe", "escalation", "escalation-agent"),
    ],
)
async def test_the_old_automation_takes_tickets_back(
    site: Site, anna: UUID, title: str, category: str, agent: str
) -> None:
    ticket = await site.insert_ticket(anna, title, "d", category=category, assigned_agent="agent@owona.de")
    assert await site.old_automation_poll() == 1
    found = await row(site, ticket)
    assert (found["status"], found["assigned_agent"]) == ("new", agent)


async def test_the_old_automation_waits_two_minutes_for_whoever_investigates(site: Site, anna: UUID) -> None:
    ticket = await site.create_ticket(anna, "Kein Login", "d")
    assert await site.old_automation_poll() == 0
    assert await site.old_automation_poll(AT_ONCE) == 1
    assert (await row(site, ticket))["status"] == "new"


@pytest.mark.parametrize("status", ["waiting_customer", "resolved", "closed"])
async def test_the_old_automation_leaves_other_statuses_alone(site: Site, anna: UUID, status: str) -> None:
    await site.insert_ticket(anna, "t", "d", status=status)
    assert await site.old_automation_poll(AT_ONCE) == 0


async def test_a_heartbeat_is_one_row_that_moves(site: Site) -> None:
    await site.heartbeat("support-mcp", processedTickets=3)
    await site.heartbeat("support-mcp", "down")
    async with site.pool.acquire() as connection:
        (beat,) = await connection.fetch("select * from public.support_service_status")
    assert (beat["service_name"], beat["status"], beat["meta"]) == ("support-mcp", "down", {"intervalMs": 30000})


async def test_each_party_writes_in_its_own_role(site: Site, anna: UUID) -> None:
    who = "select current_user || ' ' || coalesce(auth.uid()::text, '-')"
    async with site.customer(anna) as connection:
        assert await connection.fetchval(who) == f"authenticated {anna}"
    async with site.service() as connection:
        assert await connection.fetchval(who) == "service_role -"
    async with site.pool.acquire() as connection:
        assert str(await connection.fetchval(who)).endswith(" -")

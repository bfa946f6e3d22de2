"""Clocks as whoever shows a ticket sees them: folded of what the site's tables and the events say."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.sla import Clock, State
from owona_bot.domain.sla_policy import Choice, Metric, Pause, Policy, SlaRules
from owona_bot.domain.ticket import Priority, Snooze
from owona_bot.playground.site import Site
from owona_bot.services.merge import merge_tickets
from owona_bot.services.priority import set_ticket_priority
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.sla import clocks_of_ticket
from owona_bot.services.snooze import snooze_ticket
from owona_bot.services.unmerge import unmerge_ticket
from tests.services.team import a_team

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)
FIRST, NEXT, RESOLUTION = Metric.FIRST_RESPONSE, Metric.NEXT_RESPONSE, Metric.RESOLUTION
PAUSES = frozenset({Pause.WAITING_CUSTOMER, Pause.SNOOZED})
OPEN = Policy("open", {FIRST: HOUR, NEXT: 4 * HOUR, RESOLUTION: 8 * HOUR}, pauses=PAUSES)
SOON = Policy("soon", {FIRST: HOUR / 2, NEXT: HOUR, RESOLUTION: 2 * HOUR})
RULES = SlaRules((Choice(SOON, priorities=frozenset({"urgent"})), Choice(OPEN)))


async def lenas(site: Site) -> tuple[UUID, UUID]:
    """She, and her #1001."""
    lena = await site.sign_up("lena@example.com", "Lena")
    return lena, await site.create_ticket(lena, "Login", "Geht nicht", "ux")


async def clocks(db: Database, ticket: UUID, rules: SlaRules = RULES) -> dict[tuple[Metric, int], Clock]:
    now = datetime.now(UTC)
    return {(one.metric, one.round): one for one in await clocks_of_ticket(db, ticket, rules, now)}


async def states(db: Database, ticket: UUID) -> dict[tuple[Metric, int], State]:
    return {which: clock.state for which, clock in (await clocks(db, ticket)).items()}


async def test_without_a_file_it_is_the_portals_36_hours(db: Database, site: Site) -> None:
    _, ticket = await lenas(site)
    (clock,) = await clocks_of_ticket(db, ticket, SlaRules(), datetime.now(UTC))
    assert (clock.metric, clock.policy.name, clock.state) == (RESOLUTION, "portal", State.RUNNING)
    assert clock.due_at == clock.started_at + 36 * HOUR


async def test_neither_the_acknowledgement_nor_a_note_nor_an_audit_row_is_an_answer(db: Database, site: Site) -> None:
    """`create_ticket` leaves the site's acknowledgement, a support message."""
    _, ticket = await lenas(site)
    await site.support_message(ticket, "Kennt das jemand?", "Anna", internal=True)
    await site.say(ticket, "support", "Autopatch", "Fixed!", {"kind": "autopatch_initiated"})
    await site.say(ticket, "support", "Plan", "Fixed!", {"plan": {}})
    await site.say(ticket, "support", "Anna", "Woanders", {"copied_from": str(ticket)})
    assert (await states(db, ticket))[FIRST, 1] is State.RUNNING
    await site.support_message(ticket, "Wir schauen nach.", "Anna")
    assert (await states(db, ticket))[FIRST, 1] is State.MET


async def test_each_question_after_the_first_answer_opens_a_round(db: Database, site: Site) -> None:
    lena, ticket = await lenas(site)
    await site.reply(lena, ticket, "Noch immer nicht")
    assert (NEXT, 1) not in await clocks(db, ticket)
    await site.support_message(ticket, "Wir schauen nach.", "Anna")
    await site.reply(lena, ticket, "Danke, und?")
    await site.reply(lena, ticket, "Und?")
    await site.say(ticket, "customer", "Lena", "Bin im Urlaub", {"kind": "auto_reply"})
    assert (await states(db, ticket))[NEXT, 1] is State.RUNNING
    await site.support_message(ticket, "Jetzt geht es.", "Anna")
    await site.reply(lena, ticket, "Nein")
    told = await states(db, ticket)
    assert (told[NEXT, 1], told[NEXT, 2]) == (State.MET, State.RUNNING)


async def test_it_pauses_while_asleep_or_waiting_and_ends_when_resolved(db: Database, site: Site) -> None:
    _, ticket = await lenas(site)
    (anna,) = await a_team(db, 1)
    await site.portal_status(ticket, "waiting_customer", anna.email)
    assert (await states(db, ticket))[RESOLUTION, 1] is State.PAUSED
    await site.portal_status(ticket, "investigating", anna.email)
    assert (await states(db, ticket))[RESOLUTION, 1] is State.RUNNING
    await snooze_ticket(db, 1001, Snooze(datetime.now(UTC) + HOUR, False), anna, "s")
    assert (await states(db, ticket))[RESOLUTION, 1] is State.PAUSED
    await snooze_ticket(db, 1001, None, anna, "w")
    assert (await states(db, ticket))[RESOLUTION, 1] is State.RUNNING
    await resolve_ticket(db, 1001, anna, "r")
    assert set((await states(db, ticket)).values()) == {State.MET}


async def test_merged_it_has_nothing_due_and_its_customers_questions_are_the_targets(db: Database, site: Site) -> None:
    lena, source = await lenas(site)
    (anna,) = await a_team(db, 1)
    target = await site.create_ticket(lena, "Login", "Wieder", "ux")
    await site.support_message(target, "Wir schauen nach.", "Anna")
    await merge_tickets(db, 1001, 1002, anna, "m")
    assert set((await states(db, source)).values()) == {State.VOID}
    await unmerge_ticket(db, 1001, anna, "u")
    assert (await states(db, source))[RESOLUTION, 1] is State.RUNNING


async def test_a_priority_that_changes_begins_a_term_and_what_was_counted_stays(db: Database, site: Site) -> None:
    _, ticket = await lenas(site)
    (anna,) = await a_team(db, 1)
    before = (await clocks(db, ticket))[RESOLUTION, 1]
    assert (before.policy, before.due_at) == (OPEN, before.started_at + 8 * HOUR)
    await set_ticket_priority(db, 1001, Priority.URGENT, anna, "p")
    after = (await clocks(db, ticket))[RESOLUTION, 1]
    assert (after.policy, after.due_at) == (SOON, before.started_at + 2 * HOUR)
    assert {segment.why for segment in after.segments()} == {"hours"}


async def test_it_was_urgent_from_the_first_and_no_longer_is(db: Database, site: Site) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.insert_ticket(lena, "Login", "Text", priority="urgent")
    (anna,) = await a_team(db, 1)
    assert (await clocks(db, ticket))[FIRST, 1].policy == SOON
    await set_ticket_priority(db, 1001, Priority.LOW, anna, "p")
    assert (await clocks(db, ticket))[FIRST, 1].policy == OPEN


async def test_a_tier_is_that_of_the_customers_subscription(db: Database, site: Site) -> None:
    lena, ticket = await lenas(site)
    rules = SlaRules((Choice(SOON, tiers=frozenset({"enterprise"})), Choice(OPEN)))
    assert (await clocks(db, ticket, rules))[RESOLUTION, 1].policy == OPEN
    async with db.raw.acquire() as raw:
        await raw.execute("update public.subscriptions set tier = 'enterprise' where user_id = $1", lena)
        assert (await clocks(db, ticket, rules))[RESOLUTION, 1].policy == SOON
        await raw.execute("update public.subscriptions set status = 'expired' where user_id = $1", lena)
        assert (await clocks(db, ticket, rules))[RESOLUTION, 1].policy == OPEN
        await raw.execute("drop table public.subscriptions cascade")
        assert (await clocks(db, ticket, rules))[RESOLUTION, 1].policy == OPEN


async def test_of_several_subscriptions_the_active_one_counts_and_of_those_the_highest(
    db: Database, site: Site
) -> None:
    lena, _ = await lenas(site)
    several = """
        insert into public.subscriptions (user_id, tier, status)
        values ($1, 'starter', 'active'), ($1, 'professional', 'active'), ($1, 'enterprise', 'past_due')"""
    async with db.raw.acquire() as raw:
        await raw.execute("alter table public.subscriptions drop constraint subscriptions_user_id_key")
        await raw.execute(several, lena)
        assert await raw.fetchval("select owona_bot.tier_of($1)", lena) == "professional"
        await raw.execute("update public.subscriptions set status = 'past_due' where user_id = $1", lena)
        assert await raw.fetchval("select owona_bot.tier_of($1)", lena) == "enterprise"


async def test_a_ticket_that_is_gone_or_that_no_policy_fits_has_none(db: Database, site: Site) -> None:
    lena, ticket = await lenas(site)
    assert await clocks(db, ticket, SlaRules((Choice(OPEN, priorities=frozenset({"low"})),))) == {}
    await site.delete_ticket(lena, ticket)
    assert await clocks(db, ticket) == {}


async def test_what_no_event_tells_is_dated_by_the_last_change(db: Database, site: Site) -> None:
    """A ticket from before go-live that was resolved then."""
    _, ticket = await lenas(site)
    await site.portal_status(ticket, "resolved", "anna@owona.de")
    async with db.raw.acquire() as raw:
        await raw.execute("delete from owona_bot.events")
        touched = await raw.fetchval("select updated_at from public.support_tickets")
    clock = (await clocks(db, ticket))[RESOLUTION, 1]
    assert (clock.state, clock.stopped_at) == (State.MET, touched)

"""Tickets of a file are restored as they were, once, and nobody hears of it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from owona_bot.database import index
from owona_bot.database.engine import Database
from owona_bot.database.reconcile import catch_up
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.imports import Fate
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.sla_policy import SlaRules
from owona_bot.domain.ticket import Status
from owona_bot.domain.ticket_file import faults_of
from owona_bot.playground.site import Site
from owona_bot.playground.stage import until
from owona_bot.services.fold import fold_waiting
from owona_bot.services.import_tickets import AT_ONCE, Given, import_tickets
from owona_bot.services.requeue import queue_left_out
from owona_bot.services.sweep import sweep
from owona_bot.services.unmerge import unmerge_ticket
from tests.domain.test_ticket_stream import a_message, a_ticket
from tests.services.imports import SYSTEM, brought, fates, spoken, value

pytestmark = pytest.mark.database

TITLE = """
    select title from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id where number = $1"""


async def title(db: Database, number: int) -> object:
    return await value(db, TITLE, number)


async def test_a_ticket_comes_back_as_it_was_with_its_number_and_moments(db: Database, site: Site) -> None:
    ticket = spoken(1700, a_message(author_type="support", internal_only=True), status="resolved", tags=["vip"])
    assert fates(await brought(db, ticket)) == [Fate.MADE]
    row = await value(db, "select row_to_json(t) from public.support_tickets t")
    assert (row["id"], row["status"]) == (ticket["id"], "resolved")
    assert datetime.fromisoformat(row["updated_at"]) == datetime.fromisoformat(ticket["updated_at"])
    state = await value(db, "select row_to_json(s) from owona_bot.ticket_state s")
    assert (state["number"], state["tags"]) == (1700, ["vip"])
    assert await value(db, "select full_name from public.profiles where email = 'lena1700@example.com'") == "Lena"
    lena = await site.sign_up("other@example.com")
    await site.create_ticket(lena, "Neu", "?")
    assert await value(db, "select max(number) from owona_bot.ticket_state") == 1701


async def test_what_a_customer_wrote_past_the_site_is_restored(db: Database) -> None:
    odd = a_message(metadata=None, quick_reply_options={"a": 1})
    ticket = spoken(1001, odd, source_metadata=None, escalation_path="?")
    assert fates(await brought(db, ticket)) == [Fate.MADE]
    assert fates(await brought(db, ticket)) == [Fate.UNCHANGED]
    assert await value(db, "select escalation_path from public.support_tickets") == "?"


@pytest.mark.parametrize(
    "moment", ["infinity", "-infinity", "0044-03-15T08:00:00+00:00 BC", "12000-01-01T00:00:00+00:00"]
)
async def test_a_moment_in_no_calendar_is_restored_with_the_others(db: Database, moment: str) -> None:
    odd = spoken(1001, a_message(created_at=moment), created_at=moment, updated_at=moment)
    assert not list(faults_of(odd))
    assert fates(await brought(db, odd, spoken(1002))) == [Fate.MADE, Fate.MADE]
    assert await value(db, "select to_jsonb(min(created_at)) from public.support_ticket_messages") == moment


@pytest.mark.parametrize(
    "moment", ["12000-02-30T00:00:00+00:00", "294276-12-31T23:59:59+00:00", "0000-01-01T00:00:00+00:00 BC"]
)
def test_a_moment_that_postgresql_does_not_know_is_a_fault(moment: str) -> None:
    assert list(faults_of(a_ticket(1001, created_at=moment)))


async def test_the_first_number_of_a_new_desk_is_not_given_twice(db: Database, site: Site) -> None:
    await brought(db, spoken(1001))
    await site.insert_ticket(await site.sign_up("other@example.com"), "Neu", "?")
    assert await value(db, "select array_agg(number order by number) from owona_bot.ticket_state") == [1001, 1002]


async def test_the_same_file_again_changes_nothing_and_leaves_no_event(db: Database) -> None:
    tickets = [spoken(number, a_message(number)) for number in range(1001, 1006)]
    await brought(db, *tickets)
    before = await value(db, "select count(*) from owona_bot.events"), await value(db, ROWS)
    assert fates(await brought(db, *tickets)) == [Fate.UNCHANGED] * 5
    assert (await value(db, "select count(*) from owona_bot.events"), await value(db, ROWS)) == before


ROWS = """
    select jsonb_build_array((select jsonb_agg(t order by id) from public.support_tickets t),
                             (select jsonb_agg(m order by id) from public.support_ticket_messages m),
                             (select jsonb_agg(s order by ticket_id) from owona_bot.ticket_state s),
                             (select jsonb_agg(i order by key) from owona_bot.imported i))"""


async def test_nobody_hears_of_it_now_or_when_the_bot_looks_at_everything(db: Database) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    young = spoken(1001, a_message(created_at=tomorrow), created_at=tomorrow, updated_at=tomorrow)
    await brought(db, young, spoken(1002, a_message(2), status="waiting_customer"))
    async with db.change_raw(by="bot:reconcile") as raw:
        missed = await catch_up(raw)
    assert missed is not None
    assert missed.total == 0
    assert await value(db, "select count(*) from owona_bot.events where planned_at is null") == 0
    assert await value(db, "select count(*) from owona_bot.deliveries") == 0
    while await index.work(db):
        pass
    assert await queue_left_out(db) == {"queued": 0}
    assert await value(db, "select count(*) from owona_bot.assign_queue") == 0
    assert await value(db, "select count(*) from owona_bot.events where kind = 'ticket.created'") == 0


async def test_a_deadline_that_passed_elsewhere_is_no_alert_here(db: Database) -> None:
    await brought(db, spoken(1001, a_message(), created_at=NOW.isoformat(), updated_at=NOW.isoformat()))
    later = NOW + timedelta(days=3)
    while await fold_waiting(db, SlaRules(), NOW):
        pass
    while await sweep(db, later, {}):
        pass
    assert await value(db, "select bool_and(silent) from owona_bot.sla_clocks") is True
    assert await value(db, "select count(*) from owona_bot.sla_told where silent") == 1
    assert await value(db, "select count(*) from owona_bot.events where kind like 'sla.%'") == 0


NOW = datetime(2030, 1, 7, 12, 0, tzinfo=UTC)
"""After the desk's first day, whenever that was."""


async def test_what_people_changed_since_stays_and_what_the_file_changed_is_taken(db: Database) -> None:
    ticket = spoken(1001, a_message(), title="Alt", priority="normal")
    await brought(db, ticket)
    await value(db, "update public.support_tickets set priority = 'urgent' returning 1")
    [told] = await brought(db, ticket)
    assert (told.fate, told.kept) == (Fate.UNCHANGED, ())
    [told] = await brought(db, ticket | {"title": "Neu", "priority": "low"})
    assert (told.fate, told.fields, told.kept) == (Fate.CHANGED, ("title",), ("priority",))
    assert await title(db, 1001) == "Neu"
    assert await value(db, "select priority from public.support_tickets") == "urgent"


WAITS = """
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and query like '%given%'"""


async def test_what_somebody_changes_while_the_file_is_looked_at_stays(db: Database, site: Site) -> None:
    ticket = spoken(1001, title="Alt")
    await brought(db, ticket)
    async with site.pool.acquire() as holder, site.pool.acquire() as watcher:
        async with holder.transaction():
            await holder.execute("update public.support_tickets set title = 'Von hier'")
            bringing = asyncio.create_task(brought(db, ticket | {"title": "Neu"}))
            await until(lambda: watcher.fetchval(WAITS), "the import that waits for the ticket")
        [told] = await bringing
    assert (told.fate, told.kept) == (Fate.UNCHANGED, ("title",))
    assert await title(db, 1001) == "Von hier"


async def test_of_a_ticket_that_was_here_before_nothing_is_overwritten(db: Database, site: Site) -> None:
    ticket = await site.insert_ticket(await site.sign_up("lena@example.com"), "Hier", "?")
    [told] = await brought(db, a_ticket(1001, title="Datei") | {"id": str(ticket)})
    assert told.fate is Fate.UNCHANGED
    assert "title" in told.kept
    assert await title(db, 1001) == "Hier"


async def test_new_messages_of_a_newer_file_are_added_and_deleted_ones_do_not_come_back(db: Database) -> None:
    one, two = a_message(1), a_message(2, author_type="support", message="Gelöst?")
    await brought(db, spoken(1001, one))
    [told] = await brought(db, spoken(1001, one, two))
    assert (told.fate, told.added) == (Fate.CHANGED, 1)
    await value(db, "delete from public.support_ticket_messages where id = $1 returning 1", UUID(one["id"]))
    assert fates(await brought(db, spoken(1001, one, two))) == [Fate.UNCHANGED]
    assert await value(db, "select count(*) from public.support_ticket_messages") == 1


async def test_a_ticket_that_was_deleted_here_does_not_come_back(db: Database) -> None:
    ticket = spoken(1001, a_message())
    await brought(db, ticket)
    await value(db, "delete from public.support_tickets returning 1")
    [told] = await brought(db, ticket)
    assert (told.fate, told.why) == (Fate.REFUSED, "it was deleted here")
    assert await value(db, "select count(*) from public.support_tickets") == 0


async def test_a_number_or_message_of_another_ticket_is_refused_and_the_rest_comes(db: Database) -> None:
    await brought(db, spoken(1001, a_message(1)))
    stranger = a_ticket(1002)["id"]
    told = await brought(
        db,
        spoken(1001, a_message(2)) | {"id": str(uuid4())},
        spoken(1003, a_message(1)),
        spoken(1002, a_message(3)),
    )
    assert fates(told) == [Fate.REFUSED, Fate.REFUSED, Fate.MADE]
    assert "#1001 is another ticket here" in (told[0].why or "")
    assert "its message or note" in (told[1].why or "")
    assert "belongs to another ticket" in (told[1].why or "")
    assert str(await value(db, "select ticket_id from owona_bot.ticket_state where number = 1002")) == stranger


async def test_another_number_in_the_file_is_said_to_stay_as_it_is_here(db: Database) -> None:
    ticket = spoken(1001, a_message(1))
    await brought(db, ticket)
    (told,) = await brought(db, ticket | {"number": 6399})
    assert (told.number, told.fate, told.kept) == (1001, Fate.UNCHANGED, ("number",))


LEAD = Agent(AgentId(1), "U0MIA", "mia@owona.de", "Mia", "de", "lead")


async def test_a_merged_ticket_can_be_parted_again(db: Database) -> None:
    target, source = spoken(1001), spoken(1002, status="closed")
    await brought(db, target, source | {"merged_into": target["id"]})
    parted = await unmerge_ticket(db, 1002, LEAD, None)
    assert (parted.merged_into, parted.status) == (None, Status.CLOSED)


async def test_no_circle_comes_of_a_file_and_what_is_here(db: Database) -> None:
    one, two = spoken(1001, merged_into=None), spoken(1002)
    await brought(db, one, two | {"merged_into": one["id"]})
    with pytest.raises(OperatorError, match="would go on in itself"):
        await brought(db, one | {"merged_into": two["id"]})
    assert await value(db, "select count(*) from owona_bot.ticket_state where merged_into is not null") == 1


async def test_a_dry_run_says_the_same_and_writes_nothing(db: Database) -> None:
    tickets = [spoken(number, a_message(number)) for number in (1001, 1002)]
    assert fates(await brought(db, *tickets, dry_run=True)) == [Fate.MADE] * 2
    assert await value(db, ROWS) == [None] * 4
    assert await value(db, "select count(*) from auth.users") == 0


async def test_of_two_who_import_at_once_each_ticket_comes_once(db: Database) -> None:
    tickets = [spoken(number, a_message(number)) for number in range(1001, 1001 + AT_ONCE + 40)]
    both = await asyncio.gather(brought(db, *tickets), brought(db, *tickets))
    made = sum(one.fate is Fate.MADE for told in both for one in told)
    assert made == len(tickets) == await value(db, "select count(*) from public.support_tickets")
    assert await value(db, "select count(*) from owona_bot.events where kind = 'message.added'") == len(tickets)


async def test_an_import_that_was_stopped_in_the_middle_goes_on_where_it_was(db: Database) -> None:
    tickets = [spoken(number, a_message(number)) for number in range(1001, 1001 + 2 * AT_ONCE + 20)]
    given = [Given(n, json.dumps(ticket), ticket) for n, ticket in enumerate(tickets, 1)]
    stopped = import_tickets(db, given, SYSTEM, 2000, dry_run=False)
    assert (await anext(stopped)).fate is Fate.MADE
    await stopped.aclose()
    here = await value(db, "select count(*) from public.support_tickets")
    assert here == AT_ONCE
    told = await brought(db, *tickets)
    assert fates(told) == [Fate.UNCHANGED] * here + [Fate.MADE] * (len(tickets) - here)
    assert await value(db, "select count(*) from public.support_ticket_messages") == len(tickets)


async def test_what_a_customer_wrote_in_place_of_an_agent_is_restored_however_long(db: Database) -> None:
    long = "".join(str(uuid4()) for _ in range(200))
    assert fates(await brought(db, spoken(1001, assigned_agent=long))) == [Fate.MADE]
    assert await value(db, "select assigned_agent from public.support_tickets") == long
    assert await value(db, "select length(seen_agent) from owona_bot.ticket_state") == 320

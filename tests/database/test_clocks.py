"""The index of clocks equals the fold of what happened, whatever happened and in whatever order it was written."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from owona_bot.database import clock_history
from owona_bot.database.clocks import row_of
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.sla import Answered, Asked, Became, Fact, History, Slept, Term, Went, clocks_of
from owona_bot.domain.sla_policy import Choice, Metric, Pause, Policy, SlaRules
from owona_bot.domain.ticket import Status
from owona_bot.services.fold import fold_waiting
from owona_bot.services.sla import clocks_in

pytestmark = pytest.mark.database

BORN = datetime(2026, 10, 23, 9, 30, tzinfo=UTC)
"""The clocks are put back two nights later."""

HOUR = timedelta(hours=1)
DAY = ((480, 720), (780, 1020))
OFFICE = Calendar("office", "Europe/Berlin", (DAY, DAY, DAY, DAY, DAY, (), ((0, 240),)))
TARGETS = {Metric.FIRST_RESPONSE: HOUR, Metric.NEXT_RESPONSE: 2 * HOUR, Metric.RESOLUTION: 9 * HOUR}
CALM = Policy("calm", TARGETS, OFFICE, frozenset(Pause), (50, 80))
HASTY = Policy("hasty", {Metric.NEXT_RESPONSE: HOUR, Metric.RESOLUTION: 30 * HOUR}, stages=(75, 90))
RULES = SlaRules((Choice(HASTY, priorities=frozenset({"high", "urgent"})), Choice(CALM)))

ACTS = (
    *(f"status {status}" for status in Status),
    *("priority low", "priority high", "priority urgent"),
    *("asleep", "awake", "away", "back", "category"),
    *("customer", "customer auto", "customer internal", "support", "support auto", "support internal"),
    *("support copied", "support split", "system", "joined customer"),
)

acts = st.lists(st.tuples(st.integers(1, 2_000), st.sampled_from(ACTS)), max_size=14)

TICKET = """
    insert into public.support_tickets (user_id, title, description, created_at)
    select id, 'Login', 'Text', $1 from auth.users limit 1 returning id"""

EVENT = """
    insert into owona_bot.events (ticket_id, message_id, kind, actor, payload, created_at)
    values ($1, $2, $3, 'test', $4, $5)"""

MESSAGE = """
    insert into public.support_ticket_messages (ticket_id, author_type, message, metadata, internal_only, created_at)
    values ($1, $2, 'x', $3, $4, $5) returning id"""

CLEAR = """
    truncate public.support_tickets, owona_bot.events, owona_bot.ticket_state, owona_bot.sla_clocks,
             owona_bot.sla_next, owona_bot.sla_terms, owona_bot.sla_told, owona_bot.unclocked cascade"""

SILENT = (
    "alter table public.support_tickets disable trigger user",
    "alter table public.support_ticket_messages disable trigger user",
)

STORED = """
    select ticket_id, metric, round, policy, state, started_at, due_at, stages, shares, told, next_at, stopped_at, late,
           silent
    from owona_bot.sla_clocks order by metric, round"""

NEXT = "select metric, round, at as next_at, due_at, policy, told, silent from owona_bot.sla_next"

PLANNED = "update owona_bot.events set planned_at = now() where planned_at is null"

NAMES = ("metric", "round", "next_at", "due_at", "policy", "told", "silent")

MARKS = {"auto": {"kind": "auto_reply"}, "copied": {"copied_from": "x"}, "split": {"split_from": "x"}}

TURNS = {"asleep": "ticket.snoozed", "awake": "ticket.woken", "away": "ticket.merged", "back": "ticket.unmerged"}


async def write(raw: Raw, ticket: UUID, at: datetime, act: str, now: dict[str, str]) -> None:
    """As the site, the bot and the triggers leave it."""
    what, _, how = act.partition(" ")
    if what in ("status", "priority"):
        if now[what] != how:
            await raw.execute(EVENT, ticket, None, "ticket.changed", {what: [now[what], how]}, at)
            await raw.execute(
                f"update public.support_tickets set {what} = $2, updated_at = $3 where id = $1", ticket, how, at
            )
        now[what] = how
    elif what == "category":
        await raw.execute(EVENT, ticket, None, "ticket.changed", {"category": True}, at)
    elif what in TURNS:
        await raw.execute(EVENT, ticket, None, TURNS[what], {}, at)
    elif what == "joined":
        other = await raw.fetchval(TICKET, BORN)
        message = await raw.fetchval(MESSAGE, other, how, {}, False, at)
        await raw.execute(EVENT, ticket, message, "message.joined", {}, at)
    else:
        message = await raw.fetchval(MESSAGE, ticket, what, MARKS.get(how, {}), how == "internal", at)
        await raw.execute(EVENT, ticket, message, "message.added", {}, at)


def facts(done: Sequence[tuple[datetime, str]]) -> tuple[list[Fact], list[Term]]:
    """The same, without a database."""
    found: list[Fact] = []
    terms = [Term(BORN, CALM)]
    now = {"status": "new", "priority": "normal"}
    for at, act in done:
        what, _, how = act.partition(" ")
        if what == "status" and now["status"] != how:
            found.append(Became(at, Status(how)))
        elif (what == "priority" and now["priority"] != how) or what == "category":
            urgent = (how or now["priority"]) in ("high", "urgent")
            terms.append(Term(at, HASTY if urgent else CALM))
        elif what in ("asleep", "awake"):
            found.append(Slept(at, what == "asleep"))
        elif what in ("away", "back"):
            found.append(Went(at, what == "away"))
        elif act in ("customer", "joined customer"):
            found.append(Asked(at))
        elif act == "support":
            found.append(Answered(at))
        if what in now:
            now[what] = how
    return found, terms


@pytest.fixture
async def silent(db: Database) -> Database:
    """Nothing but the test writes."""
    async with db.raw.acquire() as raw:
        await raw.execute("insert into auth.users (id, email) values (gen_random_uuid(), 'lena@example.com')")
        for statement in SILENT:
            await raw.execute(statement)
    return db


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=acts, later=st.integers(0, 3_000), parts=st.integers(1, 3))
async def test_the_index_says_what_the_fold_of_the_same_history_says(
    silent: Database, acts: list[tuple[int, str]], later: int, parts: int
) -> None:
    """However often it was folded in between."""
    at, done = BORN, []
    for minutes, act in acts:
        at += timedelta(minutes=minutes)
        done.append((at, act))
    now = at + timedelta(minutes=later)
    async with silent.raw.acquire() as raw:
        await raw.execute(CLEAR)
        ticket: UUID = await raw.fetchval(TICKET, BORN)
        state = {"status": "new", "priority": "normal"}
        await raw.execute(EVENT, ticket, None, "ticket.created", {}, BORN)
        for n, (moment, act) in enumerate(done):
            await write(raw, ticket, moment, act, state)
            if n % parts == 0:
                await raw.execute(PLANNED)
                await fold_waiting(silent, RULES, moment)
        await raw.execute(PLANNED)
        await fold_waiting(silent, RULES, now)
        stored = [dict(row) for row in await raw.fetch(STORED)]
        to_tell = [dict(row) for row in await raw.fetch(f"{NEXT} order by metric, round")]
        shown = await clocks_in(raw, [ticket], RULES, now)
        case = (await clock_history.read(raw, [ticket]))[ticket]
    happened, terms = facts(done)
    expected = clocks_of(History(BORN, tuple(happened)), terms, now)
    assert list(shown[ticket]) == expected
    assert [kept.term for kept in case.kept] == terms
    rows = [row_of(ticket, clock, 0, silent=True) for clock in expected]
    assert [json_of(row) for row in stored] == sorted(
        (json_of(row) for row in rows), key=lambda row: (row["metric"], row["round"])
    )
    assert to_tell == [{name: row[name] for name in NAMES} for row in stored if row["next_at"]]


def json_of(row: dict[str, object]) -> dict[str, object]:
    """Moments as moments, whoever wrote them."""
    return {name: moments(value) for name, value in row.items()}


def moments(value: object) -> object:
    if isinstance(value, list | tuple):
        return [moments(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def test_what_is_written_down_is_json() -> None:
    (clock, *_) = clocks_of(History(BORN), [Term(BORN, CALM)], BORN)
    assert json.loads(json.dumps(row_of(UUID(int=1), clock, 0, silent=False)))["state"] == "running"

"""Deadlines: a sweep over what is due among what is open, many breaches at once, the arithmetic of a deadline.

The base of many breaches is the bare UPDATE that the site's own path wants (§3.7 of what is known of it), of as many
tickets in the same table, without our triggers.
"""

import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from statistics import median

from benchmarks.figures import Figure
from benchmarks.house import a_customer, a_database
from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, Raw, connect
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.chain import Chain, Step, StepAct, To
from owona_bot.domain.sla import Answered, Asked, Became, History, Metric, Pause, Policy, Term, clocks_of
from owona_bot.domain.sla_due import due
from owona_bot.domain.sla_spec import hash_of, text_of
from owona_bot.domain.ticket import Status
from owona_bot.services.sweep import sweep

SIZES, QUICK = (10_000, 1_000_000), (5_000, 20_000)
"""Open tickets."""

DUE = 100
AT_ONCE, QUICK_AT_ONCE = 100_000, 4_000
ROUNDS = 10

RATIO = 3.1
"""Of 2.6 s to the 0.85 s that the bare statement takes on a quiet machine."""

HOUR = timedelta(hours=1)
TARGET = 36 * HOUR
APART = timedelta(milliseconds=10)
"""Between two tickets, which are warned of when fifty more are left before they are due."""

BORN = datetime(2026, 11, 2, 7, tzinfo=UTC)

PATIENCE = 900.0

DAY = ((480, 720), (780, 1020))
OFFICE = Calendar("office", "Europe/Berlin", (DAY, DAY, DAY, DAY, DAY, (), ()), "BY", {date(2026, 12, 25): "Christmas"})
TARGETS = {Metric.FIRST_RESPONSE: HOUR, Metric.NEXT_RESPONSE: 4 * HOUR, Metric.RESOLUTION: TARGET}
POLICY = Policy("office", TARGETS, OFFICE, frozenset(Pause), chain="standard")
CHAINS = {"standard": Chain("standard", (Step(HOUR, StepAct.NOTIFY, To.CHANNEL, "C0TIER2"),))}

WATCHED = "alter table public.support_tickets {state} trigger {name}"

TICKETS = """
    with made as (
        insert into public.support_tickets (user_id, title, description, category, created_at, source_metadata)
        select (select min(id::text)::uuid from auth.users), 'Login geht nicht ' || n,
               repeat('Seit heute früh kann ich mich nicht anmelden, es erscheint Fehler 500. ', 5), 'bug',
               $1::timestamptz + n * $4::interval, jsonb_build_object('locale', 'de', 'context', 'dashboard')
        from generate_series($2::integer, $3::integer) n
        returning id, created_at)
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at, stages, shares,
                                      next_at)
    select id, 'resolution', 1, $5, 'running', created_at, created_at + interval '36 hours',
           array[created_at + interval '35:59:59.5', created_at + interval '36 hours'], '{99,100}',
           created_at + interval '35:59:59.5'
    from made"""

STATES = """
    insert into owona_bot.ticket_state (ticket_id, seen_status, seen_priority, seen_text)
    select id, status, priority, 0 from public.support_tickets t
    where not exists (select from owona_bot.ticket_state s where s.ticket_id = t.id)"""

POLICIES = "insert into owona_bot.sla_policies (hash, name, spec) values ($1, 'office', $2::text::jsonb)"

BARE = """
    update public.support_tickets
    set escalation_path = escalation_path || jsonb_build_array(jsonb_build_object(
            'agent', 'owona_bot', 'status', 'sla_breach', 'trigger', 'sla_36h',
            'timestamp', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
        last_escalation = now(), priority = 'high'
    where created_at >= $1 and created_at < $2 and not escalation_path @> '[{"trigger": "sla_36h"}]'"""

PLANNED = (
    "update owona_bot.events set planned_at = now() where planned_at is null",
    "truncate owona_bot.unclocked, owona_bot.unindexed",
    "vacuum analyze",
)


async def measure(server: Server, quick: bool) -> list[Figure]:
    """Sweeps, which are flat; breaches; arithmetic, without a database."""
    url = await a_database(server, "time")
    await a_customer(url)
    db = await connect(url)
    try:
        sizes, most = (QUICK, QUICK_AT_ONCE) if quick else (SIZES, AT_ONCE)
        return [*await sweeps(db, sizes), await breaches(db, most), *arithmetic()]
    finally:
        await db.close()


async def sweeps(db: Database, sizes: tuple[int, ...]) -> list[Figure]:
    """Medians of rounds that warn of as many as they find breached; between two of them what was told is planned."""
    figures: list[Figure] = []
    async with db.raw.acquire() as raw:
        await raw.execute(POLICIES, hash_of(POLICY), text_of(POLICY))
        for turn, (before, size) in enumerate(zip((0, *sizes), sizes, strict=False)):
            await fill(raw, before, size)
            first = turn * (ROUNDS + 2)
            took = [await swept(db, raw, first + n) for n in range(ROUNDS + 2)][2:]
            base = figures[0].value if figures else None
            what = f"{DUE} of {size:,} are due: swept"
            figures.append(Figure(what, median(took) * 1_000, "ms", 50, base, 2 if base else None))
    return figures


async def fill(raw: Raw, before: int, size: int) -> None:
    """So many tickets are open, each with a clock; nothing is told of it."""
    await watch(raw, "disable")
    await raw.execute(TICKETS, BORN, before + 1, size, APART, hash_of(POLICY), timeout=PATIENCE)
    await raw.execute(STATES, timeout=PATIENCE)
    await watch(raw, "enable")
    for statement in PLANNED:
        await raw.execute(statement, timeout=PATIENCE)


async def watch(raw: Raw, state: str) -> None:
    """Our triggers on the site's tickets."""
    for name in ("owona_bot_tickets_created", "owona_bot_tickets_changed"):
        await raw.execute(WATCHED.format(state=state, name=name))


async def swept(db: Database, raw: Raw, turn: int) -> float:
    """Seconds."""
    began = time.perf_counter()
    await sweep(db, due_of((turn + 1) * DUE // 2), CHAINS)
    took = time.perf_counter() - began
    await raw.execute(PLANNED[0])
    return took


def due_of(number: int) -> datetime:
    """When the first so many tickets are due."""
    return BORN + TARGET + number * APART


async def breaches(db: Database, most: int) -> Figure:
    """All in one sweep; the bare UPDATE is of the same number that come after them. Each begins after a checkpoint."""
    done = 4 * ROUNDS * DUE
    async with db.raw.acquire() as raw:
        for statement in PLANNED:
            await raw.execute(statement, timeout=PATIENCE)
        await raw.execute("checkpoint")
        bare = await timed(partial(escalate_bare, raw, done + most + 2 * DUE, most))
        await raw.execute("checkpoint")
        took = await timed(partial(sweep, db, due_of(done + most), CHAINS))
        await raw.execute("truncate owona_bot.events, owona_bot.escalations")
    return Figure(f"{most:,} breach at once: path, priority, events, chain", took, "s", base=bare, ratio=RATIO)


async def escalate_bare(raw: Raw, first: int, most: int) -> None:
    """In one statement."""
    await watch(raw, "disable")
    await raw.execute(BARE, BORN + first * APART, BORN + (first + most) * APART, timeout=PATIENCE)
    await watch(raw, "enable")


async def timed(act: Callable[[], Awaitable[object]]) -> float:
    """Seconds."""
    began = time.perf_counter()
    await act()
    return time.perf_counter() - began


def arithmetic() -> list[Figure]:
    """Medians, microseconds."""
    luck = random.Random(7)
    starts = [BORN + luck.random() * timedelta(days=300) for _ in range(1_000)]
    deadlines = [spent(partial(due, OFFICE, start, luck.randrange(1, 200) * HOUR)) for start in starts]
    histories = [spent(partial(clocks_of, history(start, luck), [Term(start, POLICY)], BORN)) for start in starts]
    return [
        Figure("a deadline in working hours", median(deadlines) * 1e6, "µs", 100),
        Figure("all clocks of a ticket, folded", median(histories) * 1e6, "µs"),
    ]


def history(start: datetime, luck: random.Random) -> History:
    """Three questions, three answers, and the waiting between."""
    facts: list[Answered | Asked | Became] = []
    at = start
    for _ in range(3):
        at += luck.random() * 5 * HOUR
        facts += [Answered(at), Became(at, Status.WAITING_CUSTOMER)]
        at += luck.random() * 20 * HOUR
        facts += [Asked(at), Became(at, Status.INVESTIGATING)]
    return History(start, tuple(facts))


def spent(act: Callable[[], object]) -> float:
    """Seconds."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began

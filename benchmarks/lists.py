"""Lists and search in a desk of many tickets, beside plain SQL that gives the same answer from the site's own tables.

`python -m benchmarks.lists [--tickets 1000000] [--url postgresql://…]`: another size, or a desk that is seeded already.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from benchmarks.figures import Figure, load, spread
from benchmarks.house import a_database, a_server
from owona_bot.database import index, lists, search
from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, Raw, connect
from owona_bot.database.lists_sql import ORDERS
from owona_bot.database.lists_where import where_of
from owona_bot.database.seed import sow
from owona_bot.domain.filter_tree import Sort, View
from owona_bot.domain.filters import parse
from owona_bot.domain.page import Cursor, Page

TICKETS, QUICK = 100_000, 10_000
PAGE, DEEP = 20, 10_000
"""Tickets a page; the far page, or the last one of a smaller desk."""

RUNS = 100

AT_ONCE = 2_000
"""Tickets that are indexed together."""

VIEW = View(datetime.now(UTC), ZoneInfo("Europe/Berlin"), None)

OPEN = "status not in ('resolved', 'closed')"
HELD = "exists (select from owona_bot.agents a where a.active and a.email = lower(t.assigned_agent))"
STATE = "join owona_bot.ticket_state s on s.ticket_id = t.id"

NOW = f"timestamptz '{VIEW.now}'"
LATE = f"(created_at <= {NOW} - interval '36 hours')"
WARNED = f"(created_at <= {NOW} - interval '27 hours')"

FILTERS = {
    "status:new": ("", "status = 'new'"),
    "is:open": ("", OPEN),
    "is:open prio:>=high": ("", f"{OPEN} and priority in ('high', 'urgent')"),
    "-is:done agent:anna": ("", f"{OPEN} and lower(assigned_agent) = 'anna@owona.de'"),
    "agent:none": ("", f"not {HELD}"),
    "tag:vip is:open": (STATE, f"{OPEN} and s.tags && array['vip']"),
    "cat:billing lang:en via:mail": (STATE, "category = 'billing' and s.language = 'en' and s.channel = 'mail'"),
    "requester:lena since:90d": (
        STATE,
        "(' ' || lower(s.requester_name) like '% lena%' or lower(s.requester_address) like 'lena%')"
        " and created_at >= now() - interval '90 days'",
    ),
    "prio:urgent tag:export agent:ben": (
        STATE,
        "priority = 'urgent' and s.tags && array['export'] and lower(assigned_agent) = 'ben@owona.de'",
    ),
    "-tag:vip until:365d": (
        STATE,
        "not s.tags && array['vip'] and created_at < now() - interval '365 days'",
    ),
    "sla:breached": ("", f"{OPEN} and {LATE}"),
    "sla:breached agent:anna prio:>=high": (
        "",
        f"{OPEN} and {LATE} and lower(assigned_agent) = 'anna@owona.de' and priority in ('high', 'urgent')",
    ),
    "sla:risk": ("", f"{OPEN} and not {LATE} and {WARNED}"),
    "sla:risk cat:billing": ("", f"{OPEN} and not {LATE} and {WARNED} and category = 'billing'"),
    "-sla:breached is:open": ("", f"{OPEN} and not {LATE}"),
}
"""What is asked for, and the same in SQL: a join, a condition."""

SEARCHES = {
    "a common word": ("rechnung", "rechnung"),
    "a rare word": ("E-7781 datenschutz", "datenschutz%e-7781"),
    "two words": ("webhook zertifikat", "webhook%zertifikat"),
    "a beginning": ("vorlagenver", "vorlagenver"),
    "a phrase": ('"zwei bis drei bankarbeitstage"', "zwei bis drei bankarbeitstage"),
    "a word and a field": ("login status:new", None),
    "a typo": ("rechnugnsübersicht", None),
    "no word at all": ("qwertzuiopasdf", "qwertzuiopasdf"),
    "a number": ("#2042", None),
}
"""What is typed, and a pattern that finds about the same in titles and descriptions alone."""

PLAIN_LIST = """
    select t.id from public.support_tickets t {join} where {where}
    order by t.updated_at desc, t.id desc limit 20"""

PLAIN_SEARCH = """
    select id from public.support_tickets where lower(title || ' ' || description) like '%' || $1 || '%'
    order by updated_at desc, id desc limit 10"""

DEEP_KEY = """
    select updated_at, created_at, rank, due_at, ticket_id, pg_current_snapshot()::text as snapshot
    from owona_bot.search s where {where} order by {by} offset $1 limit 1"""

PLANNED = "update owona_bot.events set planned_at = now() where planned_at is null"

WRITTEN = "insert into owona_bot.events (ticket_id, kind, actor) select ticket_id, 'ticket.changed', 'x' from touched"

SOME = """
    create temp table touched as
    select ticket_id from owona_bot.search where part = 0 order by updated_at desc limit 500"""

PROMISES = """
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at, stages, shares,
                                      told, stopped_at, late)
    select id, 'resolution', 1, 'portal', case when done is null then 'running' else 'met' end, created_at,
           created_at + interval '36 hours',
           array[created_at + interval '27 hours', created_at + interval '36 hours'],
           '{75,100}', 100, done, coalesce(done > created_at + interval '36 hours', false)
    from public.support_tickets
    cross join lateral (select case when status in ('resolved', 'closed') then updated_at end as done) ended"""
"""The portal's: as the fold leaves them."""

SETTLED = "insert into owona_bot.sla_terms (ticket_id, since) select id, created_at from public.support_tickets"
"""A bot that is started here has nothing to fold."""

Ask = Callable[[], Awaitable[object]]


async def measure(server: Server, quick: bool) -> list[Figure]:
    """On a desk of its own."""
    return await sized(server, QUICK if quick else TICKETS)


async def measured(url: str) -> list[Figure]:
    """On any desk that is indexed."""
    db = await connect(url)
    try:
        async with db.raw.acquire() as raw:
            await raw.execute("analyze")
            return [
                *[figure for sort in Sort for figure in await pages(raw, sort)],
                *[await filtered(raw, text, *plain) for text, plain in FILTERS.items()],
                *[await searched(raw, what, *asked) for what, asked in SEARCHES.items()],
                *await indexing(db, raw),
            ]
    finally:
        await db.close()


async def timed(ask: Ask, runs: int = RUNS) -> float:
    """The 95th percentile in milliseconds, of several runs after one that warms up."""
    await ask()
    sample = []
    for _ in range(runs):
        began = time.perf_counter()
        await ask()
        sample.append((time.perf_counter() - began) * 1_000)
    return spread(sample).p95


async def pages(raw: Raw, sort: Sort) -> list[Figure]:
    """The first one, and one far behind."""
    text, order = f"sort:{sort}", ORDERS[sort]
    where = await where_of(raw, parse(text), VIEW)
    far = min(DEEP * PAGE, await lists.count(raw, where, (DEEP + 2) * PAGE) - 2 * PAGE)
    row = await raw.fetchrow(DEEP_KEY.format(where=where.sql, by=order.by("s")), far)
    cursor = Cursor(tuple(row[column] for column in order.columns), row["snapshot"], datetime.now(UTC))
    second = (await asked_page(raw, text, sort, None)).after
    times = [await timed(partial(asked_page, raw, text, sort, after)) for after in (None, second, cursor)]
    return [
        Figure(f"by {sort}: page 1, p95", times[0], most=5),
        Figure(f"by {sort}: page 2, which looks for what has moved, p95", times[1], most=5),
        Figure(f"by {sort}: page {far // PAGE + 1:,}, p95", times[2], most=5, base=times[0], ratio=1.2),
    ]


async def asked_page(raw: Raw, text: str, sort: Sort, after: Cursor | None) -> Page:
    """From what was typed to the ids."""
    return await lists.page(raw, await where_of(raw, parse(text), VIEW), sort, after, PAGE)


async def filtered(raw: Raw, text: str, join: str, condition: str) -> Figure:
    """Raises AssertionError where the answers differ."""
    plain = PLAIN_LIST.format(join=join, where=condition)
    expected = tuple(row["id"] for row in await raw.fetch(plain, timeout=120))
    page = await asked_page(raw, text, Sort.UPDATED, None)
    if page.tickets != expected:
        raise AssertionError(f"{text}: another answer than plain SQL gives")
    value = await timed(lambda: asked_page(raw, text, Sort.UPDATED, None))
    most = 5 if text in ("sla:breached", "sla:risk") else 30
    return Figure(f"{text}, p95", value, most=most, base=await timed(lambda: raw.fetch(plain, timeout=120), 3))


async def searched(raw: Raw, what: str, text: str, pattern: str | None) -> Figure:
    """With snippets."""
    value = await timed(lambda: search.find(raw, parse(text), VIEW, None, 10))
    base = await timed(lambda: raw.fetch(PLAIN_SEARCH, pattern, timeout=120), 3) if pattern else None
    return Figure(f"search for {what}, p95", value, most=30, base=base)


async def indexing(db: Database, raw: Raw) -> list[Figure]:
    """What it costs after the writer's commit, where nothing is done for it; 500 tickets that are there already."""
    await raw.execute(SOME)
    each_of: dict[str, list[float]] = {"enable": [], "disable": []}
    for state in ("disable", "enable") * 5:
        await raw.execute(f"alter table owona_bot.events {state} trigger owona_bot_event_planned")
        await raw.execute(WRITTEN)
        began = time.perf_counter()
        await raw.execute(PLANNED)
        each_of[state].append((time.perf_counter() - began) * 1_000_000 / 500)
    began = time.perf_counter()
    indexed = 0
    while some := await index.work(db):
        indexed += some
    each = (time.perf_counter() - began) * 1_000 / indexed
    one = await timed(lambda: settled(db, raw))
    return [
        Figure(
            "marking an event as planned, with the queue", min(each_of["enable"]), "µs", base=min(each_of["disable"])
        ),
        Figure("indexing a ticket whose text is as before, 500 at once", each),
        Figure("event marked and its ticket indexed, alone, p95", one),
    ]


async def settled(db: Database, raw: Raw) -> None:
    """One event, as the plan leaves it, until its ticket is up to date."""
    await raw.execute(WRITTEN + " limit 1")
    await raw.execute(PLANNED)
    await index.settle(db)


def main() -> None:
    """The size of one's choice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lists", description=__doc__)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--url", help="of a desk that is seeded and indexed; nothing of it is changed but its index")
    told = parser.parse_args()
    print(load())
    if told.url:
        print(*(figure.line() for figure in asyncio.run(measured(told.url))), sep="\n")
        return
    with a_server() as server:
        print(*(figure.line() for figure in asyncio.run(sized(server, told.tickets))), sep="\n")
    print(load())


async def sized(server: Server, tickets: int) -> list[Figure]:
    """Seeded, indexed, measured."""
    url = await a_database(server, "lists")
    began = time.perf_counter()
    await sow(url, tickets, 1, sure=False, told=lambda _: None)
    took = time.perf_counter() - began
    await promised(url)
    return [Figure(f"{tickets:,} tickets written and indexed", took, "s"), *await measured(url)]


async def promised(url: str) -> None:
    """Every ticket has the portal's deadline."""
    db = await connect(url)
    try:
        async with db.raw.acquire() as raw:
            await raw.execute(PROMISES, timeout=600)
            await raw.execute(SETTLED, timeout=600)
        while await index.work(db, AT_ONCE):
            pass
    finally:
        await db.close()


if __name__ == "__main__":
    main()

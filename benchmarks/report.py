"""A weekly report over a desk of many tickets, from nothing to its PDF, beside plain SQL and beside an empty document.

`python -m benchmarks.report [--tickets 1000000] [--url postgresql://…]`: another size, or a desk that is there already.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks.figures import Figure, load
from benchmarks.house import a_database, a_server
from benchmarks.lists import promised
from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, connect
from owona_bot.database.seed import sow
from owona_bot.domain.report import Asked, Report, ReportKind
from owona_bot.exports.pdf import report_pdf
from owona_bot.locale.catalogue import catalogues
from owona_bot.services.report import make_report, period_of

TICKETS, QUICK = 100_000, 10_000

RUNS, WARM = 5, 1

MOST = 3_000
"""Milliseconds."""

BERLIN = ZoneInfo("Europe/Berlin")

PLAIN = """
    select date_trunc('day', t.created_at at time zone 'Europe/Berlin') as day,
           t.category, t.priority, t.assigned_agent, count(*),
           count(*) filter (where t.status in ('resolved', 'closed')),
           percentile_cont(0.5) within group (order by m.created_at - t.created_at)
    from public.support_tickets t
    left join lateral (select min(created_at) as created_at from public.support_ticket_messages m
                       where m.ticket_id = t.id and m.author_type = 'support') m on true
    where t.created_at >= $1 and t.created_at < $2
    group by grouping sets ((day), (t.category), (t.priority), (t.assigned_agent), ())"""

OPEN = "select status, priority, count(*) from public.support_tickets group by 1, 2"

EMPTY = "import typst; typst.compile(b'', font_paths=typst.Fonts(include_system_fonts=False, font_paths=[]))"

Act = Callable[[], Awaitable[object]]


async def measure(server: Server, quick: bool) -> list[Figure]:
    """On a desk of its own."""
    return await sized(server, QUICK if quick else TICKETS)


async def sized(server: Server, tickets: int) -> list[Figure]:
    """Seeded, indexed, and with a promise for each of them."""
    url = await a_database(server, "report")
    await sow(url, tickets, 1, sure=False, told=lambda _: None)
    await promised(url)
    return await measured(url)


async def measured(url: str) -> list[Figure]:
    """On any desk that is indexed."""
    db = await connect(url)
    try:
        now = datetime.now(UTC)
        period = await period_of(db, ReportKind.WEEKLY, now, BERLIN)
        asked = Asked(ReportKind.WEEKLY, period, now, BERLIN)
        report = await make_report(db, asked)
        made = await taken(partial(make_report, db, asked))
        paper = await taken(partial(report_pdf, report, catalogues().speak("de")))
        whole = await taken(partial(whole_report, db, asked))
        plain = await taken(partial(plain_sql, db, asked))
        bare = await taken(nothing_set)
    finally:
        await db.close()
    return [
        Figure("weekly report, figures of two weeks and lists", made, base=plain),
        Figure("weekly report, set on paper", paper, base=bare),
        Figure("weekly report, from nothing to its PDF", whole, most=MOST),
    ]


async def taken(act: Act) -> float:
    """Milliseconds, the median of some runs after one to warm up."""
    spans = []
    for _ in range(WARM + RUNS):
        began = time.perf_counter()
        await act()
        spans.append((time.perf_counter() - began) * 1_000)
    return median(spans[WARM:])


async def whole_report(db: Database, asked: Asked) -> bytes:
    """As somebody waits for it."""
    report: Report = await make_report(db, asked)
    return await report_pdf(report, catalogues().speak("de"))


async def plain_sql(db: Database, asked: Asked) -> None:
    """What came in by day, category, priority and agent, and what there is: less than a report tells, for two weeks."""
    async with db.raw.acquire() as raw:
        for _ in range(2):
            await raw.fetch(PLAIN, asked.period.start, asked.period.end)
            await raw.fetch(OPEN)


async def nothing_set() -> None:
    """An empty page by typst, in a process of its own as ours is."""
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", EMPTY)
    await child.wait()


def main() -> None:
    """Another size, or another desk."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--url", help="a desk that is seeded and indexed")
    told = parser.parse_args()
    print(load())
    if told.url:
        figures = asyncio.run(measured(told.url))
    else:
        with a_server() as server:
            figures = asyncio.run(sized(server, told.tickets))
    print(*(figure.line() for figure in figures), sep="\n")
    print(load())


if __name__ == "__main__":
    main()

"""Reports of a real desk: their sums are those of the raw export, and a hand-over forgets nobody."""

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from owona_bot.database.engine import Database
from owona_bot.database.seed import seed
from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.filter_tree import View
from owona_bot.domain.list_errors import FilterFieldUnknown
from owona_bot.domain.metrics_period import Period
from owona_bot.domain.report import Asked, Line, Raw, Report, ReportKind, Table
from owona_bot.exports.stream import pieces
from owona_bot.locale.catalogue import catalogues
from owona_bot.playground.site import Site
from owona_bot.services.report import make_report, period_of
from tests.database.desk_of_many import index_all
from tests.services.team import a_team

pytestmark = pytest.mark.database

BERLIN = ZoneInfo("Europe/Berlin")

HOUR = timedelta(hours=1)

CLOCKS = """
    insert into owona_bot.sla_clocks (ticket_id, metric, round, policy, state, started_at, due_at, stages, stopped_at)
    select id, 'resolution', 1, 'x', case when status in ('resolved', 'closed') then 'met' else 'running' end,
           created_at, created_at + interval '36 hours', array[created_at + interval '27 hours'],
           case when status in ('resolved', 'closed') then created_at + interval '1 hour' end
    from public.support_tickets"""

ASLEEP = """
    update owona_bot.ticket_state set snoozed_until = $1::timestamptz + interval '2 days'
    where ticket_id in (select id from public.support_tickets where status = 'waiting_customer' order by id limit 4)"""

ESCALATED = """
    insert into owona_bot.escalations (ticket_id, by, tier, started_at, stopped_at)
    select id, 'agent:1', 'tier2', $1::timestamptz - n * interval '1 hour', case when n = 3 then now() end
    from (select id, row_number() over (order by id) as n from public.support_tickets
          where status = 'investigating') t where n <= 5"""

ROTA = """
    insert into owona_bot.rotas (turns, length, weekday, hand_over, zone, begins_at, made_by, made_at)
    values ($1, 'day', 0, '08:00', 'Europe/Berlin', $2, 1, $2)"""

CARD = """
    insert into owona_bot.slack_posts (ticket_id, channel, ts, shows, ref)
    values ($1::uuid, 'C0TICKETS', '1764068400.000100', 'card', $1::uuid::text)"""

OPEN = "status not in ('resolved', 'closed')"
HELD = "exists (select from owona_bot.agents a where a.active and a.email = lower(t.assigned_agent))"
AWAKE = "not exists (select from owona_bot.ticket_state s where s.ticket_id = t.id and s.snoozed_until is not null)"

COUNTS = {
    "report.table.overdue": f"{OPEN} and created_at + interval '36 hours' <= $1",
    "report.table.next": f"{OPEN} and created_at + interval '36 hours' > $1",
    "report.table.escalated": """exists (select from owona_bot.escalations e
                                         where e.ticket_id = t.id and e.stopped_at is null)""",
    "report.table.unassigned": f"{OPEN} and not {HELD} and {AWAKE}",
    "report.table.ours": f"status in ('new', 'investigating') and {HELD} and {AWAKE}",
    "report.table.promised": f"not {AWAKE}",
    "report.table.theirs": f"status = 'waiting_customer' and {AWAKE}",
    "report.table.new": f"{OPEN} and created_at >= $1 - interval '8 hours'",
}
"""Of each heap, from the site's own tables."""

AGED = """
    with young as (select min(created_at) as at from public.support_tickets)
    insert into public.support_tickets (user_id, title, description, status, priority, category, created_at, updated_at)
    select user_id, 'Alt', 'Alt', 'resolved', 'normal', 'other', $1, $1 from public.support_tickets limit 1"""

COUNT = "select count(*) from public.support_tickets t where $1::timestamptz is not null and {}"


def asked(kind: ReportKind, period: Period, now: datetime, line: str = "") -> Asked:
    return Asked(kind, period, now, BERLIN, line)


async def exported(db: Database, line: str, now: datetime) -> list[Mapping[str, Any]]:
    """What the raw export says."""
    spec, view = Spec(What.TICKETS, Format.NDJSON, line), View(now, BERLIN, None)
    async with aclosing(pieces(db, spec, view, catalogues().speak("en"))) as some:
        content = b"".join([piece.content async for piece in some])
    return [json.loads(row) for row in content.splitlines()]


def column(report: Report, table: str, key: str) -> dict[Raw, Raw]:
    """What stands in a column, by the first one."""
    [found] = [one for one in report.tables if one.key == f"report.table.{table}"]
    at = [one.key for one in found.columns].index(f"report.column.{key}")
    return {row[0]: row[at] for row in found.rows}


def sums(report: Report, key: str) -> dict[str, Raw]:
    """The last row of each table that has one."""
    at = {table.key: [one.key for one in table.columns] for table in report.tables if table.total}
    return {
        table.key: table.total[at[table.key].index(f"report.column.{key}")]
        for table in report.tables
        if table.total and f"report.column.{key}" in at[table.key]
    }


@pytest.mark.parametrize("line", ["", "prio:>=high", "cat:billing,bug -agent:none"])
async def test_the_sums_of_a_report_are_those_of_the_raw_export(db: Database, database_url: str, line: str) -> None:
    await seed(database_url, 1_500, 11, sure=False, told=lambda _: None)
    await index_all(db)
    now = datetime.now(UTC)
    period = await period_of(db, ReportKind.MONTHLY, now, BERLIN)
    report = await make_report(db, asked(ReportKind.MONTHLY, period, now, line))
    month = f"created:{period.start.astimezone(BERLIN):%Y-%m}"
    rows = await exported(db, f"{line} {month}", now)
    assert len(rows) > 5
    created = {figure.key: figure.value for figure in report.figures}["report.figure.created"]
    assert created == len(rows)
    assert sum(found or 0 for found in report.charts[0].series[0].values) == len(rows)
    assert {*sums(report, "created").values()} == {len(rows)}
    said = column(report, "categories", "created")
    assert {name: count for name, count in said.items() if count} == Counter(row["category"] for row in rows)
    opened = await exported(db, f"{line} is:open", now)
    assert {*sums(report, "open").values()} == {len(opened)}


async def test_a_desk_without_tickets_hears_so_in_one_line(db: Database) -> None:
    now = datetime.now(UTC)
    for kind in ReportKind:
        report = await make_report(db, asked(kind, await period_of(db, kind, now, BERLIN), now))
        assert (report.lines, report.empty) == ((Line("report.line.nothing"),), True)


async def test_a_time_before_the_first_ticket_is_compared_with_nothing(db: Database, site: Site) -> None:
    lena = await site.sign_up("lena@example.com")
    await site.insert_ticket(lena, "Login", "Es geht nicht.")
    now = datetime.now(UTC)
    period = Period(now - timedelta(days=1), now + timedelta(hours=1))
    told = {}
    for age in (1, 2, 7):
        await site.pool.execute(AGED, now - timedelta(days=age))
        report = await make_report(db, asked(ReportKind.WEEKLY, period, now))
        told[age] = {figure.before for figure in report.figures if figure.value is not None}
    assert told[1] == told[2] == {None}
    assert None not in told[7]


async def test_where_nothing_happened_the_one_line_says_how_many_are_open_all_the_same(
    db: Database, site: Site
) -> None:
    lena = await site.sign_up("lena@example.com")
    await site.insert_ticket(lena, "Login", "Es geht nicht.")
    now = datetime.now(UTC)
    period = Period(now - timedelta(days=9), now - timedelta(days=2))
    report = await make_report(db, asked(ReportKind.WEEKLY, period, now))
    assert report.empty
    [line] = report.lines
    assert (line.key, line.values["open"].raw) == ("report.line.nothing_open", 1)


async def test_a_filter_that_can_not_be_read_is_refused(db: Database) -> None:
    now = datetime.now(UTC)
    period = await period_of(db, ReportKind.DAILY, now, BERLIN)
    with pytest.raises(FilterFieldUnknown):
        await make_report(db, asked(ReportKind.DAILY, period, now, "karma:high"))


async def test_a_hand_over_tells_of_each_heap_as_the_sites_own_tables_have_it(db: Database, database_url: str) -> None:
    await seed(database_url, 1_500, 12, sure=False, told=lambda _: None)
    now = datetime.now(UTC)
    async with db.raw.acquire() as raw:
        await raw.execute(CLOCKS)
        await raw.execute(ASLEEP, now)
        await raw.execute(ESCALATED, now)
    await index_all(db)
    period = await period_of(db, ReportKind.HANDOVER, now, BERLIN)
    report = await make_report(db, asked(ReportKind.HANDOVER, period, now))
    told = {table.key: len(table.rows) + table.more for table in report.tables}
    async with db.raw.acquire() as raw:
        counts = {key: await raw.fetchval(COUNT.format(condition), now) for key, condition in COUNTS.items()}
    assert told == {key: count for key, count in counts.items() if count}
    assert told["report.table.promised"] == told["report.table.escalated"] == 4
    assert len(told) > 5
    assert all(len(table.rows) <= 3 for table in report.tables)
    check_moments({table.key: table for table in report.tables}, now)


def check_moments(tables: Mapping[str, Table], now: datetime) -> None:
    """The most pressing first, each with the moment that counts."""
    late, soon = moments(tables["report.table.overdue"]), moments(tables["report.table.promised"])
    assert late == sorted(late)
    assert max(late) <= now
    assert soon == [now + timedelta(days=2)] * 3
    called = moments(tables["report.table.escalated"])
    assert called == [now - 5 * HOUR, now - 4 * HOUR, now - 2 * HOUR]


def moments(table: Table) -> list[datetime]:
    return [datetime.fromisoformat(str(row[-1])) for row in table.rows]


async def test_a_hand_over_names_who_is_on_call_and_leads_to_cards(db: Database, site: Site) -> None:
    anna, ben = await a_team(db, 2)
    lena = await site.sign_up("lena@example.com")
    ticket = await site.insert_ticket(lena, "<!channel> *Login*", "Es geht nicht.")
    now = datetime.now(UTC)
    async with db.raw.acquire() as raw:
        await raw.execute(ROTA, [anna.id, ben.id], now - timedelta(days=1))
        await raw.execute(CARD, ticket)
    await index_all(db)
    period = await period_of(db, ReportKind.HANDOVER, now, BERLIN)
    report = await make_report(db, asked(ReportKind.HANDOVER, period, now))
    line = report.lines[-1]
    assert line.key == "report.line.on_call_until"
    assert {str(line.values["agent"].raw), str(line.values["then"].raw)} == {anna.name, ben.name}
    until = datetime.fromisoformat(str(line.values["until"].raw))
    assert now < until <= now + 26 * HOUR
    [unassigned] = [table for table in report.tables if table.key == "report.table.unassigned"]
    [[number, title, *_]] = unassigned.rows
    assert (title, report.cards) == ("<!channel> *Login*", {number: ("C0TICKETS", "1764068400.000100")})

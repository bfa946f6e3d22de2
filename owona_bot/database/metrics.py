"""The desk's figures, read over all tickets that fit a filter; the caller holds one snapshot for all statements."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import asyncpg

from owona_bot.database import metrics_sql as sql
from owona_bot.database.clocks_sql import COUNTABLE
from owona_bot.database.engine import Database, Raw
from owona_bot.database.metrics_asked import Asked
from owona_bot.domain.metrics import NOTHING, Day, Dimension, Group, Pair, Promises, Spread, Stock
from owona_bot.domain.metrics_period import day_of
from owona_bot.domain.metrics_series import Span, spread, summed, walked_back
from owona_bot.domain.sla import Metric
from owona_bot.domain.ticket import DONE, Category, Priority, Status

SETS = {
    0b01111: Dimension.AGENT,
    0b10111: Dimension.CATEGORY,
    0b11011: Dimension.PRIORITY,
    0b11101: Dimension.CHANNEL,
    0b11110: Dimension.CUSTOMER,
}
"""As `grouping` tells them."""

PLACES = {"answered": 1, "portal_answered": 1, "ended": 2, "portal_ended": 2}
"""Of minutes and of hours."""

LONGEST = timedelta(minutes=5)
"""Decades of a million tickets take their time."""

SNAPSHOT = ("set local jit = off", "set local work_mem = '64MB'")

NAMES = "select email, name from owona_bot.agents where active order by id"

FIRST = f"select min(created_at) from public.support_tickets where created_at {COUNTABLE}"

OPENED, ENDED = ("created", "reopened", "parted"), ("resolved", "merged")
"""Changes that make an open ticket more, and one less."""

FIXED: Mapping[Dimension, Sequence[str]] = {
    Dimension.CATEGORY: [*Category],
    Dimension.PRIORITY: [*reversed(Priority)],
}
"""Dimensions whose every value is told, in this order; the others by how much there was."""

Measured = Mapping[str, asyncpg.Record]
"""Rows of one group by what was measured."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """All tickets together, and by each dimension."""

    overall: Measured
    groups: Mapping[Dimension, tuple[Group, ...]]

    def count(self, what: str) -> int:
        """How often."""
        return counted(self.overall, what)


@dataclass(slots=True)
class Series:
    """Of `steps` steps; `changes` by what and step, a step behind the last being all that is later."""

    steps: int
    spans: dict[str, list[Span]] = field(default_factory=dict)
    changes: dict[tuple[str, int], int] = field(default_factory=dict)
    hours: list[list[int]] = field(default_factory=lambda: [[0] * 24 for _ in range(7)])
    escalated: int = 0

    def there(self, whats: Sequence[str], step: int) -> int:
        """How many of such changes a step has."""
        return sum(self.changes.get((what, step), 0) for what in whats)


async def first_ticket(raw: Raw) -> datetime | None:
    """When it came; None of a desk without any."""
    found: datetime | None = await raw.fetchval(FIRST)
    return found


@asynccontextmanager
async def snapshot(db: Database) -> AsyncIterator[Raw]:
    """Whatever is written meanwhile is not in it; counting takes long, so nobody who waits in Slack waits for it."""
    async with db.apart().read_raw() as raw, raw.transaction(isolation="repeatable_read", readonly=True):
        for setting in SNAPSHOT:
            await raw.execute(setting)
        yield raw


async def fetch(raw: Raw, asked: Asked, statement: str) -> list[asyncpg.Record]:
    """What the statement says of those tickets."""
    rows: list[asyncpg.Record] = await raw.fetch(*asked(statement), timeout=LONGEST.total_seconds())
    return rows


async def value(raw: Raw, asked: Asked, statement: str) -> int:
    """The one number of it."""
    [row] = await fetch(raw, asked, statement)
    found: int = row[0]
    return found


async def stock(raw: Raw, asked: Asked) -> Stock:
    """As things stand."""
    rows = await fetch(raw, asked, sql.STOCK)
    still = [row for row in rows if row["status"] not in DONE]
    nobodys = [row for row in still if not row["held"]]
    oldest = min((row["oldest"] for row in nobodys if row["oldest"]), default=None)
    return Stock(
        total=tickets(rows),
        open=tickets(still),
        by_status={one: tickets([row for row in rows if row["status"] == one]) for one in Status},
        by_priority={one: tickets([row for row in still if row["priority"] == one]) for one in reversed(Priority)},
        unassigned=tickets(nobodys),
        oldest_unassigned=round((asked.view.now - oldest) / timedelta(hours=1), 1) if oldest else None,
        snoozed=await value(raw, asked, sql.SNOOZED),
        breached=Pair(sum(row["aged"] for row in still), await value(raw, asked, sql.BREACHED)),
    )


def tickets(rows: Sequence[asyncpg.Record]) -> int:
    """How many they stand for."""
    return sum(row["tickets"] for row in rows)


async def series(raw: Raw, asked: Asked) -> Series:
    """Whatever is told step by step, and by the hour."""
    found = Series(len(asked.edges) - 1)
    for row in await fetch(raw, asked, sql.SERIES):
        first, last, n = row["first"], row["last"], row["n"]
        match row["told"]:
            case "span":
                found.spans.setdefault(row["what"], []).append((first, last, n))
            case "change":
                found.changes[row["what"], first] = n
            case "hour":
                found.hours[first - 1][last] = n
            case "escalated":
                found.escalated = n
    found.spans["overdue"] = [(row["first"], row["last"], row["n"]) for row in await fetch(raw, asked, sql.OVERDUE)]
    return found


def days(found: Series, asked: Asked, opened: int) -> tuple[Day, ...]:
    """The series; `opened` is how many are open now."""
    portal = {what: summed(found.spans.get(what, ()), found.steps) for what in ("open", "at_risk", "done", "overdue")}
    net = {n: found.there(OPENED, n) - found.there(ENDED, n) for n in range(found.steps + 1)}
    still = walked_back(opened, net, found.steps)
    return tuple(
        Day(
            start=asked.edges[n],
            date=day_of(asked.edges[n], asked.view.zone),
            created=found.there(["created"], n),
            resolved=Pair(portal["done"][n], found.there(["resolved"], n)),
            reopened=found.there(["reopened"], n),
            merged=found.there(["merged"], n),
            open=Pair(portal["open"][n], still[n]),
            at_risk=Pair(portal["at_risk"][n], portal["overdue"][n]),
        )
        for n in range(found.steps)
    )


async def promises(raw: Raw, asked: Asked) -> tuple[Promises, ...]:
    """Of each kind of clock."""
    known = {row["metric"]: row for row in await fetch(raw, asked, sql.PROMISES)}
    return tuple(
        Promises(one, known[one]["met"], known[one]["breached"]) if one in known else Promises(one, 0, 0)
        for one in Metric
    )


async def grouped(raw: Raw, asked: Asked) -> Grouped:
    """Whatever was measured, by whatever tickets are told apart by."""
    names = {row["email"]: row["name"] for row in await raw.fetch(NAMES)}
    overall: dict[str, asyncpg.Record] = {}
    found: dict[Dimension, dict[str, dict[str, asyncpg.Record]]] = {
        one: {key: {} for key in FIXED.get(one, ())} for one in Dimension
    }
    for row in await fetch(raw, asked, sql.GROUPS):
        dimension = SETS.get(row["sets"])
        if dimension is None:
            overall[row["what"]] = row
        elif row["key"] is not None:
            found[dimension].setdefault(row["key"], {})[row["what"]] = row
    groups = {
        one: ordered(one, [group(key, called(one, key, names, rows), rows) for key, rows in found[one].items()])
        for one in Dimension
    }
    return Grouped(overall, groups)


def ordered(dimension: Dimension, groups: Sequence[Group]) -> tuple[Group, ...]:
    """Those with most new tickets first, where their order does not stand fixed."""
    if dimension in FIXED:
        return tuple(groups)
    return tuple(sorted(groups, key=lambda one: (-one.created, -one.open, -one.resolved, one.key)))


def called(dimension: Dimension, key: str, names: Mapping[str, str], rows: Measured) -> str:
    """A person's name, where they have one."""
    if dimension is Dimension.CUSTOMER:
        return min((row["requester"] for row in rows.values() if row["requester"]), default="")
    return names.get(key, "") if dimension is Dimension.AGENT else ""


def group(key: str, name: str, rows: Measured) -> Group:
    """One of them."""
    return Group(
        key=key,
        name=name,
        created=counted(rows, "created"),
        resolved=counted(rows, "resolved"),
        reopened=counted(rows, "reopened"),
        open=counted(rows, "open"),
        first_response=spread_of(rows, "answered"),
        resolution=spread_of(rows, "ended"),
        met=counted(rows, "met"),
        breached=counted(rows, "breached"),
    )


def counted(rows: Measured, what: str) -> int:
    """Nothing that was not seen."""
    return rows[what]["n"] if what in rows else 0


def spread_of(rows: Measured, what: str) -> Spread:
    """Of durations."""
    if what not in rows:
        return NOTHING
    row = rows[what]
    return spread(row["n"], row["parts"], row["mean"], PLACES[what])


async def escalations(raw: Raw, asked: Asked) -> int:
    """Ours, that began in the period."""
    return await value(raw, asked, sql.ESCALATED)

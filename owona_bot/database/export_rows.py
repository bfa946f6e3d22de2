"""The tickets of an export in the order of (created_at, id): which they are, how many, and their rows as values."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import asyncpg

from owona_bot.database import index
from owona_bot.database.engine import Database, Raw
from owona_bot.database.lists_condition import Where
from owona_bot.database.lists_where import where_of
from owona_bot.domain.export import Mark, Spec
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse

RARE = 0.02
"""What fits more seldom is gathered by an index before it is put in order."""

PATIENCE = 600.0
"""Seconds for one statement: behind a slow disk, with a filter that takes its time."""

FEW = 25_000
"""Tickets that are looked up one by one sooner than all of the tables are read."""

SHEET, AT_ONCE = 5_000, 500
"""Tickets of a statement, and rows of it that come together."""

END_OF_LOOKED = """
    select s.created_at, s.ticket_id from owona_bot.search s where {between}
    order by s.created_at, s.ticket_id offset {behind:d} limit 1"""
"""Of a ticket in several parts each counts: an index alone knows that, and a few tickets less do no harm."""

END_OF_FOUND = """
    select k.created_at, k.ticket_id
    from (select s.created_at, s.ticket_id from owona_bot.search s where {between} and {where} offset 0) k
    order by k.created_at, k.ticket_id offset {behind:d} limit 1"""

ROWS = """
    select {values}
    from (select s.created_at, s.ticket_id, s.answered_at, s.due_at
          from owona_bot.search s where {between} and {where}) k
    join public.support_tickets t on t.id = k.ticket_id
    join owona_bot.ticket_state s on s.ticket_id = k.ticket_id
    {joined}
    order by k.created_at, k.ticket_id{then}"""

COUNT = "select count(*) from owona_bot.search s where {between} and {where}"

SETTING = """
    select set_config('timezone', $1, true), set_config('datestyle', 'ISO', true), set_config('jit', 'off', true),
           set_config('enable_hashjoin', $2, true), set_config('enable_mergejoin', $2, true)"""


@dataclass(frozen=True, slots=True)
class Shape:
    """The values of a row; with `joined` a ticket may have several rows, in the order `then`, whose last `ends` it."""

    values: tuple[str, ...]
    joined: str = ""
    then: str = ""
    ends: str = "true"


@dataclass(frozen=True, slots=True)
class Source:
    """The tickets that fit, and were there at `as_of`; moments are told in `zone`."""

    where: Where
    as_of: datetime
    zone: str

    @property
    def rare(self) -> bool:
        """Whether they are found sooner by an index of what fits than by looking at them in order."""
        return bool(self.where.conditions) and not self.where.laborious and self.where.share < RARE


@dataclass(frozen=True, slots=True)
class Span:
    """Behind `start`, if any, up to `end`, or to the last."""

    start: Mark | None = None
    end: asyncpg.Record | None = None

    def mark(self, tickets: int) -> Mark | None:
        """Behind all of it, which were so many."""
        if self.end is None:
            return None
        return Mark(self.end["created_at"], self.end["ticket_id"], rows_before(self.start) + tickets)


def rows_before(start: Mark | None) -> int:
    """How many were written."""
    return start.rows if start else 0


async def source_of(db: Database, spec: Spec, view: View, zone: str) -> Source:
    """Words that occur nowhere stand for no others: a file has what was asked for. Raises what `parse` does."""
    asked = parse(spec.filter, spec.locale)
    async with db.read_raw() as raw:
        where = await where_of(raw, asked, view, forgiving=False)
    return Source(where, view.now, zone)


async def settle(db: Database) -> None:
    """Every ticket that waits to be indexed is; after a first start that takes its time."""
    while await index.work(db):
        pass


async def total(db: Database, source: Source, patience: float = PATIENCE) -> int:
    """How many tickets fit now. Raises Unavailable after so many seconds."""
    async with reading(db, source.zone, few=False) as raw:
        return await count(raw, source, Span(), patience)


async def some_rows(
    db: Database, source: Source, start: Mark | None, shape: Shape
) -> AsyncGenerator[tuple[list[asyncpg.Record], Mark | None], None]:
    """Those of the next tickets behind `start`, a few at a time, each with the mark behind all of those tickets."""
    async with reading(db, source.zone, few=True) as raw:
        span = Span(start, await end_of(raw, source, start, SHEET))
        mark = span.mark(await count(raw, source, span))
        cursor = await raw.cursor(*rows_of(source, span, shape))
        while rows := await cursor.fetch(AT_ONCE, timeout=PATIENCE):
            yield rows, mark
        yield [], mark


@asynccontextmanager
async def reading(db: Database, zone: str, *, few: bool) -> AsyncIterator[Raw]:
    """As of one moment, whose moments are in `zone`; `few` are looked up row by row, whatever the planner thinks.

    Whoever stops in the middle ends the connection: asyncpg reads on of no COPY that it gave up, so PostgreSQL would
    not hear of it for as long as its socket is full.
    """
    async with db.read_raw() as raw:
        await raw.execute("begin isolation level repeatable read, read only")
        try:
            await raw.execute(SETTING, zone, "off" if few else "on")
            yield raw
            await raw.execute("commit")
        except BaseException:
            raw.terminate()
            raise


async def end_of(raw: Raw, source: Source, start: Mark | None, tickets: int) -> asyncpg.Record | None:
    """The last of about so many tickets, never of more; None where there are fewer."""
    asked = replace(source.where, values=list(source.where.values)) if source.rare else Where()
    between = _between(asked, source, Span(start))
    if source.rare:
        statement = END_OF_FOUND.format(between=between, where=asked.sql, behind=tickets - 1)
    else:
        statement = END_OF_LOOKED.format(between=between, behind=tickets - 1)
    return await raw.fetchrow(statement, *asked.values, timeout=PATIENCE)


async def count(raw: Raw, source: Source, span: Span, patience: float = PATIENCE) -> int:
    """How many fit."""
    asked = replace(source.where, values=list(source.where.values))
    statement = COUNT.format(between=_between(asked, source, span), where=asked.sql)
    found: int = await raw.fetchval(statement, *asked.values, timeout=patience)
    return found


def rows_of(source: Source, span: Span, shape: Shape) -> tuple[str, *tuple[object, ...]]:
    """The statement and its values."""
    asked = replace(source.where, values=list(source.where.values))
    between, values = _between(asked, source, span), ", ".join(shape.values)
    told = {"values": values, "joined": shape.joined, "then": shape.then, "between": between, "where": asked.sql}
    return ROWS.format(**told), *asked.values


def _between(asked: Where, source: Source, span: Span) -> str:
    """In the order of the keys."""
    sides = [f"s.created_at <= {asked.bind(source.as_of, 'timestamptz')}"]
    if span.start is not None:
        at, ticket = asked.bind(span.start.at, "timestamptz"), asked.bind(span.start.ticket, "uuid")
        sides.append(f"(s.created_at, s.ticket_id) > ({at}, {ticket})")
    if span.end is not None:
        at, ticket = asked.bind(span.end["created_at"], "timestamptz"), asked.bind(span.end["ticket_id"], "uuid")
        sides.append(f"(s.created_at, s.ticket_id) <= ({at}, {ticket})")
    return " and ".join(sides)

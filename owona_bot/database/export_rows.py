"""The rows of an export, stretch by stretch in the order of (created_at, id), as PostgreSQL writes them.

Each stretch is a statement of its own: between two of them no connection is held, and whoever starts again behind
one gets the same rest.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import asyncpg

from owona_bot.database import index
from owona_bot.database.engine import Database, Raw
from owona_bot.database.lists_condition import Where
from owona_bot.database.lists_where import where_of
from owona_bot.domain.export import Mark, Spec
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse

FIRST, MOST = 1_000, 25_000
"""Tickets of a stretch."""

BYTES = 4_000_000
"""About so many a stretch is to have."""

TOO_MANY = 48_000_000
"""More than that are not taken at once, unless they are a single ticket's."""

RARE = 0.02
"""What fits more seldom is gathered by an index before it is put in order."""

PATIENCE = 600.0
"""Seconds for one stretch: behind a slow disk, with a filter that takes its time."""

AT_ONCE = 500
"""Rows that a cursor brings."""

END_OF_LOOKED = """
    select s.created_at, s.ticket_id from owona_bot.search s where s.part = 0 and {between}
    order by s.created_at, s.ticket_id offset {behind:d} limit 1"""

END_OF_FOUND = """
    select k.created_at, k.ticket_id
    from (select s.created_at, s.ticket_id from owona_bot.search s where {between} and {where} offset 0) k
    order by k.created_at, k.ticket_id offset {behind:d} limit 1"""

ROWS = """
    select {values}
    from (select s.created_at, s.ticket_id, s.due_at from owona_bot.search s
          where {between} and {where} order by s.created_at, s.ticket_id) k
    join public.support_tickets t on t.id = k.ticket_id
    join owona_bot.ticket_state s on s.ticket_id = k.ticket_id
    {joined}
    order by k.created_at, k.ticket_id{then}"""

COUNT = "select count(*) from owona_bot.search s where {between} and {where}"

SETTING = """
    select set_config('timezone', $1, true), set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true)"""
"""A stretch is looked up row by row: the tables may be a hundred times as long."""


class TooLarge(Exception):
    """The stretch has more bytes than are taken at once."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which values of a ticket are asked for; with `joined` a ticket has several rows, in the order `then`."""

    values: str
    joined: str = ""
    then: str = ""


@dataclass(slots=True)
class Source:
    """The tickets that fit, and were there at `as_of`; `rows` is how many the next stretch looks at."""

    where: Where
    as_of: datetime
    zone: str
    rows: int = FIRST

    @property
    def rare(self) -> bool:
        """Whether they are found sooner by an index of what fits than by looking at them in order."""
        return bool(self.where.conditions) and not self.where.laborious and self.where.share < RARE


@dataclass(frozen=True, slots=True)
class Span:
    """Behind `start`, if any, up to `end`, or to the last."""

    start: Mark | None
    end: asyncpg.Record | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """`mark` is None after the last one; `tickets` were in it."""

    content: bytes
    tickets: int
    mark: Mark | None


async def source_of(db: Database, spec: Spec, view: View) -> Source:
    """Words that occur nowhere stand for no others: a file has what was asked for. Raises what `parse` does."""
    asked = parse(spec.filter, spec.locale)
    async with db.read_raw() as raw:
        where = await where_of(raw, asked, view, forgiving=False)
    return Source(where, view.now, spec.zone)


async def settle(db: Database) -> None:
    """Every ticket that waits to be indexed is; after a first start that takes its time."""
    while await index.work(db):
        pass


async def total(db: Database, source: Source) -> int:
    """How many tickets fit now."""
    async with reading(db, source.zone) as raw:
        return await _count(raw, source, Span(None, None))


async def next_stretch(
    db: Database, source: Source, start: Mark | None, shape: Shape, options: Mapping[str, object]
) -> Stretch:
    """What follows behind `start`, as COPY writes it with `options`; fewer tickets at once where they are long."""
    while True:
        try:
            stretch = await _copied(db, source, start, shape, options)
        except TooLarge:
            source.rows = max(1, source.rows // 16)
            continue
        wanted = source.rows * BYTES // max(1, len(stretch.content))
        source.rows = max(1, min(MOST, wanted, source.rows * 8))
        return stretch


async def _copied(
    db: Database, source: Source, start: Mark | None, shape: Shape, options: Mapping[str, object]
) -> Stretch:
    content = bytearray()

    async def take(some: bytes) -> None:
        content.extend(some)
        if len(content) > TOO_MANY and source.rows > 1:
            raise TooLarge

    async with reading(db, source.zone) as raw:
        span = Span(start, await _end(raw, source, start))
        asked = _rows(source, span, shape)
        written = await raw.copy_from_query(*asked, output=take, timeout=PATIENCE, **options)
        tickets = await _count(raw, source, span) if shape.joined else int(written.split()[1])
    return Stretch(bytes(content), tickets, mark_of(span, tickets))


async def some_rows(
    db: Database, source: Source, start: Mark | None, shape: Shape
) -> AsyncIterator[tuple[list[asyncpg.Record], Mark | None]]:
    """The same as values, a few rows at a time, each with the mark behind the stretch."""
    async with reading(db, source.zone) as raw:
        span = Span(start, await _end(raw, source, start))
        mark = mark_of(span, await _count(raw, source, span))
        cursor = await raw.cursor(*_rows(source, span, shape))
        while rows := await cursor.fetch(AT_ONCE, timeout=PATIENCE):
            yield rows, mark
        yield [], mark


def mark_of(span: Span, tickets: int) -> Mark | None:
    """Behind the span."""
    if span.end is None:
        return None
    return Mark(span.end["created_at"], span.end["ticket_id"], (span.start.rows if span.start else 0) + tickets)


@asynccontextmanager
async def reading(db: Database, zone: str) -> AsyncIterator[Raw]:
    """In a transaction whose moments are in `zone`."""
    async with db.read_raw() as raw, raw.transaction(readonly=True, isolation="repeatable_read"):
        await raw.execute(SETTING, zone)
        yield raw


async def _end(raw: Raw, source: Source, start: Mark | None) -> asyncpg.Record | None:
    """The last ticket of the next stretch; None where it is the last stretch."""
    asked = replace(source.where, values=list(source.where.values)) if source.rare else Where()
    between, behind = _between(asked, source, Span(start, None)), source.rows - 1
    if source.rare:
        statement = END_OF_FOUND.format(between=between, where=asked.sql, behind=behind)
    else:
        statement = END_OF_LOOKED.format(between=between, behind=behind)
    return await raw.fetchrow(statement, *asked.values, timeout=PATIENCE)


async def _count(raw: Raw, source: Source, span: Span) -> int:
    asked = replace(source.where, values=list(source.where.values))
    statement = COUNT.format(between=_between(asked, source, span), where=asked.sql)
    found: int = await raw.fetchval(statement, *asked.values, timeout=PATIENCE)
    return found


def _rows(source: Source, span: Span, shape: Shape) -> tuple[str, *tuple[object, ...]]:
    asked = replace(source.where, values=list(source.where.values))
    between = _between(asked, source, span)
    statement = ROWS.format(values=shape.values, joined=shape.joined, then=shape.then, between=between, where=asked.sql)
    return statement, *asked.values


def _between(asked: Where, source: Source, span: Span) -> str:
    """In the order of the keys."""
    sides = []
    if span.start is not None:
        at, ticket = asked.bind(span.start.at, "timestamptz"), asked.bind(span.start.ticket, "uuid")
        sides.append(f"(s.created_at, s.ticket_id) > ({at}, {ticket})")
    if span.end is not None:
        at, ticket = asked.bind(span.end["created_at"], "timestamptz"), asked.bind(span.end["ticket_id"], "uuid")
        sides.append(f"(s.created_at, s.ticket_id) <= ({at}, {ticket})")
    sides.append(f"s.created_at <= {asked.bind(source.as_of, 'timestamptz')}")
    return " and ".join(sides)

"""An export as COPY writes it, in chunks that end with a ticket, and say behind which one.

One statement has many chunks: PostgreSQL ends the text of each ticket with a control, and of one in many with a mark
as well, which are cut out again. Who takes the chunks slowly holds no connection for long: the statement is given up,
and the next one goes on behind the last mark.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from time import monotonic
from uuid import UUID

from owona_bot.database.engine import Database, Raw
from owona_bot.database.export_rows import (
    FEW,
    PATIENCE,
    Shape,
    Source,
    Span,
    end_of,
    reading,
    rows_before,
    rows_of,
)
from owona_bot.domain.export import Mark

BYTES = 2_000_000
"""A chunk has about so many, if it is not a single ticket's."""

STATEMENTS = (1_000, 1_000_000)
"""Tickets of the first and of each further one: something comes soon, and tables are seldom read whole."""

TOO_MANY = 32_000_000
"""Bytes without a mark."""

SORTED = 1_000_000_000
"""Bytes of a statement that PostgreSQL may have to put in order on its disk, if all are as long as those before."""

SELDOM = 255
"""One ticket in 256 is marked; all of them where they are so long that TOO_MANY come before a mark."""

HELD = 20.0
"""Seconds that a statement waits for whoever takes its chunks, all in all, before it is given up behind a mark."""

TICKET, BEGIN, END = b"\x04", b"\x02", b"\x03"
"""Behind a ticket, and around a mark: each with a seal, for a title may have controls and must forge neither."""

MARK = rb"(-?\d+)/([0-9a-f-]{36})"
"""Microseconds since 1970, and the ticket."""

MARKED = """
    case when not ({ends}) then ({value})::text
         when uuid_hash(t.id) & {seldom:d} = 0
         then coalesce(({value})::text, '') || E'\\x02{seal}' || (extract(epoch from k.created_at) * 1000000)::bigint
              || '/' || t.id || E'\\x03\\x04{seal}'
         else coalesce(({value})::text, '') || E'\\x04{seal}' end"""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Options = Mapping[str, object]
"""Of COPY."""


class _Enough(Exception):
    """The statement is given up."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """`mark` is None at the end; `tickets` are in it."""

    content: bytes
    tickets: int
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Key:
    """Where a ticket stands among all."""

    at: datetime
    ticket: UUID


@dataclass(slots=True)
class _Pace:
    """How many tickets the next statement has, and how seldom one of them is marked."""

    nth: int = 0
    seldom: int = field(default_factory=lambda: SELDOM)
    each: int = 1

    @property
    def tickets(self) -> int:
        """Of the next statement."""
        return min(STATEMENTS[min(self.nth, len(STATEMENTS) - 1)], max(STATEMENTS[0], SORTED // self.each))

    def adapt(self, size: int, tickets: int) -> None:
        """All went well: so many bytes for so many tickets."""
        self.nth, self.seldom = self.nth + 1, SELDOM
        self.each = max(1, size // tickets) if tickets else self.each

    def shrink(self) -> None:
        """They are far longer than others: a few of them, each with a mark."""
        self.nth, self.seldom = 0, 0


@dataclass(slots=True)
class _Cutter:
    """Cuts what COPY writes behind `start` into chunks."""

    start: Mark | None
    seal: bytes
    content: bytearray = field(default_factory=bytearray)
    looked: int = 0
    tickets: int = 0
    size: int = 0

    @property
    def mark(self) -> re.Pattern[bytes]:
        """As only we write it."""
        return re.compile(BEGIN + self.seal + MARK + END)

    def cut(self) -> Chunk | None:
        """All that there is as far as the last marked ticket, once that is enough."""
        if len(self.content) < BYTES:
            return None
        begin = self.content.rfind(BEGIN + self.seal, self.looked)
        marked = self.mark.match(self.content, begin) if begin >= 0 else None
        behind = self.content.find(b"\n", marked.end()) + 1 if marked else 0
        if not marked or not behind:
            self.looked = begin if begin >= 0 else max(0, len(self.content) - len(self.seal))
            return None
        at, ticket = EPOCH + timedelta(microseconds=int(marked[1])), UUID(marked[2].decode())
        told = bytes(self.content[:behind])
        del self.content[:behind]
        self.looked = 0
        return self.chunk(told, Key(at, ticket))

    def chunk(self, told: bytes, key: Key | None) -> Chunk:
        """Without what PostgreSQL put there for us."""
        tickets = told.count(TICKET + self.seal)
        self.tickets, self.size = self.tickets + tickets, self.size + len(told)
        mark = Mark(key.at, key.ticket, rows_before(self.start) + self.tickets) if key else None
        return Chunk(self.mark.sub(b"", told).replace(TICKET + self.seal, b""), tickets, mark)


@dataclass(slots=True)
class Copy:
    """What is written, and how much at once."""

    db: Database
    source: Source
    shape: Shape
    options: Options
    seal: str = field(default_factory=lambda: token_hex(4))
    pace: _Pace = field(default_factory=_Pace)

    async def chunks(self, start: Mark | None) -> AsyncGenerator[Chunk, None]:
        """All that follows behind `start`; at least one, of which the last has no mark."""
        mark, ended = start, False
        while not ended:
            async with aclosing(self._of_one(mark)) as some:
                async for chunk in some:
                    yield chunk
                    mark, ended = chunk.mark, chunk.mark is None

    async def _of_one(self, start: Mark | None) -> AsyncGenerator[Chunk, None]:
        """Those of one statement, which is written on while they are taken."""
        ready: asyncio.Queue[Chunk] = asyncio.Queue(1)
        writing = asyncio.create_task(self._write(start, ready))
        try:
            while not writing.done():
                if chunk := await taken(ready, writing):
                    yield chunk
            if not ready.empty():
                yield ready.get_nowait()
            await writing
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def _write(self, start: Mark | None, ready: asyncio.Queue[Chunk]) -> None:
        cutter, left = _Cutter(start, self.seal.encode()), HELD

        async def take(some: bytes) -> None:
            nonlocal left
            cutter.content += some
            if chunk := cutter.cut():
                left -= await put(ready, chunk, left)
            elif len(cutter.content) > TOO_MANY and self.pace.seldom:
                self.pace.shrink()
                raise _Enough

        with suppress(_Enough):
            async with reading(self.db, self.source.zone, few=self.pace.tickets <= FEW) as raw:
                span = Span(start, await end_of(raw, self.source, start, self.pace.tickets))
                await self._copied(raw, span, take)
            last = cutter.chunk(bytes(cutter.content), key_of(span))
            self.pace.adapt(cutter.size, cutter.tickets)
            await ready.put(last)

    async def _copied(self, raw: Raw, span: Span, take: Callable[[bytes], Awaitable[None]]) -> None:
        *first, value = self.shape.values
        last = MARKED.format(value=value, ends=self.shape.ends, seldom=self.pace.seldom, seal=self.seal)
        statement = rows_of(self.source, span, replace(self.shape, values=(*first, last)))
        await raw.copy_from_query(*statement, output=take, timeout=PATIENCE, **self.options)


def key_of(span: Span) -> Key | None:
    """Its last ticket; None where it goes on to the last of all."""
    return Key(span.end["created_at"], span.end["ticket_id"]) if span.end else None


async def taken(ready: asyncio.Queue[Chunk], writing: asyncio.Task[None]) -> Chunk | None:
    """The next one; None once nothing more is written."""
    taking = asyncio.ensure_future(ready.get())
    try:
        await asyncio.wait({taking, writing}, return_when=asyncio.FIRST_COMPLETED)
        return taking.result() if taking.done() else None
    finally:
        taking.cancel()


async def put(ready: asyncio.Queue[Chunk], chunk: Chunk, most: float) -> float:
    """Seconds that it took; gives the statement up when nobody takes it."""
    began = monotonic()
    try:
        await asyncio.wait_for(ready.put(chunk), most)
    except TimeoutError:
        raise _Enough from None
    return monotonic() - began

"""An export as COPY writes it, in chunks that end with a ticket, and say behind which one.

One statement has many chunks: behind each of them PostgreSQL writes a mark, which is cut out again. Who takes the
chunks slowly holds no connection for long: the statement is given up, and the next one goes on behind the last mark.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from time import monotonic
from uuid import UUID

from owona_bot.database.engine import Database, Raw
from owona_bot.database.export_rows import (
    FEW,
    PATIENCE,
    Shape,
    Source,
    Span,
    count,
    end_of,
    reading,
    rows_before,
    rows_of,
)
from owona_bot.domain.export import Mark

BYTES = 2_000_000
"""About so many a chunk is to have."""

FIRST, MOST = 1_000, 500_000
"""Tickets of a statement; the first ones have fewer, so that something comes soon."""

CHUNKS = 128
"""Of a statement at most."""

TOO_MANY = 32_000_000
"""Bytes without a mark, unless they are a single ticket's."""

HELD = 20.0
"""Seconds that a statement may take before it is given up behind the next mark."""

BEGIN, END = b"\x02", b"\x03"
"""Around a mark: no cell and no JSON has controls."""

MARKED = """
    case when {nth} % {every:d} = 0 and {ends}
         then coalesce(({value})::text, '') || E'\\x02' || (extract(epoch from k.created_at) * 1000000)::bigint || '/'
              || k.ticket_id || '/' || {nth} || E'\\x03'
         else ({value})::text end"""

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


@dataclass(slots=True)
class _Pace:
    """A mark behind so many tickets; so many a statement."""

    every: int = FIRST
    tickets: int = FIRST

    def adapt(self, size: int, tickets: int) -> None:
        """As if what comes were like what came."""
        if tickets:
            self.every = max(1, min(MOST, BYTES * tickets // max(1, size)))
        self.tickets = max(1, min(MOST, self.tickets * 8, self.every * CHUNKS))

    def shrink(self) -> None:
        """What came was far longer than what came before."""
        self.every = self.tickets = max(1, self.every // 16)


@dataclass(slots=True)
class _Cutter:
    """Cuts what COPY writes behind `start` into chunks."""

    start: Mark | None
    content: bytearray = field(default_factory=bytearray)
    looked: int = 0
    size: int = 0
    tickets: int = 0

    def cut(self) -> Chunk | None:
        """The next that is whole."""
        begin = self.content.find(BEGIN, self.looked)
        end = self.content.find(END, begin) if begin >= 0 else -1
        behind = self.content.find(b"\n", end) + 1 if end >= 0 else 0
        if not behind:
            self.looked = begin if begin >= 0 else len(self.content)
            return None
        at, ticket, nth = self.content[begin + 1 : end].decode().split("/")
        told = bytes(self.content[:begin] + self.content[end + 1 : behind])
        del self.content[:behind]
        self.looked = 0
        moment = EPOCH + timedelta(microseconds=int(at))
        return self._chunk(told, int(nth), Mark(moment, UUID(ticket), rows_before(self.start) + int(nth)))

    def rest(self, tickets: int, mark: Mark | None) -> Chunk:
        """Behind the last mark; `tickets` were in all of the statement."""
        return self._chunk(bytes(self.content), tickets, mark)

    def _chunk(self, content: bytes, nth: int, mark: Mark | None) -> Chunk:
        chunk = Chunk(content, nth - self.tickets, mark)
        self.size, self.tickets = self.size + len(content), nth
        return chunk


@dataclass(slots=True)
class Copy:
    """What is written, and how much at once."""

    db: Database
    source: Source
    shape: Shape
    options: Options
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
                taking = asyncio.ensure_future(ready.get())
                await asyncio.wait({taking, writing}, return_when=asyncio.FIRST_COMPLETED)
                if taking.done():
                    yield taking.result()
                else:
                    taking.cancel()
            if not ready.empty():
                yield ready.get_nowait()
            await writing
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    async def _write(self, start: Mark | None, ready: asyncio.Queue[Chunk]) -> None:
        cutter, pace = _Cutter(start), self.pace
        until = monotonic() + HELD

        async def take(some: bytes) -> None:
            cutter.content += some
            while chunk := cutter.cut():
                await put(ready, chunk)
                if monotonic() > until:
                    raise _Enough
            if len(cutter.content) > TOO_MANY and pace.every > 1:
                pace.shrink()
                raise _Enough

        try:
            async with reading(self.db, self.source.zone, few=pace.tickets <= FEW) as raw:
                span = Span(start, await end_of(raw, self.source, start, pace.tickets))
                last = await self._copied(raw, span, take)
        except _Enough:
            return
        pace.adapt(cutter.size + len(cutter.content), last)
        await ready.put(cutter.rest(last, span.mark(last)))

    async def _copied(self, raw: Raw, span: Span, take: Callable[[bytes], Awaitable[None]]) -> int:
        """How many tickets it wrote."""
        *first, value = self.shape.values
        told = {"nth": self.shape.nth, "every": self.pace.every, "ends": self.shape.ends, "value": value}
        shape = replace(self.shape, values=(*first, MARKED.format(**told)))
        written: str = await raw.copy_from_query(
            *rows_of(self.source, span, shape), output=take, timeout=PATIENCE, **self.options
        )
        return await count(raw, self.source, span) if shape.joined else int(written.split()[1])


async def put(ready: asyncio.Queue[Chunk], chunk: Chunk) -> None:
    """Gives the statement up when nobody takes it."""
    try:
        await asyncio.wait_for(ready.put(chunk), HELD)
    except TimeoutError:
        raise _Enough from None

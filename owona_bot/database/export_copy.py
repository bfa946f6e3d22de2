"""An export as COPY writes it, in chunks that end with a ticket, and say behind which one.

One statement has many chunks: PostgreSQL ends the text of each ticket with a control, and of one in many with a mark
as well, which are cut out again. Who takes the chunks slowly holds no connection for long: the statement is given up,
and the next one goes on behind the last mark.
"""

import asyncio
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

MARKED = """
    case when not ({ends}) then ({value})::text
         when uuid_hash(t.id) & {seldom:d} = 0
         then coalesce(({value})::text, '') || E'\\x02{seal}' || (extract(epoch from k.created_at) * 1000000)::bigint
              || '/' || t.id || E'\\x03\\x04{seal}'
         else coalesce(({value})::text, '') || E'\\x04{seal}' end"""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Options = Mapping[str, object]
"""Of COPY."""

Clean = Callable[[bytes], bytes]
"""What whole lines become in the file."""


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
    """Cuts what COPY writes behind `start` into chunks.

    Lines are made ready as they come, a few at a time: PostgreSQL writes on meanwhile, as far as a socket holds.
    `line` has not ended yet. The first `behind` bytes of `content` end with the ticket `key`, the `marked`th of all.
    """

    start: Mark | None
    seal: bytes
    clean: Clean
    line: bytearray = field(default_factory=bytearray)
    content: bytearray = field(default_factory=bytearray)
    key: Key | None = None
    behind: int = 0
    marked: int = 0
    tickets: int = 0
    cut_off: int = 0
    size: int = 0

    @property
    def waiting(self) -> int:
        """Bytes that are in no chunk yet."""
        return len(self.content) + len(self.line)

    def add(self, some: bytes) -> None:
        """The next ones."""
        end = some.rfind(b"\n") + 1
        self.line += some[:end] if end else some
        if end:
            self._add_lines(bytes(self.line))
            self.line = bytearray(some[end:])

    def _add_lines(self, lines: bytes) -> None:
        before, *marked = lines.split(BEGIN + self.seal)
        if not marked:
            self._keep(before)
            return
        keys, texts = zip(*(one.split(END, 1) for one in marked), strict=True)
        end = texts[-1].index(b"\n") + 1
        self._keep(b"".join((before, *texts[:-1], texts[-1][:end])))
        self.key, self.behind, self.marked = key_in(keys[-1]), len(self.content), self.tickets
        self._keep(texts[-1][end:])

    def _keep(self, lines: bytes) -> None:
        told = lines.replace(TICKET + self.seal, b"")
        self.tickets += (len(lines) - len(told)) // len(TICKET + self.seal)
        self.content += self.clean(told)
        self.size += len(lines)

    def cut(self) -> Chunk | None:
        """All that there is as far as the last marked ticket, once that is enough."""
        if len(self.content) < BYTES or self.key is None:
            return None
        return self._chunk(self.key, self.behind, self.marked)

    def last(self, key: Key | None) -> Chunk:
        """What is left, up to the ticket `key`."""
        return self._chunk(key, len(self.content), self.tickets)

    def _chunk(self, key: Key | None, behind: int, tickets: int) -> Chunk:
        with memoryview(self.content) as content:
            told = content[:behind].tobytes()
        del self.content[:behind]
        cut_off, self.cut_off, self.key = self.cut_off, tickets, None
        mark = Mark(key.at, key.ticket, rows_before(self.start) + tickets) if key else None
        return Chunk(told, tickets - cut_off, mark)


@dataclass(slots=True)
class Copy:
    """What is written, and how much at once."""

    db: Database
    source: Source
    shape: Shape
    options: Options
    clean: Clean = bytes
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
        cutter, left = _Cutter(start, self.seal.encode(), self.clean), HELD

        async def take(some: bytes) -> None:
            nonlocal left
            cutter.add(some)
            if chunk := cutter.cut():
                left -= await put(ready, chunk, left)
            elif cutter.waiting > TOO_MANY and self.pace.seldom:
                self.pace.shrink()
                raise _Enough

        with suppress(_Enough):
            async with reading(self.db, self.source.zone, few=self.pace.tickets <= FEW) as raw:
                span = Span(start, await end_of(raw, self.source, start, self.pace.tickets))
                await self._copied(raw, span, take)
            last = cutter.last(key_of(span))
            self.pace.adapt(cutter.size, cutter.tickets)
            await ready.put(last)

    async def _copied(self, raw: Raw, span: Span, take: Callable[[bytes], Awaitable[None]]) -> None:
        *first, value = self.shape.values
        last = MARKED.format(value=value, ends=self.shape.ends, seldom=self.pace.seldom, seal=self.seal)
        statement = rows_of(self.source, span, replace(self.shape, values=(*first, last)))
        await raw.copy_from_query(*statement, output=take, timeout=PATIENCE, **self.options)


def key_in(mark: bytes) -> Key:
    """Microseconds since 1970, and the ticket."""
    at, ticket = mark.decode().split("/")
    return Key(EPOCH + timedelta(microseconds=int(at)), UUID(ticket))


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

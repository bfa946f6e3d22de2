"""An export as COPY writes it, in chunks that end with a ticket, and say behind which one.

One statement has many chunks (`export_cut.py`). Who takes them slowly holds no connection for long: the statement is
given up, and the next one goes on behind the last mark.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from secrets import token_hex
from time import monotonic

from owona_bot.database.engine import Database, Raw
from owona_bot.database.export_cut import MARKED, Chunk, Clean, Cutter, Key
from owona_bot.database.export_rows import (
    FEW,
    PATIENCE,
    Shape,
    Source,
    Span,
    end_of,
    reading,
    rows_of,
)
from owona_bot.domain.export import Mark

BYTES = 1_000_000
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

Options = Mapping[str, object]
"""Of COPY."""


class _Enough(Exception):
    """The statement is given up."""


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
        cutter, left = Cutter(start, self.seal.encode(), self.clean), HELD

        async def take(some: bytes) -> None:
            nonlocal left
            cutter.add(some)
            if chunk := cutter.cut(BYTES):
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

"""Marks in what COPY writes of an export: how they get there, and how chunks are cut out at them.

PostgreSQL ends the text of each ticket with a control, and of one in many with its key as well.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from owona_bot.database.export_rows import rows_before
from owona_bot.domain.export import Mark

TICKET, BEGIN, END = b"\x04", b"\x02", b"\x03"
"""Behind a ticket, and around a mark: each with a seal, for a title may have controls and must forge neither."""

MARKED = """
    case when not ({ends}) then ({value})::text
         when uuid_hash(t.id) & {seldom:d} = 0
         then coalesce(({value})::text, '') || E'\\x02{seal}' || (extract(epoch from k.created_at) * 1000000)::bigint
              || '/' || t.id || E'\\x03\\x04{seal}'
         else coalesce(({value})::text, '') || E'\\x04{seal}' end"""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Clean = Callable[[bytes], bytes]
"""What whole lines become in the file."""


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
class Cutter:
    """Cuts what COPY writes behind `start` into chunks.

    Lines are made ready as they come, a few at a time: PostgreSQL writes on meanwhile, as far as a socket holds.
    `ready` ends with the ticket `key`, the `marked`th of all; `beyond` is behind it, `line` has not ended yet.
    """

    start: Mark | None
    seal: bytes
    clean: Clean
    line: list[bytes] = field(default_factory=list)
    beyond: list[bytes] = field(default_factory=list)
    ready: list[bytes] = field(default_factory=list)
    key: Key | None = None
    marked: int = 0
    tickets: int = 0
    cut_off: int = 0
    size: int = 0
    waiting: int = 0

    def add(self, some: bytes) -> None:
        """The next ones."""
        end = some.rfind(b"\n") + 1
        self.line.append(some[:end] if end else some)
        if end:
            self._add_lines(b"".join(self.line))
            self.line = [some[end:]]
        self.size, self.waiting = self.size + len(some), self.waiting + len(some)

    def _add_lines(self, lines: bytes) -> None:
        text, *others = lines.split(BEGIN + self.seal)
        if others:
            keys, texts = zip(*(one.split(END, 1) for one in others), strict=True)
            end = texts[-1].index(b"\n") + 1
            self._keep(b"".join((text, *texts[:-1], texts[-1][:end])))
            self._mark(key_in(keys[-1]))
            text = texts[-1][end:]
        self._keep(text)

    def _keep(self, lines: bytes) -> None:
        told = lines.replace(TICKET + self.seal, b"")
        self.tickets += (len(lines) - len(told)) // len(TICKET + self.seal)
        self.beyond.append(self.clean(told))

    def _mark(self, key: Key | None) -> None:
        self.key, self.marked = key, self.tickets
        self.ready += self.beyond
        self.beyond = []

    def cut(self, enough: int) -> Chunk | None:
        """All that there is as far as the last marked ticket, once about so many bytes wait."""
        return self._chunk() if self.ready and self.waiting >= enough else None

    def last(self, key: Key | None) -> Chunk:
        """What is left, up to the ticket `key`."""
        self._mark(key)
        return self._chunk()

    def _chunk(self) -> Chunk:
        mark = Mark(self.key.at, self.key.ticket, rows_before(self.start) + self.marked) if self.key else None
        chunk = Chunk(b"".join(self.ready), self.marked - self.cut_off, mark)
        self.ready, self.cut_off = [], self.marked
        self.waiting = sum(map(len, (*self.beyond, *self.line)))
        return chunk


def key_in(mark: bytes) -> Key:
    """Microseconds since 1970, and the ticket."""
    at, ticket = mark.decode().split("/")
    return Key(EPOCH + timedelta(microseconds=int(at)), UUID(ticket))

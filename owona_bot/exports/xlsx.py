"""XLSX: PostgreSQL writes the cells, a child makes the workbook; here they only pass through."""

import asyncio
import errno
import json
import os
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from uuid import UUID

from owona_bot.database.engine import Database
from owona_bot.database.export_copy import Copy
from owona_bot.database.export_rows import Shape, Source
from owona_bot.database.export_sql import cells, messages_of
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.export import Mark, Piece, Spec
from owona_bot.domain.export_columns import BY_NAME, MESSAGE, Column, columns_of
from owona_bot.exports.json import OPTIONS
from owona_bot.exports.xlsx_child import DISK_FULL

ENVIRONMENT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV")
"""None of the bot's own, in which its secrets are."""

CHUNK = 256 * 1024

MORE = Mark(datetime(1970, 1, 1, tzinfo=UTC), UUID(int=0), 0)
"""That more comes; nobody can begin there."""

OF_MESSAGE = (BY_NAME["number"], BY_NAME["title"], *MESSAGE)
"""What the second sheet has."""

SHEETS = ("export.sheet.tickets", "export.sheet.messages")

Told = Mapping[str, object]

Child = asyncio.subprocess.Process


async def pieces(db: Database, source: Source, spec: Spec, t: Translate) -> AsyncGenerator[Piece, None]:
    """Rows as they go in, without bytes; then the bytes. The same tickets give the same ones."""
    sheets = sheets_of(spec, author_name=db.author_name)
    async with a_child() as child:
        told = [sheet(t(key), columns, t) for key, (columns, _) in zip(SHEETS, sheets, strict=False)]
        await send(child, head(told, source.as_of))
        for n, (_, shape) in enumerate(sheets):
            await send(child, b"null\n" if n else b"")
            async with aclosing(Copy(db, source, shape, OPTIONS).chunks(None)) as chunks:
                async for chunk in chunks:
                    await send(child, chunk.content)
                    yield Piece(b"", 0 if n else chunk.tickets, MORE)
        async for content in answer(child):
            yield Piece(content, 0, MORE)
    yield Piece(b"", 0, None)


def sheets_of(spec: Spec, *, author_name: bool) -> list[tuple[Sequence[Column], Shape]]:
    """The tickets, and what was said in them."""
    columns = columns_of(spec)
    sheets: list[tuple[Sequence[Column], Shape]] = [(columns, Shape((cells(columns, notes=spec.notes),)))]
    if spec.messages:
        values = [cells(OF_MESSAGE, notes=spec.notes)]
        sheets.append((OF_MESSAGE, messages_of(spec, values, author_name=author_name, all_tickets=False)))
    return sheets


def sheet(name: str, columns: Sequence[Column], t: Translate) -> Told:
    """What the child has to know of it."""
    return {
        "name": name,
        "columns": [column.name for column in columns],
        "headings": [t(column.heading) for column in columns],
        "holds": [column.holds.name for column in columns],
    }


def head(sheets: Sequence[Told], as_of: datetime) -> bytes:
    """The first line."""
    return json.dumps({"at": int(as_of.timestamp()), "sheets": sheets}).encode() + b"\n"


@asynccontextmanager
async def a_child() -> AsyncIterator[Child]:
    """Gone afterwards with all that it wrote, whatever happens."""
    with TemporaryDirectory(prefix="owona-export-", ignore_cleanup_errors=True) as folder:
        async with _a_child(folder) as child:
            yield child


@asynccontextmanager
async def _a_child(folder: str) -> AsyncIterator[Child]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.exports.xlsx_child", folder),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


async def send(child: Child, lines: bytes) -> None:
    """Waits while it has enough to do. Raises what made it end."""
    assert child.stdin is not None
    try:
        child.stdin.write(lines)
        await child.stdin.drain()
    except ConnectionError:
        raise await why(child) from None


async def answer(child: Child) -> AsyncIterator[bytes]:
    """The workbook. Raises OperatorError, or OSError where there was no room for it."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.close()
    while content := await child.stdout.read(CHUNK):
        yield content
    if await child.wait():
        raise await why(child)


async def why(child: Child) -> Exception:
    """It ended too early."""
    code = await child.wait()
    if code == DISK_FULL:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return OperatorError(f"The workbook could not be made: its process ended with {code}.")

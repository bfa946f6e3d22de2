"""Exports: asked for, worked on by turns, their bytes as rows, and the links that lead to them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg

from owona_bot.database import exports_sql as sql
from owona_bot.database.engine import Raw
from owona_bot.domain.export import Export, Piece, Spec, to_json
from owona_bot.domain.export_job import END, Progress, Turn, Upload, Way, mark_json, mark_of, spec_of
from owona_bot.domain.people import AgentId

CHUNK = 256 * 1024
"""Bytes of a part; the last ones of a piece may be fewer."""

SHOWN = 10
"""Of a list."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link that leads somewhere: whose it is, and to what."""

    export: Export
    holder: AgentId


async def open_of(raw: Raw, agent: AgentId) -> int:
    """How many of theirs are open; nobody else counts them until the transaction ends."""
    await raw.execute(sql.ALONE, agent)
    count: int = await raw.fetchval(sql.OPEN, agent)
    return count


async def add(raw: Raw, agent: AgentId | None, spec: Spec, name: str, as_of: datetime, expires_at: datetime) -> Export:
    """One that waits for a worker."""
    return export_of(await raw.fetchrow(sql.ADD, agent, to_json(spec), name, as_of, expires_at))


async def by_id(raw: Raw, id_: UUID) -> Progress | None:
    """None for one that there is not."""
    row = await raw.fetchrow(sql.BY_ID, id_)
    return progress_of(row) if row else None


async def last(raw: Raw, agent: AgentId | None) -> list[Progress]:
    """The newest first; of everybody without an agent."""
    rows = await (raw.fetch(sql.OF_ALL, SHOWN) if agent is None else raw.fetch(sql.OF_AGENT, agent, SHOWN))
    return [progress_of(row) for row in rows]


async def waits(raw: Raw) -> bool:
    """Whether there is one to work on that nobody works on."""
    return bool(await raw.fetchval(sql.WAITS))


async def take(raw: Raw, lease: timedelta, small: int | None) -> Turn | None:
    """Whose turn it is; with `small` none of those that are made anew and have more rows than that."""
    row = await raw.fetchrow(sql.TAKE, lease, small)
    if row is None:
        return None
    cursor = row["cursor"]
    return Turn(export_of(row), row["attempts"], mark_of(cursor), cursor == END, row["died"])


async def renew(raw: Raw, turn: Turn, lease: timedelta) -> bool:
    """False once it was cancelled, or somebody else has taken it."""
    return await raw.fetchval(sql.RENEW, turn.export.id, turn.attempt, lease) is not None


async def give_back(raw: Raw, turn: Turn) -> None:
    """Somebody else's turn."""
    await raw.execute(sql.GIVE_BACK, turn.export.id, turn.attempt)


async def note_total(raw: Raw, turn: Turn, total: int) -> bool:
    """How many rows it will have; False when it is not ours any more, as of all that follow."""
    return await raw.fetchval(sql.COUNTED, turn.export.id, turn.attempt, total) is not None


async def begin_anew(raw: Raw, turn: Turn) -> bool:
    """In a transaction: without what was written."""
    if await raw.fetchval(sql.ANEW, turn.export.id, turn.attempt) is None:
        return False
    await raw.execute(sql.CLEAR, turn.export.id)
    return True


async def put(raw: Raw, turn: Turn, piece: Piece, rows: int, calm: timedelta) -> bool | None:
    """In a transaction: bytes behind what is there, `rows` in all. Whether it is time to tell; None: not ours."""
    mark = mark_json(piece.mark) if piece.mark and turn.is_continued else None
    told = (rows, len(piece.content), mark if piece.mark else END, calm)
    tells: bool | None = await raw.fetchval(sql.PUT, turn.export.id, turn.attempt, *told)
    if tells is not None:
        for begin in range(0, len(piece.content), CHUNK):
            await raw.execute(sql.PUT_PART, turn.export.id, piece.content[begin : begin + CHUNK])
    return tells


async def finish(raw: Raw, turn: Turn, sha256: bytes, expires_at: datetime) -> bool:
    """It is whole."""
    return await raw.fetchval(sql.FINISH, turn.export.id, turn.attempt, sha256, expires_at) is not None


async def forget_parts(raw: Raw, turn: Turn) -> None:
    """What was written goes before it is told that it failed: where the disk is full, there must be room to say so."""
    await raw.execute(sql.CLEAR_HELD, turn.export.id, turn.attempt)


async def fail(raw: Raw, turn: Turn, reason: str) -> bool:
    """It ended without a file."""
    return await raw.fetchval(sql.FAIL, turn.export.id, turn.attempt, reason) is not None


async def cancel(raw: Raw, id_: UUID) -> Export | None:
    """None where nothing is left to cancel; what was written goes with `clear`."""
    row = await raw.fetchrow(sql.CANCEL, id_)
    return export_of(row) if row else None


async def clear(raw: Raw) -> None:
    """Bytes of what failed or was cancelled."""
    await raw.execute(sql.CLEAR_ENDED)


async def part(raw: Raw, id_: UUID, n: int) -> bytes | None:
    """Its `n`th bytes, from 0; None behind the last."""
    found: bytes | None = await raw.fetchval(sql.PART, id_, n)
    return found


async def content(pool: asyncpg.Pool, id_: UUID) -> AsyncIterator[bytes]:
    """All of it; no connection waits for whoever takes it."""
    n = 0
    while True:
        async with pool.acquire() as raw:
            piece = await part(raw, id_, n)
        if piece is None:
            return
        yield piece
        n += 1


async def begin_upload(raw: Raw, id_: UUID) -> None:
    """Once more."""
    await raw.execute(sql.BEGIN_UPLOAD, id_)


async def note_file(raw: Raw, id_: UUID, file: str) -> None:
    """Before anybody can see it: an attempt whose end nobody knows is then looked for by this id."""
    await raw.execute(sql.NOTE_FILE, id_, file)


async def handed(raw: Raw, id_: UUID, way: Way) -> None:
    """Whoever asked has it."""
    await raw.execute(sql.HANDED, id_, way.value)


async def withhold(raw: Raw, id_: UUID, reason: str) -> bool:
    """One that is whole and that nobody has yet, as if it had failed; its bytes go with `clear`."""
    return await raw.fetchval(sql.WITHHOLD, id_, reason) is not None


async def add_link(raw: Raw, hash_: bytes, id_: UUID, agent: AgentId) -> None:
    """For that agent; it ends when the file does."""
    await raw.execute(sql.ADD_LINK, hash_, id_, agent)


async def link(raw: Raw, hash_: bytes, now: datetime) -> Link | None:
    """None for one that never led anywhere, or leads nowhere any more."""
    row = await raw.fetchrow(sql.LINK, hash_, now)
    return Link(export_of(row), AgentId(row["holder"])) if row else None


def export_of(row: asyncpg.Record) -> Export:
    """Of the columns of EXPORT."""
    return Export(
        id=row["id"],
        agent=row["agent_id"],
        spec=spec_of(row["spec"]),
        state=row["state"],
        name=row["name"],
        as_of=row["as_of"],
        total=row["total"],
        rows=row["rows"],
        size=row["size"],
        sha256=row["sha256"],
        reason=row["reason"],
        expires_at=row["expires_at"],
        started_at=row["started_at"],
    )


def progress_of(row: asyncpg.Record) -> Progress:
    """Of a row of PROGRESS."""
    way = Way(row["handed"]) if row["handed"] else None
    upload = Upload(row["uploads"], row["slack_file"], row["waited"], way)
    return Progress(export_of(row), row["agent"] or "?", row["elapsed"], upload)

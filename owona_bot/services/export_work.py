"""Export, as a worker does it: whose turn it is, what was written so far, and how it ended, each a transaction."""

import hashlib
from datetime import datetime, timedelta

from owona_bot.database import agents, events, exports
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.errors import MayNot
from owona_bot.domain.event import Kind
from owona_bot.domain.export import Export, Piece
from owona_bot.domain.export_job import Reason, Turn, told
from owona_bot.domain.people import Agent
from owona_bot.services.export import check_right

BY = "bot:exports"

CALM = timedelta(seconds=2)
"""Between two words about how far it has come."""

MOST_DIED = 3
"""An export of which so many workers died, and nothing came meanwhile, kills its workers."""


class Lost(Exception):
    """It was cancelled, or another worker has it."""


async def take_turn(db: Database, lease: timedelta, small: int | None) -> tuple[Turn, Agent | None] | None:
    """Whose turn it is, and who asked; what may not be written any more ends here.

    With `small` none of those that are made in one go and have more rows than that. Raises Lost once one ended so.
    """
    async with db.read_raw() as raw:
        if not await exports.waits(raw):
            return None
    async with db.change_raw(by=BY) as raw:
        turn = await exports.take(raw, lease, small)
    if turn is None:
        return None
    agent = await _asker(db, turn.export)
    reason = _reason_against(turn, agent)
    if reason is not None:
        await fail_turn(db, turn, reason)
        raise Lost
    return turn, agent


async def _asker(db: Database, export: Export) -> Agent | None:
    if export.agent is None:
        return None
    async with db.read() as connection:
        return await agents.by_id(connection, export.agent)


def _reason_against(turn: Turn, agent: Agent | None) -> Reason | None:
    """What they may may be another than when they asked."""
    if turn.died >= MOST_DIED:
        return Reason.DIED
    if agent is None:
        return Reason.LEFT if turn.export.agent is not None else None
    try:
        check_right(turn.export.spec, agent)
    except MayNot:
        return Reason.MAY_NOT
    return None


async def renew_turn(db: Database, turn: Turn, lease: timedelta) -> bool:
    """False once it is not ours any more."""
    async with db.read_raw() as raw:
        return await exports.renew(raw, turn, lease)


async def give_back_turn(db: Database, turn: Turn) -> None:
    """It is somebody else's turn."""
    async with db.change_raw(by=BY) as raw:
        await exports.give_back(raw, turn)


async def note_total(db: Database, turn: Turn, total: int) -> None:
    """How many rows it will have. Raises Lost."""
    async with db.change_raw(by=BY) as raw:
        if not await exports.note_total(raw, turn, total):
            raise Lost


async def begin_anew(db: Database, turn: Turn) -> None:
    """Without what was written before. Raises Lost."""
    async with db.change_raw(by=BY) as raw:
        if not await exports.begin_anew(raw, turn):
            raise Lost


async def put_piece(db: Database, turn: Turn, piece: Piece, rows: int) -> None:
    """The bytes and how far they go, both or neither. Raises Lost."""
    async with db.change_raw(by=BY) as raw:
        tells = await exports.put(raw, turn, piece, rows, CALM)
        if tells is None:
            raise Lost
        if tells:
            await events.add(raw, Kind.EXPORT_MOVED, BY, told(turn.export))


async def finish_turn(db: Database, turn: Turn, now: datetime, kept: timedelta) -> None:
    """It is whole; its file is `kept` so long. Raises Lost."""
    digest = hashlib.sha256()
    async for part in exports.content(db.raw, turn.export.id):
        digest.update(part)
    async with db.change_raw(by=BY) as raw:
        if not await exports.finish(raw, turn, digest.digest(), now + kept):
            raise Lost
        await _tell_end(raw, turn, "done")


async def fail_turn(db: Database, turn: Turn, reason: str) -> None:
    """Nothing of it stays but the reason: a Reason, or a refusal as `written`."""
    async with db.change_raw(by=BY) as raw:
        await exports.forget_parts(raw, turn)
    async with db.change_raw(by=BY) as raw:
        if await exports.fail(raw, turn, reason):
            await _tell_end(raw, turn, "failed")


async def _tell_end(raw: Raw, turn: Turn, state: str) -> None:
    await events.add(raw, Kind.EXPORT_ENDED, BY, {**told(turn.export), "state": state})


async def clear_ended(db: Database) -> None:
    """What was cancelled leaves no bytes."""
    async with db.read_raw() as raw:
        await exports.clear(raw)

"""Exports that programs fetch as they are written: who fetched what, and how it ended, is in the audit trail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from owona_bot.database import events, export_streams
from owona_bot.database.apart import apart
from owona_bot.database.engine import Database
from owona_bot.domain.event import Kind
from owona_bot.domain.export import Spec
from owona_bot.domain.export_errors import ExportStreamUnknown
from owona_bot.domain.export_query import scopes_for
from owona_bot.domain.export_stream import State, Streamed, Tally, told
from owona_bot.domain.token import ServiceToken, demand


@asynccontextmanager
async def for_streams(db: Database) -> AsyncIterator[Database]:
    """What they are read by: of those that nobody waits for any more no statement goes on."""
    async with apart(db) as own:
        yield own


async def begin_stream(db: Database, token: ServiceToken, spec: Spec, now: datetime) -> Streamed:
    """Nothing is told to a program that is not written down before. Raises TokenLacksScope."""
    for scope in scopes_for(spec):
        demand(token, scope)
    async with db.change_raw(by=token.actor) as raw:
        id_ = await export_streams.add(raw, token.id, spec, now)
        await events.add(raw, Kind.EXPORT_ASKED, token.actor, told(id_, token, spec))
    return Streamed(id_, spec, now, "running", Tally(0, 0))


async def end_stream(db: Database, token: ServiceToken, streamed: Streamed, state: State, tally: Tally) -> None:
    """The first end counts."""
    async with db.change_raw(by=token.actor) as raw:
        if await export_streams.end(raw, streamed.id, state, tally):
            payload = {**told(streamed.id, token, streamed.spec), "state": state}
            await events.add(raw, Kind.EXPORT_ENDED, token.actor, payload)


async def show_stream(db: Database, token: ServiceToken, id_: UUID) -> Streamed:
    """What that token fetched. Raises ExportStreamUnknown."""
    async with db.read_raw() as raw:
        found = await export_streams.by_id(raw, id_, token.id)
    if found is None:
        raise ExportStreamUnknown
    return found

"""Exports that programs fetch as they are written: who fetched what, and how it ended, is in the audit trail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from owona_bot.database import events, export_beats, export_streams
from owona_bot.database.engine import GONE, Database
from owona_bot.domain.errors import Unavailable
from owona_bot.domain.event import Kind
from owona_bot.domain.export import Spec
from owona_bot.domain.export_errors import ExportStreamUnknown
from owona_bot.domain.export_query import scopes_for
from owona_bot.domain.export_stream import State, Streamed, Tally, told
from owona_bot.domain.token import ServiceToken, demand

BEAT = 10.0
"""Seconds."""


def for_streams(db: Database) -> Database:
    """What they are read by: of those that nobody waits for any more no statement goes on."""
    return db.apart()


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


@asynccontextmanager
async def written(db: Database, streamed: Streamed) -> AsyncIterator[None]:
    """Within, whoever asks is told that it runs; once this process is dead, that it is gone."""
    beats = asyncio.create_task(_beats(db, streamed.id))
    try:
        yield
    finally:
        beats.cancel()


async def _beats(db: Database, id_: UUID) -> None:
    """Through an outage of the database too."""
    while True:
        with suppress(*GONE, Unavailable):
            async with db.read_raw() as raw:
                await export_beats.beat(raw, id_)
        await asyncio.sleep(BEAT)


async def show_stream(db: Database, token: ServiceToken, id_: UUID) -> Streamed:
    """What that token fetched. Raises ExportStreamUnknown."""
    async with db.read_raw() as raw:
        found = await export_streams.by_id(raw, id_, token.id)
        if found is None:
            raise ExportStreamUnknown
        lost = found.state == "running" and not await export_beats.is_alive(raw, id_)
    return replace(found, state="gone") if lost else found

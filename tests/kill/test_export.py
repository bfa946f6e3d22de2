"""Replicas that are killed while they write: whoever goes on, each file is what an undisturbed one is."""

import asyncio
import hashlib
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

import pytest

from jobs.export import Exporter
from owona_bot.database import exports
from owona_bot.database.engine import Database, connect
from owona_bot.database.seed import sow
from owona_bot.domain.export import Export, Format, Spec, What
from owona_bot.domain.export_job import ExportRules
from owona_bot.playground.stage import die_with_parent
from owona_bot.services.export import ask_export, export_progress
from tests.desks import a_desk
from tests.services.team import a_team

pytestmark = pytest.mark.database

TICKETS = 2_500

FORMATS = (Format.CSV, Format.NDJSON, Format.JSON)


async def lived(url: str) -> bool:
    """A replica's life; whether it was killed."""
    replica = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.kill.exporter"), env={**os.environ, "URL": url}, preexec_fn=die_with_parent
    )
    code = await replica.wait()
    assert code in (0, -signal.SIGKILL)
    return code != 0


async def again(db: Database, export: Export) -> Export:
    """The same, asked for as of the same moment."""
    async with db.raw.acquire() as raw:
        return await exports.add(raw, export.agent, export.spec, export.name, export.as_of, export.expires_at)


async def content(db: Database, export: Export) -> bytes:
    """Of one that is whole."""
    found = await export_progress(db, export.id)
    assert found is not None
    read = b"".join([part async for part in exports.content(db.raw, export.id)])
    assert (found.export.state, found.export.reason, found.export.rows) == ("done", None, TICKETS)
    assert (found.export.size, found.export.sha256) == (len(read), hashlib.sha256(read).digest())
    return read


async def test_a_file_is_the_same_however_often_its_writer_is_killed(database_url: str) -> None:
    await sow(database_url, TICKETS, 1, sure=False, told=lambda _: None)
    db = await connect(database_url)
    try:
        anna, *_ = await a_team(db, 1)
        rules, now = ExportRules(open_at_once=100), datetime.now(UTC)
        whole = [
            await ask_export(db, Spec(What.TICKETS, one, messages=True), anna, rules, now, None) for one in FORMATS
        ]
        undisturbed = Exporter(a_desk(db), timedelta(seconds=30))
        while await undisturbed.write_next():
            pass
        disturbed = [await again(db, one) for one in whole]
        kills = 0
        while await lived(database_url):
            kills += 1
        assert kills
        assert [await content(db, one) for one in disturbed] == [await content(db, one) for one in whole]
    finally:
        await db.close()

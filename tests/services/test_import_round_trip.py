"""What is exported as JSON and imported into an empty database is exported again as the same bytes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest

from owona_bot.cli_import import given_in, pieces_of
from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, connect
from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.filter_tree import View
from owona_bot.domain.imports import Fate
from owona_bot.domain.json_text import Pieces
from owona_bot.domain.ticket_stream import check
from owona_bot.exports.stream import pieces
from owona_bot.locale.catalogue import BERLIN, catalogues
from owona_bot.services.import_tickets import import_tickets
from tests.postgres import a_database
from tests.services.many_shapes import many_shapes

pytestmark = pytest.mark.database


@pytest.fixture
async def other(postgres: Server, admin: asyncpg.Connection, template: str) -> AsyncIterator[Database]:
    """A second desk, empty."""
    async with a_database(postgres, admin, template) as url:
        db = await connect(url)
        yield db
        await db.close()


async def exported(db: Database, format_: Format) -> bytes:
    spec = Spec(What.TICKETS, format_, messages=True, notes=True)
    view = View(datetime.now(UTC) + timedelta(days=1), BERLIN, None)
    return b"".join([piece.content async for piece in pieces(db, spec, view, catalogues().speak("de"))])


async def brought(db: Database, file: Path) -> dict[Fate, int]:
    """As the command line does it."""

    def opened() -> Pieces:
        return Pieces(pieces_of(file))

    checked = check(opened)
    checked.faults.check(file.name)
    told = [one async for one in import_tickets(db, given_in(opened), None, checked.last, dry_run=False)]
    return {fate: sum(one.fate is fate for one in told) for fate in Fate if any(one.fate is fate for one in told)}


@pytest.mark.parametrize("format_", [Format.JSON, Format.NDJSON])
async def test_two_hundred_tickets_of_every_shape_come_back_byte_for_byte(
    db: Database, other: Database, tmp_path: Path, format_: Format
) -> None:
    await many_shapes(db, 200, seed=9)
    file = tmp_path / f"tickets.{format_}"
    file.write_bytes(written := await exported(db, format_))
    assert await brought(other, file) == {Fate.MADE: 200}
    assert await exported(other, format_) == written
    assert await brought(other, file) == {Fate.UNCHANGED: 200}

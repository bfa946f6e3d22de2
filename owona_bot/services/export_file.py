"""The file that a link leads to: looked at, and read from any place on, which is written down."""

from collections.abc import AsyncIterator
from datetime import datetime
from itertools import accumulate

from owona_bot.database import events, export_parts
from owona_bot.database.engine import Database
from owona_bot.domain.errors import MayNot
from owona_bot.domain.event import Kind
from owona_bot.domain.export import Export
from owona_bot.domain.export_errors import ExportGone
from owona_bot.domain.export_job import told
from owona_bot.domain.reply_errors import NoSuchFile
from owona_bot.services.export import FETCHER, open_link

AT_ONCE = 1_048_576
"""Bytes."""


class CutShort(Exception):
    """Bytes of a file that was whole are gone."""


async def look_at_file(db: Database, hash_: bytes, now: datetime) -> Export:
    """Changes nothing. Raises NoSuchFile, whatever it is that keeps it from leading anywhere."""
    try:
        return await open_link(db, hash_, now)
    except (ExportGone, MayNot) as gone:
        raise NoSuchFile from gone


async def read_file(db: Database, export: Export, span: range) -> AsyncIterator[bytes]:
    """Those bytes of it; between two pieces no connection is held. Raises CutShort where some are gone."""
    async with db.change_raw(by=FETCHER) as raw:
        await events.add(raw, Kind.EXPORT_FETCHED, FETCHER, told(export))
        sizes = await export_parts.sizes(raw, export.id)
    if sum(sizes) != export.size:
        raise CutShort
    for n, (size, end) in enumerate(zip(sizes, accumulate(sizes), strict=True)):
        within = range(max(span.start, end - size), min(span.stop, end), AT_ONCE)
        for start in within:
            yield await _cut(db, export, n, range(start - end + size, min(start + AT_ONCE, within.stop) - end + size))


async def _cut(db: Database, export: Export, n: int, place: range) -> bytes:
    async with db.read_raw() as raw:
        found = await export_parts.cut(raw, export.id, n, place.start, len(place))
    if found is None or len(found) != len(place):
        raise CutShort
    return found

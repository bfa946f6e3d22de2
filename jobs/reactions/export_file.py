"""The file of an export to whoever asked: into their direct messages, once, or as a link where Slack won't have it."""

from dataclasses import dataclass
from datetime import timedelta

from owona_bot.database import exports
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Later, Refused
from owona_bot.domain.export import Export
from owona_bot.domain.export_job import Progress, Upload, Way, way_of
from owona_bot.slack.client import Spot
from owona_bot.slack.uploads import Uploads

PATIENCE = timedelta(seconds=30)
"""How long we look for a file whose end nobody knows before it is sent again."""

TRIES = 5
"""Uploads that Slack has failed, after which there is a link instead."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """What was handed over is known from then on: no second file, and no file besides a link.

    `title` says in Slack what is in the file.
    """

    desk: Desk
    uploads: Uploads
    title: str

    async def __call__(self, so_far: Progress, spot: Spot) -> Way:
        """Raises Later while Slack fails."""
        if so_far.upload.handed is not None:
            return so_far.upload.handed
        export = so_far.export
        way = way_of(export.size, export.spec, self.desk.exports)
        if way is Way.FILE:
            way = await self._sent(export, so_far.upload, spot)
        async with self.desk.db.raw.acquire() as raw:
            await exports.handed(raw, export.id, way)
        return way

    async def _sent(self, export: Export, upload: Upload, spot: Spot) -> Way:
        otherwise = Way.LINK if self.desk.exports.links else Way.NOTHING
        if upload.file and await self._stands(upload.file, upload, spot):
            return Way.FILE
        if upload.tries >= TRIES and otherwise is Way.LINK:
            return otherwise
        try:
            await self._send(export, spot)
        except Refused:
            return otherwise
        return Way.FILE

    async def _send(self, export: Export, spot: Spot) -> None:
        """Its id is kept before anybody can see it, so that it is known again."""
        async with self.desk.db.raw.acquire() as raw:
            await exports.begin_upload(raw, export.id)
        upload = await self.uploads.begin(export.name, export.size)
        await self.uploads.send(upload, exports.content(self.desk.db.raw, export.id), export.size)
        async with self.desk.db.raw.acquire() as raw:
            await exports.note_file(raw, export.id, upload.id)
        await self.uploads.share(upload, self.title, spot)

    async def _stands(self, file: str, upload: Upload, spot: Spot) -> bool:
        """Slack shows a shared file after a moment: an early no is asked again before it counts."""
        if await self.uploads.is_shared(file, spot.channel):
            return True
        if upload.waited is not None and upload.waited < PATIENCE:
            raise Later("Slack does not show the file yet", pause=timedelta(seconds=5), lane=False, uncertain=True)
        return False

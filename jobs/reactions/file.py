"""A customer's file into the thread beneath the card, once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from jobs.reactions.parts import ticket_in
from owona_bot.database import attachments, posts
from owona_bot.database.attachments import Attachment
from owona_bot.database.mail import CHUNK
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Failed, Later, Outcome, Stands, Suppressed
from owona_bot.mail.enclosures import safe_name
from owona_bot.slack.client import Spot
from owona_bot.slack.uploads import Uploads

PATIENCE = timedelta(seconds=30)
"""How long we look for a file whose end nobody knows before it is sent again."""

UNNAMED = "file"
"""Slack takes no file without a name."""


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Reaction `file`."""

    desk: Desk
    uploads: Uploads

    async def __call__(self, delivery: Delivery) -> Outcome:
        """The file's id is kept before anybody can see it, so that it is known again."""
        file, spot = await self._wanted(delivery)
        if delivery.uncertain and file.slack_file and await self._stands(file, file.slack_file, spot):
            return self._done(file, file.slack_file, spot)
        name = safe_name(file.name) or UNNAMED
        upload = await self.uploads.begin(name, file.size)
        async with self.desk.db.raw.acquire() as raw:
            await attachments.note_slack_file(raw, file.id, upload.id)
        await self.uploads.send(upload, self._pieces(file), file.size)
        await self.uploads.share(upload, name, spot)
        return self._done(file, upload.id, spot)

    async def _pieces(self, file: Attachment) -> AsyncIterator[bytes]:
        """No connection waits for Slack to take them."""
        for n in range(parts_of(file)):
            async with self.desk.db.raw.acquire() as raw:
                part = await attachments.piece(raw, file.id, n)
            if part is None:
                raise Suppressed("the file is gone")
            yield part

    async def _wanted(self, delivery: Delivery) -> tuple[Attachment, Spot]:
        """Raises Suppressed for what is gone, empty or there."""
        id_ = int(str(delivery.payload["attachment"]))
        async with self.desk.db.read() as connection:
            if await posts.standing(connection, "file", str(id_)):
                raise Suppressed("it stands in the thread already")
            card = await posts.card_of(connection, ticket_in(delivery))
        async with self.desk.db.raw.acquire() as raw:
            file = await attachments.by_id(raw, id_)
            here = await attachments.kept(raw, id_)
        if file is None or file.size == 0:
            raise Suppressed("the file is gone" if file is None else "the file is empty")
        if here < parts_of(file):
            raise Suppressed("the file's bytes are not here")
        if card is None:
            raise Failed("the card does not stand")
        return file, Spot(card.channel, card.ts)

    async def _stands(self, file: Attachment, slack_file: str, spot: Spot) -> bool:
        """Slack shows a shared file after a moment: an early no is asked again before it counts."""
        if await self.uploads.is_shared(slack_file, spot.channel):
            return True
        if file.waited is not None and file.waited < PATIENCE:
            raise Later("Slack does not show the file yet", pause=timedelta(seconds=5), lane=False, uncertain=True)
        return False

    @staticmethod
    def _done(file: Attachment, slack_file: str, spot: Spot) -> Outcome:
        stands = Stands(spot.channel, slack_file, "file", str(file.id))
        return Outcome("done", {"channel": spot.channel, "file": slack_file}, stands=stands)


def parts_of(file: Attachment) -> int:
    """In how many pieces its bytes are kept."""
    return -(-file.size // CHUNK)

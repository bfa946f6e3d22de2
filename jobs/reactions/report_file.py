"""A file of a report beneath it in Slack, once: the PDF, or its charts as a picture."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

from jobs.reactions.report_late import Late
from owona_bot.database import posts, reports
from owona_bot.database.mail import CHUNK
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Failed, Later, Outcome, Refused, Stands, Suppressed
from owona_bot.domain.plan_report import CHARTS, FILE
from owona_bot.domain.report_schedule import Made, file_name
from owona_bot.exports.pdf import charts_png, report_pdf
from owona_bot.slack.client import Slack, Spot
from owona_bot.slack.uploads import Uploads

PATIENCE = timedelta(seconds=30)
"""How long we look for a file whose end nobody knows before it is sent again."""

SHOWS = "report_file"


@dataclass(frozen=True, slots=True)
class ReportFile:
    """Beneath the message that the delivery names, or the one in which its target read the report."""

    desk: Desk
    slack: Slack
    uploads: Uploads

    async def __call__(self, delivery: Delivery, made: Made) -> Outcome:
        """The file's id is kept before anybody can see it, so that it is known again."""
        name, spot = str(delivery.payload[FILE]), await self._spot(delivery, made)
        stands = f"{made.id}:{name}:{spot.channel}:{spot.thread}"
        async with self.desk.db.read() as connection:
            if await posts.standing(connection, SHOWS, stands):
                raise Suppressed("it stands there already")
        late = Late(self.desk, self.slack, spot, stands, file_name(made, name), made.order.locale)
        try:
            file = await self._there(delivery, spot) or await self._sent(delivery, made, name, spot)
        except (Later, Failed):
            await late.comes(delivery)
            raise
        except Refused:
            await late.never(delivery)
            raise
        await late.is_here(delivery)
        return Outcome(
            "done", {"channel": spot.channel, "file": file}, stands=Stands(spot.channel, file, SHOWS, stands)
        )

    async def _spot(self, delivery: Delivery, made: Made) -> Spot:
        """The report itself comes first, wherever it could be posted: all of one target goes in one order."""
        if "ts" in delivery.payload:
            return Spot(str(delivery.payload["channel"]), str(delivery.payload["ts"]))
        async with self.desk.db.read() as connection:
            post = await posts.standing(connection, "report", f"{made.id}:{delivery.payload['to']}")
        if post is None:
            raise Suppressed("the report was posted nowhere")
        thread = made.order.thread if post.channel == made.order.channel else None
        return Spot(post.channel, thread or post.ts)

    async def _there(self, delivery: Delivery, spot: Spot) -> str | None:
        """What an earlier attempt has shared; Slack shows it after a moment, so an early no is asked again."""
        if not delivery.uncertain:
            return None
        async with self.desk.db.read_raw() as raw:
            begun = await reports.begun_file(raw, delivery.id)
        if begun is None:
            return None
        if await self.uploads.is_shared(begun.file, spot.channel):
            return begun.file
        if begun.waited < PATIENCE:
            raise Later("Slack does not show the file yet", pause=timedelta(seconds=5), lane=False, uncertain=True)
        return None

    async def _sent(self, delivery: Delivery, made: Made, name: str, spot: Spot) -> str:
        content, file = await self._content(made, name), file_name(made, name)
        upload = await self.uploads.begin(file, len(content))
        async with self.desk.db.read_raw() as raw:
            await reports.note_file(raw, delivery.id, upload.id)
        await self.uploads.send(upload, pieces(content), len(content))
        await self.uploads.share(upload, file, spot)
        return upload.id

    async def _content(self, made: Made, name: str) -> bytes:
        t = self.desk.t(made.order.locale)
        content = await charts_png(made.report, t) if name == CHARTS else await report_pdf(made.report, t)
        if content is None:
            raise Suppressed("there is nothing to draw")
        return content


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    """As they are sent."""
    for at in range(0, len(content), CHUNK):
        yield content[at : at + CHUNK]

"""A report by mail: a letter to somebody of the team, with the PDF in it where that is wanted."""

from dataclasses import dataclass

from blocks.report_words import missed, no_pdf
from jobs.reactions.sending import Kept, Outbox, Sending
from owona_bot.database import agents
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.letter import Attachment, Bulletin, Letter
from owona_bot.domain.people import AgentId
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.report_schedule import Made, file_name
from owona_bot.domain.report_words import about, sentence, span, title
from owona_bot.domain.silence import Silence
from owona_bot.exports.pdf import report_pdf
from owona_bot.mail import letters

NO_READER = "left the team, or may read no reports any more"


@dataclass(frozen=True, slots=True)
class ReportMail:
    """`outbox` None: no mail server is set."""

    desk: Desk
    outbox: Outbox | None

    async def __call__(self, delivery: Delivery, made: Made, reader: AgentId) -> Outcome:
        """The bytes lie in the log before the first attempt; each further one sends the same."""
        if self.outbox is None:
            raise Suppressed(Silence.NO_SERVER)
        sending = Sending(self.desk, self.outbox)
        return await sending.end(delivery, await sending.kept(delivery) or await self._write(delivery, made, reader))

    async def _write(self, delivery: Delivery, made: Made, reader: AgentId) -> Kept:
        """Raises Suppressed for whoever left, or may read none any more."""
        async with self.desk.db.read() as connection:
            who = await agents.by_id(connection, reader)
        if who is None or self.outbox is None or not may(who, Act.REPORT):
            raise Suppressed(NO_READER)
        letter, files = self._letter(made, self.outbox.head.name), await self._files(made)
        return await Sending(self.desk, self.outbox).keep(delivery, "report", who.email, letter, files)

    def _letter(self, made: Made, desk: str) -> Letter:
        """Of which tickets, what the report says first, and which ones before it were left out."""
        t = self.desk.t(made.order.locale)
        report, heading = made.report, f"{title(made.report, t)}: {span(made.report, t)}"
        told = [about(report, t), *(sentence(line, report, t) for line in report.lines)]
        sentences = tuple(one for one in (*told, missed(made, t), no_pdf(made, t)) if one)
        return letters.report(Bulletin(heading, sentences, made.order.pdf and not report.empty), desk, t)

    async def _files(self, made: Made) -> tuple[Attachment, ...]:
        """None of an empty report."""
        if not made.order.pdf or made.report.empty:
            return ()
        content = await report_pdf(made.report, self.desk.t(made.order.locale))
        return (Attachment(file_name(made, "pdf"), "application/pdf", content),)

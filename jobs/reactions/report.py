"""Reports: each who is to read one gets it once, in a channel, a direct message or a letter, with its files beneath."""

from collections.abc import Sequence
from dataclasses import dataclass

from blocks import report_told as view
from blocks.parts import Block, Post
from jobs.reactions.parts import content_of, mark_of
from jobs.reactions.report_file import ReportFile
from jobs.reactions.report_mail import NO_READER, ReportMail
from owona_bot.database import agents
from owona_bot.desk import Desk
from owona_bot.domain.delivery import ChannelRefused, Delivery, Outcome, Refused, Stands, Suppressed
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.plan_report import FAILED, FILE, PAUSED
from owona_bot.domain.report_schedule import Made, Place, Target, target_of
from owona_bot.services.report_made import give_up_channel, made_report, owe_charts
from owona_bot.slack.client import Slack, Spot

SHOWS = "report"
"""In slack_posts; the ref is the report's id and its target."""

TOO_NEW = ("invalid_blocks", "msg_blocks_too_long")
"""What a Slack says that does not know a block yet, or takes less of it in one message."""


@dataclass(frozen=True, slots=True)
class TellReport:
    """Reaction `report`; its target says who reads it."""

    desk: Desk
    slack: Slack
    file: ReportFile
    mail: ReportMail

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Raises Suppressed where nothing is kept of it any more, or who was to read it left or may not any more."""
        if delivery.target == FAILED or delivery.target.startswith(PAUSED):
            return await self._word(delivery)
        made = await made_report(self.desk.db, int(str(delivery.event_payload["report"])))
        if made is None:
            raise Suppressed("nothing is kept of it any more")
        if FILE in delivery.payload:
            return await self.file(delivery, made)
        to = target_of(delivery.target)
        match to.place:
            case Place.MAIL:
                return await self.mail(delivery, made, AgentId(int(to.id)))
            case Place.PERSON:
                return await self._told(delivery, made, to, await self._direct(AgentId(int(to.id))))
        return await self._in_channel(delivery, made, to)

    async def _in_channel(self, delivery: Delivery, made: Made, to: Target) -> Outcome:
        """Where the channel won't have us, who wanted it reads it instead, and why."""
        try:
            return await self._told(delivery, made, to, Spot(to.id, made.order.thread))
        except ChannelRefused as refusal:
            paused = await give_up_channel(self.desk.db, made)
            who = await self._reader(made.order.by)
            if who is None:
                raise Refused(f"{refusal}, and who wanted it left") from refusal
            spot = Spot(await self.slack.direct(who.slack_user))
            note = view.refused(to.id, self.desk.t(who.locale), paused=paused)
            if who.id in made.order.people:
                return await self._noted(delivery, spot, view.noted(note, self.desk.t(who.locale)))
            return await self._told(delivery, made, to, spot, note)

    async def _noted(self, delivery: Delivery, spot: Spot, post: Post) -> Outcome:
        """The reason alone: they read the report in the same channel anyway."""
        ts = await self._posted(delivery, spot, post)
        return Outcome("done", {"channel": spot.channel, "ts": ts})

    async def _told(
        self, delivery: Delivery, made: Made, to: Target, spot: Spot, note: Sequence[Block] = ()
    ) -> Outcome:
        """Once. What an older Slack can't draw is said with older blocks, and its charts follow as a picture."""
        told, t = view.Told(made, self.desk.workspace, note), self.desk.t(made.order.locale)
        try:
            ts = await self._posted(delivery, spot, view.delivered(told, t))
        except Refused as refused:
            if not any(word in str(refused) for word in TOO_NEW):
                raise
            await owe_charts(self.desk.db, made, to)
            ts = await self._posted(delivery, spot, view.delivered(told, t, newest=False))
        stands = Stands(spot.channel, ts, SHOWS, f"{made.id}:{to}")
        return Outcome("done", {"channel": spot.channel, "ts": ts}, stands=stands)

    async def _word(self, delivery: Delivery) -> Outcome:
        """Whoever waits for one that failed waits no more; whoever can mend it hears of an entry that nobody reads."""
        who = await self._agent(AgentId(int(str(delivery.payload["agent"]))))
        if who is None:
            raise Suppressed("no agent any more")
        spot, t, entry = Spot(await self.slack.direct(who.slack_user)), self.desk.t(who.locale), delivery.event_payload
        said = view.failed(t) if delivery.target == FAILED else view.unread(str(entry["entry"]), t)
        ts = await self._posted(delivery, spot, said)
        return Outcome("done", {"channel": spot.channel, "ts": ts})

    async def _posted(self, delivery: Delivery, spot: Spot, post: Post) -> str:
        mark = mark_of(delivery)
        return await self.slack.post_once(spot, content_of(post), mark, since=delivery.looked_for_since)

    async def _direct(self, reader: AgentId) -> Spot:
        who = await self._reader(reader)
        if who is None:
            raise Suppressed(NO_READER)
        return Spot(await self.slack.direct(who.slack_user))

    async def _reader(self, id_: AgentId) -> Agent | None:
        """None also for who became a reader of tickets alone."""
        who = await self._agent(id_)
        return who if who and may(who, Act.REPORT) else None

    async def _agent(self, id_: AgentId) -> Agent | None:
        async with self.desk.db.read() as connection:
            return await agents.by_id(connection, id_)

"""Export: one message to whoever asked, which says how far it has come; at its end it says where the file is."""

from dataclasses import dataclass, replace
from uuid import UUID

from blocks import export as view
from jobs.reactions.export_file import HandOver
from jobs.reactions.parts import content_of, redrawn
from owona_bot.database import agents, deliveries, posts
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Stands, Suppressed
from owona_bot.domain.export_job import Progress, Way
from owona_bot.domain.people import Agent, AgentId
from owona_bot.mail.tokens import new_token
from owona_bot.services.export import export_progress, give_link, withhold_export
from owona_bot.slack.client import Slack, Spot
from owona_bot.slack.uploads import Uploads


@dataclass(frozen=True, slots=True)
class Told:
    """What is told to whom: `there` is the message that stands, `link` leads to the file where there is one."""

    so_far: Progress
    agent: Agent
    spot: Spot
    there: SlackPost | None
    link: str | None = None

    @property
    def mark(self) -> str:
        """By which the message is found again."""
        return f"export:{self.so_far.export.id}"


@dataclass(frozen=True, slots=True)
class TellExport:
    """Reaction `export`."""

    desk: Desk
    slack: Slack
    uploads: Uploads

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Posted once, then redrawn; many that wait are one, and the one that finds it done hands it over."""
        async with self.desk.db.raw.acquire() as raw:
            absorbed = await deliveries.absorbable(raw, delivery)
        told = await self._known(delivery)
        if told.so_far.export.state == "done":
            told = await self._handed(told)
        ts = await self._drawn(told)
        stands = Stands(told.spot.channel, ts, "export", str(told.so_far.export.id))
        return Outcome("done", {"channel": told.spot.channel, "ts": ts}, stands=stands, absorbed=absorbed)

    async def _known(self, delivery: Delivery) -> Told:
        """As it is now; what its asker may not have any more is withheld. Raises Suppressed."""
        id_, asker = UUID(str(delivery.event_payload["export"])), delivery.event_payload["agent"]
        async with self.desk.db.read() as connection:
            agent = await agents.by_id(connection, AgentId(int(str(asker))))
            there = await posts.standing(connection, "export", str(id_))
        so_far = await export_progress(self.desk.db, id_)
        if so_far is None or agent is None:
            raise Suppressed("nobody is left to tell")
        if await withhold_export(self.desk.db, so_far, agent):
            so_far = await export_progress(self.desk.db, id_) or so_far
        told = Told(so_far, agent, Spot(await self.slack.direct(agent.slack_user)), there)
        return (
            told if there or delivery.looked_for_since is None else await self._found(told, delivery.looked_for_since)
        )

    async def _found(self, told: Told, since: float) -> Told:
        """What an earlier attempt posted, of which nobody knows yet."""
        ts = await self.slack.find(told.spot, told.mark, since)
        return replace(told, there=SlackPost(told.spot.channel, ts)) if ts else told

    async def _handed(self, told: Told) -> Told:
        """The token of a link is kept nowhere but in the message: when that is drawn again it has another."""
        export, rules = told.so_far.export, self.desk.exports
        if told.there and told.so_far.upload.tries and told.so_far.upload.handed is None:
            await self._drawn(told)  # that it takes longer
        title = view.title(export, self.desk.t(told.agent.locale))
        way = await HandOver(self.desk, self.uploads, title)(told.so_far, told.spot)
        handed = replace(told, so_far=told.so_far.handed_by(way))
        if way is not Way.LINK:
            return handed
        token, hash_ = new_token()
        await give_link(self.desk.db, export.id, hash_, told.agent, rules, self.desk.clock())
        return replace(handed, link=rules.link(token))

    async def _drawn(self, told: Told) -> str:
        """The message's `ts`."""
        content = content_of(view.progress(told.so_far, told.link, self.desk.t(told.agent.locale)))
        if told.there and await redrawn(self.slack, told.there, content, told.mark):
            return told.there.ts
        return await self.slack.post(told.spot, content, told.mark)

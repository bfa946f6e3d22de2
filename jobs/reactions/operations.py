"""The operations channel: a card for each delivery that died, a word about whoever refuses us."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from blocks import operations, schedule
from blocks.parts import Post
from jobs.reactions.crowd import gathered
from jobs.reactions.parts import content_of, mark_of
from owona_bot.database import agents, crowds, deliveries, fates, posts, unplannable
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Stands, Suppressed
from owona_bot.domain.event import Kind
from owona_bot.services.schedule import what_ran
from owona_bot.slack.client import Slack, Spot
from owona_bot.slack.faults import MessageGone

NOTICES = frozenset({Kind.PLAN_FAILED, Kind.DELIVERY_DIED, Kind.CHANNEL_REFUSED, Kind.MAIL_SERVER_REFUSED})
"""Many of them are told in one; what becomes of a death changes its own card."""

LIVING = {
    Kind.PLAN_FAILED: "plan",
    Kind.CHANNEL_REFUSED: "channel",
    Kind.MAIL_SERVER_REFUSED: "mail",
    Kind.SCHEDULE_RAN: "run",
    Kind.ASSIGN_HELD: "assign",
    Kind.ASSIGN_RESUMED: "assign",
}
"""Each event has a post of its own; how they are told apart from others'."""


@dataclass(frozen=True, slots=True)
class TellOperations:
    """Reaction `operations`."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """One living card for each dead delivery and each refusing channel, or one notice of a crowd."""
        if delivery.event_kind in NOTICES and (others := await gathered(self.desk, delivery, NOTICES)):
            return await self._stand(delivery, await self._digest(delivery, others), f"digest:{delivery.event}")
        if (of := LIVING.get(Kind(delivery.event_kind))) is not None:
            return await self._stand(delivery, await self._told(delivery), f"{of}:{delivery.event}")
        dead = int(str(delivery.event_payload["delivery"]))
        ref = f"delivery:{dead}"
        if delivery.event_kind != Kind.DELIVERY_DIED:
            return await self._stand(delivery, await self._fate(dead, delivery.actor), ref, anew=False)
        return await self._stand(delivery, await self._fate(dead, delivery.actor), ref)

    async def _told(self, delivery: Delivery) -> Post:
        """Of what LIVING names."""
        match delivery.event_kind:
            case Kind.PLAN_FAILED:
                return await self._plan_failed(delivery)
            case Kind.CHANNEL_REFUSED:
                return await self._refused(delivery)
            case Kind.MAIL_SERVER_REFUSED:
                return await self._mail_refused(delivery)
            case Kind.SCHEDULE_RAN:
                return await self._job_failed(delivery)
        return operations.assigning(self.desk.t(), held=delivery.event_kind == Kind.ASSIGN_HELD)

    async def _stand(self, delivery: Delivery, post: Post, ref: str, *, anew: bool = True) -> Outcome:
        """Where it stands already it is redrawn; unless `anew` nothing is posted where it does not."""
        async with self.desk.db.read() as connection:
            there = await posts.standing(connection, "operations", ref)
        content, mark = content_of(post), mark_of(delivery)
        if there is None and not anew:
            raise Suppressed("it was told in a digest")
        if there is None:
            spot = Spot(str(delivery.payload["channel"]))
            ts = await self.slack.post_once(spot, content, mark, since=delivery.looked_for_since)
            return Outcome("done", {"ts": ts}, stands=Stands(spot.channel, ts, "operations", ref))
        try:
            await self.slack.update(there.channel, there.ts, content, mark)
        except MessageGone as gone:
            raise Suppressed("somebody took the alarm out of the channel") from gone
        return Outcome("done", {"channel": there.channel, "ts": there.ts})

    async def _digest(self, delivery: Delivery, others: Sequence[int]) -> Post:
        async with self.desk.db.raw.acquire() as raw:
            kinds = Counter([Kind(delivery.event_kind), *await crowds.kinds_of(raw, others)])
        return operations.digest(kinds, self.desk.t())

    async def _refused(self, delivery: Delivery) -> Post:
        channel, error = str(delivery.event_payload["channel"]), str(delivery.event_payload["error"])
        async with self.desk.db.raw.acquire() as raw:
            waiting = await deliveries.waiting_for(raw, channel)
        return operations.channel_refused(channel, error, waiting, self.desk.t())

    async def _plan_failed(self, delivery: Delivery) -> Post:
        async with self.desk.db.raw.acquire() as raw:
            kept = await unplannable.kept(raw, int(str(delivery.event_payload["failure"])))
        if kept is None:
            raise Suppressed("it was planned in the end")
        return operations.plan_failed(kept.number, kept.reason, self.desk.t())

    async def _job_failed(self, delivery: Delivery) -> Post:
        found = await what_ran(self.desk.db, int(str(delivery.event_payload["run"])))
        if found is None:
            raise Suppressed("the run was pruned")
        return schedule.alarm(*found, self.desk.t())

    async def _mail_refused(self, delivery: Delivery) -> Post:
        async with self.desk.db.raw.acquire() as raw:
            waiting = await deliveries.waiting_in(raw, "smtp")
        return operations.mail_refused(str(delivery.event_payload["error"]), waiting, self.desk.t())

    async def _fate(self, dead: int, actor: str) -> Post:
        """Drawn from what the delivery is now, whichever event asks."""
        async with self.desk.db.raw.acquire() as raw:
            fate = await fates.fate_of(raw, dead)
        if fate is None:
            raise Suppressed("the delivery was pruned")
        t = self.desk.t()
        if fate.state == "dead":
            return operations.dead(dead, fate.reaction, fate.number, fate.error or "", fate.attempts, t)
        async with self.desk.db.read() as connection:
            who = await agents.name_of(connection, actor)
        outcome: operations.Outcome = "discarded" if fate.state == "suppressed" else "retried"
        return operations.settled(dead, fate.reaction, fate.number, outcome, who or actor, t)

"""An alert about a deadline: posted once for each stage, and drawn anew when nothing is left to press."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from blocks import sla_alert as view
from blocks.list import address
from jobs.reactions.crowd import CROWD, ids_in, kept
from jobs.reactions.deadlines import Watched, watch
from jobs.reactions.parts import content_of, mark_of, redrawn, ticket_in
from owona_bot.database import deliveries, posts, sla_alerts, tickets
from owona_bot.database.sla_alerts import Told
from owona_bot.desk import Desk
from owona_bot.domain.alert import Alert, Deadline, Digest, Over, Stage, Tone, is_muted, stage_in
from owona_bot.domain.delivery import Delivery, Later, Outcome, Stands, Suppressed
from owona_bot.domain.sla import BREACH
from owona_bot.domain.ticket import Priority
from owona_bot.slack.client import Slack, Spot

NAMED = 10
"""Alerts that a digest names; a list has the others."""


@dataclass(frozen=True, slots=True)
class TellDeadline:
    """Reaction `sla_alert`; once it tells of many, its payload's `told` are their deliveries."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """By what is true now: once, one of a crowd, later, or not at all; alerts before it are past then."""
        if "told" in delivery.payload:
            return await self._of_many(delivery, ids_in(delivery))
        watched, stage = await watch(self.desk, ticket_in(delivery)), stage_in(delivery.event_payload)
        spot, mark = Spot(str(delivery.payload["channel"])), marked(ticket_in(delivery), stage)
        ts = await self._found(delivery, spot, mark)
        if ts is None:
            self._decide(stage, watched)
            if others := await self._gathered(delivery):
                return await self._of_many(delivery, others)
            ts = await self.slack.post(spot, content_of(watched.drawn(stage, self.desk.t())), mark)
        await settle(self.desk, self.slack, ticket_in(delivery), watched)
        return Outcome("done", {"ts": ts}, stands=Stands(spot.channel, ts, "alert", stage.ref))

    async def _found(self, delivery: Delivery, spot: Spot, mark: str) -> str | None:
        """What an earlier attempt posted, whose end nobody knows; also where it is past by now."""
        if delivery.looked_for_since is None:
            return None
        return await self.slack.find(spot, mark, delivery.looked_for_since)

    def _decide(self, stage: Stage, watched: Watched) -> None:
        """Raises Suppressed for what is past or muted, Later outside the hours of alerts."""
        if why := watched.over(stage):
            raise Suppressed(why)
        if is_muted(stage, watched.muted):
            raise Suppressed(Over.MUTED)
        urgent = watched.ticket is not None and watched.ticket.priority is Priority.URGENT
        if wait := self.desk.sla.alert_wait(watched.now, urgent=urgent):
            raise Later("nobody is there to read it", pause=wait, lane=False)

    async def _gathered(self, delivery: Delivery) -> list[int]:
        """A crowd that waits for the same channel; kept before it is told, so that nobody tells of it twice.

        Raises Later where it was told of meanwhile, or the lease was lost.
        """
        calm_too = not self.desk.sla.alert_wait(self.desk.clock(), urgent=False)
        async with self.desk.db.raw.acquire() as raw:
            waiting = await sla_alerts.waiting(raw, delivery, calm_too=calm_too)
            return await kept(raw, delivery, waiting) if len(waiting) >= CROWD else []

    async def _of_many(self, delivery: Delivery, others: Sequence[int]) -> Outcome:
        """One post for all of them."""
        async with self.desk.db.raw.acquire() as raw:
            told = await sla_alerts.told_by(raw, [delivery.id, *others])
        spot, t = Spot(str(delivery.payload["channel"])), self.desk.t()
        content = content_of(view.digest(await self._digest(told), self.desk.clock(), t))
        ts = await self.slack.post_once(spot, content, mark_of(delivery), since=delivery.looked_for_since)
        return Outcome("done", {"ts": ts}, stands=Stands(spot.channel, ts, "digest", str(delivery.event)))

    async def _digest(self, told: Sequence[Told]) -> Digest:
        """Those that have been late for longest are named."""
        late = sum(one.stage.share == BREACH for one in told)
        async with self.desk.db.read() as connection:
            found = await tickets.by_ids(connection, [one.ticket for one in told[:NAMED]])
            cards = await posts.cards_of(connection, list(found))
        workspace = self.desk.workspace
        links = {id_: address(card, workspace) for id_, card in cards.items() if workspace}
        named = [Alert(found[one.ticket], deadline(one), links.get(one.ticket)) for one in told if one.ticket in found]
        return Digest(late, len(told) - late, tuple(named))


@dataclass(frozen=True, slots=True)
class SettleAlerts:
    """Reaction `sla_settle`; many that wait are one."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Raises Later while one is being posted of which nobody knows yet where it stands."""
        ticket = ticket_in(delivery)
        async with self.desk.db.raw.acquire() as raw:
            absorbed = await deliveries.absorbable(raw, delivery)
            if await sla_alerts.under_way(raw, ticket):
                raise Later("an alert is on the way", lane=False)
        if not await settle(self.desk, self.slack, ticket, None):
            return Outcome("suppressed", reason="no alert stands", absorbed=absorbed)
        return Outcome("done", absorbed=absorbed)


async def settle(desk: Desk, slack: Slack, ticket: UUID, watched: Watched | None) -> int:
    """Draw every alert of the ticket that stands as it is now; answers how many."""
    async with desk.db.raw.acquire() as raw:
        standing = await sla_alerts.standing(raw, ticket)
    if not standing:
        return 0
    watched = watched or await watch(desk, ticket)
    for one in standing:
        content, mark = content_of(watched.drawn(one.stage, desk.t())), marked(ticket, one.stage)
        stands = await redrawn(slack, one.post, content, mark)
        if not stands or watched.over(one.stage):
            async with desk.db.raw.acquire() as raw:
                await sla_alerts.settle(raw, one.post)
    return len(standing)


def marked(ticket: UUID, stage: Stage) -> str:
    """Found in the post's metadata, and kept on every update."""
    return f"alert:{ticket}:{stage.ref}"


def deadline(one: Told) -> Deadline:
    """As a digest names it."""
    return Deadline(one.stage.metric, one.due, Tone.LATE if one.stage.share == BREACH else Tone.RISK)

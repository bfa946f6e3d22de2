"""Whoever is called for a ticket, in a channel or by direct message; redrawn as it goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blocks import escalation as view
from blocks import escalation_lines as lines
from blocks.escalation import Call
from blocks.parts import Post
from jobs.reactions.card import place_for
from jobs.reactions.crowd import crowd_of
from jobs.reactions.parts import content_of, mark_of, redrawn, ticket_in
from owona_bot.database import agents, deliveries, escalations, posts
from owona_bot.database.escalations import Standing
from owona_bot.desk import Desk
from owona_bot.domain.chain import To
from owona_bot.domain.clock import Translate
from owona_bot.domain.delivery import Delivery, Outcome, Stands, Suppressed
from owona_bot.domain.escalation import Seen
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent, AgentId
from owona_bot.services.escalate import see_escalation
from owona_bot.slack.client import Slack, Spot

REDRAWN = 10
"""Calls for help of one ticket that are kept up to date; older ones have passed out of sight."""

CALLS = frozenset({Kind.TICKET_ESCALATED, Kind.ESCALATION_STEPPED})
"""Many of them are told in one."""


@dataclass(frozen=True, slots=True)
class TellEscalation:
    """Reaction `escalation`: its payload has the `channel`, or the `agent`, or that it `redraws`."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Once each; raises Suppressed for what is over by now."""
        if "redraws" in delivery.payload:
            return await self._redraw(delivery)
        seen, called = await self._seen(delivery), await self._called(delivery)
        if not skips(delivery) and (seen.escalation.stopped is not None or seen.ticket is None):
            raise Suppressed("it is over already")
        t = self.desk.t(called[0].locale if "agent" in delivery.payload else None)
        if crowd := await crowd_of(self.desk, delivery, CALLS):
            return await self._post(delivery, called, view.digest(1 + len(crowd.absorbed), t), crowd.absorbed)
        return await self._post(delivery, called, await self._one(delivery, seen, called, t))

    async def _one(self, delivery: Delivery, seen: Seen, called: Sequence[Agent], t: Translate) -> Post:
        """A call for help, or what operations have to mend."""
        if skips(delivery) and seen.escalation.chain:
            return lines.mend(seen.number, seen.escalation.chain, delivery.event_payload, t)
        call = call_of(delivery.event_payload, seen, called)
        return view.told(seen, call, await self._card(delivery), self.desk.workspace, t)

    async def _redraw(self, delivery: Delivery) -> Outcome:
        """All that stands of the ticket's calls; many that wait are one."""
        async with self.desk.db.raw.acquire() as raw:
            absorbed = await deliveries.absorbable(raw, delivery)
        async with self.desk.db.read() as connection:
            standing = await escalations.standing(connection, ticket_in(delivery), REDRAWN)
        card = await self._card(delivery)
        drawn = [await self._drawn(one, card) for one in standing]
        if not any(drawn):
            return Outcome("suppressed", reason="no call for help stands", absorbed=absorbed)
        return Outcome("done", {"posts": sum(drawn)}, absorbed=absorbed)

    async def _drawn(self, standing: Standing, card: tuple[str, str] | None) -> bool:
        seen = await see_escalation(self.desk.db, int(str(standing.told["escalation"])))
        called = await self._agents([standing.alone] if standing.alone else standing.told.get("agents"))
        if seen is None:
            return False
        t = self.desk.t(called[0].locale if standing.alone and called else None)
        post = view.told(seen, call_of(standing.told, seen, called), card, self.desk.workspace, t)
        return await redrawn(self.slack, standing.post, content_of(post), f"escalation:{seen.escalation.id}")

    async def _seen(self, delivery: Delivery) -> Seen:
        seen = await see_escalation(self.desk.db, int(str(delivery.event_payload["escalation"])))
        if seen is None:
            raise Suppressed("the escalation is gone")
        return seen

    async def _called(self, delivery: Delivery) -> Sequence[Agent]:
        """One of them where it is a message of their own, else all whom its event names; those who are still there."""
        alone = "agent" in delivery.payload
        found = await self._agents([delivery.payload["agent"]] if alone else delivery.event_payload.get("agents"))
        if alone and not found:
            raise Suppressed("no agent any more")
        return found

    async def _agents(self, named: object) -> Sequence[Agent]:
        ids = [AgentId(int(str(one))) for one in named] if isinstance(named, list) else []
        async with self.desk.db.read() as connection:
            found = [await agents.by_id(connection, one) for one in ids]
        return [agent for agent in found if agent is not None]

    async def _card(self, delivery: Delivery) -> tuple[str, str] | None:
        async with self.desk.db.read() as connection:
            card = await posts.card_of(connection, ticket_in(delivery))
        return (card.channel, card.ts) if card else None

    async def _place(self, delivery: Delivery) -> str:
        """Where cards go whose channel refuses us: nobody waits for help until that is mended."""
        return await place_for(self.desk, str(delivery.payload["channel"]))

    async def _post(
        self, delivery: Delivery, called: Sequence[Agent], post: Post, absorbed: Sequence[int] = ()
    ) -> Outcome:
        """What stands is redrawn later on; one that tells of many, or of a step that was passed over, is not."""
        alone = "agent" in delivery.payload
        channel = await (self.slack.direct(called[0].slack_user) if alone else self._place(delivery))
        mark = mark_of(delivery)
        ts = await self.slack.post_once(Spot(channel), content_of(post), mark, since=delivery.looked_for_since)
        kept = not (absorbed or skips(delivery))
        ref = f"{delivery.event}:{delivery.payload['agent']}" if alone else f"{delivery.event}"
        stands = Stands(channel, ts, "escalation", ref) if kept else None
        return Outcome("done", {"channel": channel, "ts": ts}, stands=stands, absorbed=absorbed)


def skips(delivery: Delivery) -> bool:
    """Whether it tells of a step that was passed over."""
    return bool(delivery.event_payload.get("skipped"))


def call_of(told: Mapping[str, object], seen: Seen, called: Sequence[Agent]) -> Call:
    """What an event's payload says of a call; a group's name stands in the chain."""
    if "step" not in told:
        return Call(called, instead=bool(told["instead"]))
    number, chain = int(str(told["step"])), seen.escalation.chain
    group = chain.steps[number - 1].name if chain and told["to"] == To.GROUP else None
    return Call(called, group, number, int(str(told["run"])), bool(told["instead"]))

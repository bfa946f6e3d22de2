"""Whoever is called for a ticket, in a channel or by direct message; redrawn as it goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from blocks import escalation as view
from blocks import escalation_lines as lines
from blocks.escalation import Call
from blocks.parts import Post
from jobs.reactions.card import place_for
from jobs.reactions.crowd import CROWD, ids_in, kept
from jobs.reactions.parts import content_of, redrawn, ticket_in
from owona_bot.database import agents, deliveries, escalations, posts, tickets
from owona_bot.database.escalations import Standing
from owona_bot.database.posts import SlackPost
from owona_bot.desk import Desk
from owona_bot.domain.chain import To
from owona_bot.domain.clock import Translate
from owona_bot.domain.delivery import Delivery, Later, Outcome, Stands, Suppressed
from owona_bot.domain.escalation import Seen
from owona_bot.domain.people import Agent, AgentId
from owona_bot.services.escalate import see_escalation
from owona_bot.slack.client import Slack, Spot

REDRAWN = 10
"""Calls for help of one ticket that are kept up to date; older ones have passed out of sight."""

NAMED = 10
"""Tickets that a digest names."""


@dataclass(frozen=True, slots=True)
class TellEscalation:
    """Reaction `escalation`: its payload has the `channel`, or the `agent`, or that it `redraws`.

    Once it tells of many, its payload's `told` are their deliveries.
    """

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """Once each; raises Suppressed for what is over by now."""
        if "redraws" in delivery.payload:
            return await self._redraw(delivery)
        seen, called = await self._seen(delivery), await self._called(delivery)
        alone = "agent" in delivery.payload
        spot = Spot(await (self.slack.direct(called[0].slack_user) if alone else self._place(delivery)))
        there, t = await self._found(delivery, spot), self.desk.t(called[0].locale if alone else None)
        if others := await self._others(delivery, seen, there):
            return await self._told(delivery, spot, there, await self._digest([delivery.id, *others], t))
        stands = not skips(delivery)
        return await self._told(delivery, spot, there, await self._one(delivery, seen, called, t), stands=stands)

    async def _found(self, delivery: Delivery, spot: Spot) -> str | None:
        """What an earlier attempt posted, whose end nobody knows; also where it is over by now."""
        if delivery.looked_for_since is None:
            return None
        return await self.slack.find(spot, marked(ref_of(delivery)), delivery.looked_for_since)

    async def _others(self, delivery: Delivery, seen: Seen, there: str | None) -> list[int]:
        """A crowd that it tells of too; kept before it is told, so that nobody tells of it twice."""
        if (others := ids_in(delivery)) or there or skips(delivery):
            return others
        if seen.escalation.stopped is not None or seen.ticket is None:
            raise Suppressed("it is over already")
        async with self.desk.db.raw.acquire() as raw:
            waiting = await escalations.calling(raw, delivery)
            return await kept(raw, delivery, waiting) if len(waiting) >= CROWD else []

    async def _told(
        self, delivery: Delivery, spot: Spot, there: str | None, post: Post, *, stands: bool = False
    ) -> Outcome:
        """What an earlier attempt posted says what is true now; what `stands` is redrawn later on."""
        ref, content = ref_of(delivery), content_of(post)
        if there is None:
            there = await self.slack.post(spot, content, marked(ref))
        elif not await redrawn(self.slack, SlackPost(spot.channel, there), content, marked(ref)):
            raise Suppressed("somebody took it out of the channel")
        kept = Stands(spot.channel, there, "escalation", ref) if stands else None
        return Outcome("done", {"channel": spot.channel, "ts": there}, stands=kept)

    async def _digest(self, deliveries: Sequence[int], t: Translate) -> Post:
        """The tickets that still wait for help, those called for first by name."""
        async with self.desk.db.raw.acquire() as raw:
            waiting = await escalations.called_by(raw, deliveries)
        if not waiting:
            raise Suppressed("they are over already")
        async with self.desk.db.read() as connection:
            found = await tickets.by_ids(connection, waiting[:NAMED])
            cards = await posts.cards_of(connection, list(found))
        named = [(found[id_], cards.get(id_)) for id_ in waiting[:NAMED] if id_ in found]
        return view.digest(named, len(waiting), self.desk.workspace, t)

    async def _one(self, delivery: Delivery, seen: Seen, called: Sequence[Agent], t: Translate) -> Post:
        """A call for help, or what operations have to mend."""
        if skips(delivery) and seen.escalation.chain:
            return lines.mend(seen.number, seen.escalation.chain, delivery.event_payload, t)
        call = call_of(delivery.event_payload, seen, called)
        return view.told(seen, call, await self._card(delivery), self.desk.workspace, t)

    async def _redraw(self, delivery: Delivery) -> Outcome:
        """All that stands of the ticket's calls; many that wait are one.

        Raises Later while one is being posted of which nobody knows yet where it stands.
        """
        async with self.desk.db.raw.acquire() as raw:
            absorbed = await deliveries.absorbable(raw, delivery)
            if await escalations.under_way(raw, ticket_in(delivery)):
                raise Later("a call for help is on the way", lane=False)
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
        return await redrawn(self.slack, standing.post, content_of(post), marked(standing.ref))

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


def ref_of(delivery: Delivery) -> str:
    """Its event, and whom alone it tells."""
    return f"{delivery.event}:{delivery.payload['agent']}" if "agent" in delivery.payload else f"{delivery.event}"


def marked(ref: str) -> str:
    """Found in the post's metadata, and kept on every update."""
    return f"escalation:{ref}"


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

"""A word to an agent about a ticket that they hold, or held: what others did with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from blocks import direct, turn
from blocks.parts import Post
from jobs.reactions.crowd import ids_in, kept
from jobs.reactions.parts import content_of, mark_of, ticket_in
from owona_bot.database import agents, crowds, homes, posts, tickets
from owona_bot.desk import Desk
from owona_bot.domain.assignment_policy import Tell
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.event import Kind
from owona_bot.domain.listing import Line
from owona_bot.domain.notice import Notice
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.why import BY_RULE
from owona_bot.slack.client import Slack, Spot

MANY = 5
"""Notices of one kind that are told one by one."""

KINDS = frozenset({Kind.TICKET_CHANGED, Kind.MESSAGE_ADDED, Kind.MESSAGE_JOINED})


@dataclass(frozen=True, slots=True)
class TellNotice:
    """Reaction `notice`; its payload is who hears it which one it is, and what else it was gathered to tell of."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """By direct message, once. Raises Suppressed for who does not want it, is away, or where it is so no more."""
        notice = Notice(str(delivery.payload["notice"]))
        self._check_told(delivery, notice)
        who = await self._hearer(AgentId(int(str(delivery.payload["agent"]))), notice)
        if others := ids_in(delivery) or await self._gathered(delivery, notice, who):
            post = await self._many([delivery.id, *others], notice, who)
        else:
            post = await self._one(delivery, notice, who)
        spot = Spot(await self.slack.direct(who.slack_user))
        ts = await self.slack.post_once(spot, content_of(post), mark_of(delivery), since=delivery.looked_for_since)
        return Outcome("done", {"channel": spot.channel, "ts": ts})

    def _check_told(self, delivery: Delivery, notice: Notice) -> None:
        """What the rule gave is told here as the file says. Raises Suppressed."""
        if ruled(delivery, notice) and Tell.DIRECT not in self.desk.assignment.tell:
            raise Suppressed("it is not told by direct message")

    async def _gathered(self, delivery: Delivery, notice: Notice, who: Agent) -> list[int]:
        """Many that are still so; kept before they are told, so that nobody tells of them twice. Raises Later."""
        if delivery.uncertain:
            return []  # the post that may stand already told of one
        async with self.desk.db.raw.acquire() as raw:
            waiting = await crowds.waiting(raw, delivery, KINDS)
        still = await self._still([delivery.id, *waiting], notice, who)
        if delivery.id not in still or len(still) <= MANY:
            return []
        async with self.desk.db.raw.acquire() as raw:
            return await kept(raw, delivery, [one for one in still if one != delivery.id])

    async def _still(self, ids: Sequence[int], notice: Notice, who: Agent) -> list[int]:
        """Deliveries of which it is so still; the others end by themselves."""
        async with self.desk.db.raw.acquire() as raw:
            about = await crowds.tickets_of(raw, ids)
        async with self.desk.db.read() as connection:
            found = await tickets.by_ids(connection, list(set(about.values())))
        return [one for one in ids if one in about and about[one] in found and holds(found[about[one]], notice, who)]

    async def _many(self, ids: Sequence[int], notice: Notice, who: Agent) -> Post:
        """As many as it is still so of: an attempt may come long after they were gathered."""
        still = await self._still(ids, notice, who)
        if not still:
            raise Suppressed("all of it was undone")
        return direct.digest(len(still), notice, self.desk.t(who.locale))

    async def _hearer(self, id_: AgentId, notice: Notice) -> Agent:
        async with self.desk.db.read() as connection:
            agent = await agents.by_id(connection, id_)
        if agent is None:
            raise Suppressed("no agent any more")
        async with self.desk.db.read_raw() as raw:
            me = await homes.me(raw, id_)
        if notice not in me.notices:
            raise Suppressed("they want no such notice")
        if not me.there(self.desk.clock()):
            raise Suppressed("they are away")
        return agent

    async def _one(self, delivery: Delivery, notice: Notice, who: Agent) -> Post:
        async with self.desk.db.read() as connection:
            ticket = await tickets.by_id(connection, ticket_in(delivery))
            cards = await posts.cards_of(connection, [ticket_in(delivery)])
            actor = await agents.name_of(connection, delivery.actor)
        if ticket is None:
            raise Suppressed("the ticket is gone")
        check_still(ticket, notice, who)
        named = ticket.requester.name or ticket.requester.address if notice is Notice.ANSWERED else actor
        line = Line(ticket, cards.get(ticket.id), None)
        if ruled(delivery, notice):
            return turn.direct(line, self.desk.workspace, self.desk.t(who.locale))
        return direct.told(line, notice, named, self.desk.workspace, self.desk.t(who.locale))


def ruled(delivery: Delivery, notice: Notice) -> bool:
    """Whether the rule gave it to them."""
    return notice is Notice.GIVEN and delivery.actor == BY_RULE


def check_still(ticket: Ticket, notice: Notice, who: Agent) -> None:
    """What was undone is not told. Raises Suppressed."""
    if not holds(ticket, notice, who):
        raise Suppressed("it is theirs again" if notice is Notice.TAKEN else "it is not theirs any more")


def holds(ticket: Ticket, notice: Notice, who: Agent) -> bool:
    """Whether it is still theirs, or still not."""
    is_theirs = ticket.agent is not None and ticket.agent.id == who.id
    return is_theirs is not (notice is Notice.TAKEN)

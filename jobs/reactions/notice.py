"""A word to an agent about a ticket that they hold, or held: what others did with it."""

from dataclasses import dataclass

from blocks import direct
from blocks.parts import Post
from jobs.reactions.crowd import crowd_of
from jobs.reactions.parts import content_of, mark_of, ticket_in
from owona_bot.database import agents, homes, posts, tickets
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.domain.event import Kind
from owona_bot.domain.listing import Line
from owona_bot.domain.notice import Notice
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.ticket import Ticket
from owona_bot.slack.client import Slack, Spot

MANY = 5
"""Notices of one kind that are told one by one."""

KINDS = frozenset({Kind.TICKET_CHANGED, Kind.MESSAGE_ADDED, Kind.MESSAGE_JOINED})


@dataclass(frozen=True, slots=True)
class TellNotice:
    """Reaction `notice`; its payload is who hears it and which one it is."""

    desk: Desk
    slack: Slack

    async def __call__(self, delivery: Delivery) -> Outcome:
        """By direct message, once. Raises Suppressed for who does not want it, is away, or where it is so no more."""
        notice = Notice(str(delivery.payload["notice"]))
        who = await self._hearer(AgentId(int(str(delivery.payload["agent"]))), notice)
        crowd = await crowd_of(self.desk, delivery, KINDS, MANY)
        if crowd:
            post = direct.digest(1 + len(crowd.absorbed), notice, self.desk.t(who.locale))
        else:
            post = await self._one(delivery, notice, who)
        spot = Spot(await self.slack.direct(who.slack_user))
        ts = await self.slack.post_once(spot, content_of(post), mark_of(delivery), since=delivery.looked_for_since)
        return Outcome("done", {"channel": spot.channel, "ts": ts}, absorbed=crowd.absorbed if crowd else ())

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
        return direct.told(line, notice, named, self.desk.workspace, self.desk.t(who.locale))


def check_still(ticket: Ticket, notice: Notice, who: Agent) -> None:
    """What was undone is not told. Raises Suppressed."""
    is_theirs = ticket.agent is not None and ticket.agent.id == who.id
    if is_theirs is (notice is Notice.TAKEN):
        raise Suppressed("it is theirs again" if is_theirs else "it is not theirs any more")

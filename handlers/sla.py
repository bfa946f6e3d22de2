"""Deadlines: `/ticket sla 42` says where each clock stands, and which of its time counted and why."""

from blocks import sla
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.services.show import show_ticket
from owona_bot.services.sla import clocks_of_ticket
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """However it is said."""
    doors.verb(Verb.SLA, asked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """For the asker alone, in their language."""
    ticket, now = await show_ticket(desk.db, number_in(call.spoken)), desk.clock()
    clocks = await clocks_of_ticket(desk.db, ticket.id, desk.sla, now)
    await call.say(sla.explanation(ticket, clocks, now, desk.zone.key, desk.t(who.locale)))

"""Unmerge: `/ticket unmerge 42`, or from the merged card's menu."""

from blocks import merge
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.services.unmerge import unmerge_ticket
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """However it is said."""
    doors.verb(Verb.UNMERGE, asked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Both cards redraw themselves by delivery."""
    ticket = await unmerge_ticket(desk.db, number_in(call.spoken), who, call.knock)
    await call.done(merge.undone(ticket, desk.t(who.locale)))

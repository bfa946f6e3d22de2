"""Reopen: `/ticket reopen 42`, or from the card's menu."""

from blocks import notice
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.services.reopen import reopen_ticket
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """However it is said."""
    doors.verb(Verb.REOPEN, asked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The card redraws itself by delivery."""
    ticket = await reopen_ticket(desk.db, number_in(call.spoken), who, call.knock)
    await call.done(notice.reopened(ticket, desk.t(who.locale)))

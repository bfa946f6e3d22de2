"""Claim: `/ticket claim 42`, or the button on the card."""

from blocks import ids, notice
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.services.claim import claim_ticket
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """Said or pressed."""
    doors.verb(Verb.CLAIM, asked)
    doors.button(ids.CLAIM, Verb.CLAIM)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The card redraws itself by delivery."""
    ticket = await claim_ticket(desk.db, number_in(call.spoken), who, call.knock)
    await call.done(notice.claimed(ticket, desk.t(who.locale)))

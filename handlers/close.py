"""Close: `/ticket close 42`, or from the card's menu."""

from blocks import notice
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.services.close import close_ticket
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """However it is said."""
    doors.verb(Verb.CLOSE, asked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The card redraws itself by delivery."""
    ticket = await close_ticket(desk.db, number_in(call.spoken), who, call.knock)
    await call.done(notice.closed(ticket, desk.t(who.locale)))

"""Show: `/ticket show 42`."""

from blocks import notice
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.services.show import show_ticket
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """However it is said."""
    doors.verb(Verb.SHOW, asked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """For the asker alone."""
    ticket = await show_ticket(desk.db, number_in(call.spoken))
    await call.say(notice.shown(ticket, desk.clock(), desk.t(who.locale)))

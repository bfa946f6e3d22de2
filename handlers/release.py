"""Release: `/ticket release 42`, or from the card's menu."""

from blocks import ids, notice
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.services.release import release_ticket
from owona_bot.slack.doors import Call, Doors


def register(doors: Doors) -> None:
    """Said or pressed."""
    doors.verb(Verb.RELEASE, asked)
    doors.button(ids.RELEASE, Verb.RELEASE)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The card redraws itself by delivery."""
    ticket = await release_ticket(desk.db, number_in(call.spoken), who, call.knock)
    await call.done(notice.released(ticket, desk.t(who.locale)))

"""Status: `/ticket status 42 waiting`, or from the card's menu; without a word a form asks for it."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, notice, ticket_forms
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act
from owona_bot.domain.verbs import Verb, after_number, number_in
from owona_bot.domain.words import status_in
from owona_bot.services.form import open_form
from owona_bot.services.status import set_ticket_status
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """However it is said, and the form."""
    doors.verb(Verb.STATUS, asked)
    doors.submission(ids.STATUS_FORM, submitted)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The card redraws itself by delivery."""
    t, number = desk.t(who.locale), number_in(call.spoken)
    if not after_number(call.spoken):
        await call.show(ticket_forms.status_form(await open_form(desk.db, number, Act.STATUS, who), t))
        return
    wanted = status_in(call.spoken, who.locale)
    await call.done(notice.status_set(await set_ticket_status(desk.db, number, wanted, who, call.knock), t))


async def submitted(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form."""
    wanted = ticket_forms.status_in(view["state"]["values"])
    await set_ticket_status(desk.db, ticket_forms.number_in(view), wanted, who, knock)
    await ack()

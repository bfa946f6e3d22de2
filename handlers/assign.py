"""Assign: `/ticket assign 42 @anna`, or from the card's menu; without a name a form asks for it."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, notice, ticket_forms
from owona_bot.desk import Desk
from owona_bot.domain.assignee import wish_in
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act
from owona_bot.domain.verbs import Verb, after_number, number_in
from owona_bot.services.assign import assign_ticket
from owona_bot.services.form import open_form
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """However it is said, and the form."""
    doors.verb(Verb.ASSIGN, asked)
    doors.submission(ids.ASSIGN_FORM, submitted)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Who gets it is called in the thread by delivery."""
    t, number = desk.t(who.locale), number_in(call.spoken)
    if not after_number(call.spoken):
        await call.show(ticket_forms.assign_form(await open_form(desk.db, number, Act.ASSIGN, who), t))
        return
    done = await assign_ticket(desk.db, number, wish_in(call.spoken), who, call.knock)
    await call.done(notice.assigned(done.ticket, done.before, t))


async def submitted(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form; the card redraws itself by delivery."""
    wish = ticket_forms.wish_in(view, view["state"]["values"])
    await assign_ticket(desk.db, ticket_forms.number_in(view), wish, who, knock)
    await ack()

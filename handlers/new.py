"""New: `/ticket new` opens a form, its submission a ticket."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, new_ticket
from owona_bot.desk import Desk
from owona_bot.domain.draft import draft
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Category, Priority
from owona_bot.domain.verbs import Verb
from owona_bot.services.open import open_ticket
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """The form and its submission."""
    doors.verb(Verb.NEW, asked)
    doors.submission(ids.NEW_TICKET, submitted)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The form opens."""
    permit(who, Act.NEW)
    await call.show(new_ticket.new_ticket(desk.t(who.locale)))


async def submitted(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form; the card stands in the channel a moment later."""
    typed = new_ticket.read(view["state"]["values"])
    category, priority = Category.read(typed.category), Priority(typed.priority)
    new = draft(typed.title, typed.description, category, priority, typed.requester)
    await open_ticket(desk.db, new, who, desk.system_user, knock)
    await ack()

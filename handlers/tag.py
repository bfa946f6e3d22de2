"""Tag: `/ticket tag 42 +vip -trial`, or from the card's menu; without words a form shows those that stand there."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, notice, ticket_forms
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act
from owona_bot.domain.tags import read_change
from owona_bot.domain.verbs import Verb, after_number, number_in
from owona_bot.services.form import open_form
from owona_bot.services.tag import tag_ticket
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """However it is said, and the form."""
    doors.verb(Verb.TAG, asked)
    doors.submission(ids.TAG_FORM, submitted)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The card redraws itself by delivery."""
    t, number, words = desk.t(who.locale), number_in(call.spoken), after_number(call.spoken)
    if not words:
        await call.show(ticket_forms.tag_form(await open_form(desk.db, number, Act.TAG, who), t))
        return
    await call.done(notice.tagged(await tag_ticket(desk.db, number, read_change(words), who, call.knock), t))


async def submitted(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form."""
    change = ticket_forms.tags_in(view, view["state"]["values"])
    await tag_ticket(desk.db, ticket_forms.number_in(view), change, who, knock)
    await ack()

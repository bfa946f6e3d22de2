"""Split: `/ticket split 42` opens a form; the messages chosen there become a ticket of their own."""

from uuid import UUID

from slack_bolt.async_app import AsyncAck

from blocks import ids, notice, split
from blocks.reply import instead
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.split import check_title
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.services.split import open_split, split_ticket
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """However it is said, and the form."""
    doors.verb(Verb.SPLIT, asked)
    doors.submission(ids.SPLIT_FORM, submitted)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The form opens."""
    choice = await open_split(desk.db, number_in(call.spoken), who)
    await call.show(split.form(choice.ticket, choice.messages, desk.clock(), desk.t(who.locale)))


async def submitted(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form; if not all could go, it says so in its place."""
    typed, t = view["state"]["values"], desk.t(who.locale)
    title, chosen = check_title(split.title_in(typed)), [UUID(id_) for id_ in split.chosen_in(typed)]
    done = await split_ticket(desk.db, split.number_in(view), chosen, title, who, knock)
    if not done.gone:
        await ack()
        return
    await ack(**instead(notice.page(split.left_out(done.ticket, done.copied, done.gone, t), t)))

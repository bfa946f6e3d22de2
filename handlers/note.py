"""Note: `/ticket note 42 …` keeps a note for the team; without words a form opens for them."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import notice, reply
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.reply import KEEP
from owona_bot.domain.verbs import Verb, after_number, number_in, said
from owona_bot.services.note import write_note
from owona_bot.services.reply import open_reply
from owona_bot.slack.doors import Doors
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload
from owona_bot.slack.threads import typed


def register(doors: Doors) -> None:
    """One way in; the form's submissions are the reply's."""
    doors.verb(Verb.NOTE, by_command)


async def by_command(
    ack: AsyncAck, command: Payload, client: AsyncWebClient, desk: Desk, who: Agent, knock: str
) -> None:
    """The thread shows it by delivery."""
    spoken, t = said(command["text"]), desk.t(who.locale)
    number, words = number_in(spoken), after_number(spoken)
    if words:
        await ack(**notice.noted(await write_note(desk.db, number, typed(words), who, knock), t).ack())
        return
    opening = await open_reply(desk.db, number)
    memo = reply.memo(str(number), opening.seen_until)
    form = reply.form(opening.ticket, memo, t, reply.Typed(status=KEEP, internal=True))
    await open_modal(client, command["trigger_id"], form)
    await ack()

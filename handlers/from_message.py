"""From a message: shortcuts that make a ticket of it or add it to one, and the one that opens an empty form."""

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import from_message, ids, new_ticket, notice
from blocks.new_ticket import text_in
from owona_bot.desk import Desk
from owona_bot.domain.draft import draft
from owona_bot.domain.errors import NotReadable
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.taken import title_of
from owona_bot.domain.ticket import Category, Priority
from owona_bot.domain.verbs import Verb, number_of
from owona_bot.services.from_slack import Source, attach, make_from_form, may_become
from owona_bot.slack.doors import Doors
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload
from owona_bot.slack.threads import plain_of, text_of


def register(doors: Doors) -> None:
    """Three shortcuts and the two forms of theirs; the empty form is answered where `/ticket new` is."""
    doors.message_shortcut(ids.MAKE_FROM_MESSAGE, make)
    doors.message_shortcut(ids.ADD_FROM_MESSAGE, add)
    doors.global_shortcut(ids.NEW_FROM_ANYWHERE, anywhere)
    doors.submission(ids.TICKET_FROM_MESSAGE, made)
    doors.submission(ids.ATTACH_MESSAGE, added)


async def make(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """The form opens with what was written; of a conversation between people its thread stays where it is."""
    source, text, t = source_in(body), plain_of(body["message"]), desk.t(who.locale)
    whole = await may_become(desk.db, source, who) and not between_people(body)
    typed = new_ticket.Typed(title=title_of(text, ""), description=text)
    memo = memo_of(source) if whole else ""
    await open_modal(client, body["trigger_id"], from_message.make(typed, memo, t))
    await ack()


async def made(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form; card, thread and notes come by delivery."""
    typed = new_ticket.read(view["state"]["values"])
    category, priority = Category.read(typed.category), Priority(typed.priority)
    new = draft(typed.title, typed.description, category, priority, typed.requester)
    await make_from_form(desk.db, new, remembered(view), who, desk.system_user, knock)
    await ack()


async def add(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """Asks for the ticket's number."""
    permit(who, Act.NOTE)
    if between_people(body):
        raise NotReadable
    form = from_message.attach(text_of(body["message"]), memo_of(source_in(body)), desk.t(who.locale))
    await open_modal(client, body["trigger_id"], form)
    await ack()


async def added(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form; the note stands in the ticket's thread a moment later."""
    source = remembered(view)
    if source is None:
        raise NotReadable
    word = notice.spoken_by(Verb.NOTE, desk.t(who.locale))
    number = number_of(text_in(view["state"]["values"], ids.NUMBER).strip(), word)
    await attach(desk.db, number, source, who, knock)
    await ack()


async def anywhere(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """The form of `/ticket new`."""
    permit(who, Act.NEW)
    await open_modal(client, body["trigger_id"], new_ticket.new_ticket(desk.t(who.locale)))
    await ack()


def source_in(body: Payload) -> Source:
    """The message that a shortcut was chosen on."""
    message = body["message"]
    ts = str(message["ts"])
    return Source(str(body["channel"]["id"]), ts, str(message.get("thread_ts") or ts))


def between_people(body: Payload) -> bool:
    """A direct message, of two or of several: no bot can be invited there."""
    channel = body["channel"]
    return str(channel["id"]).startswith("D") or str(channel.get("name") or "").startswith("mpdm-")


def memo_of(source: Source) -> str:
    """What a form remembers of the message."""
    return f"{source.channel} {source.ts} {source.thread}"


def remembered(view: Payload) -> Source | None:
    """The same, read back."""
    memo = str(view.get("private_metadata") or "").split()
    return Source(*memo) if memo else None

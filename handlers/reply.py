"""Reply: `/ticket reply 42`, the button on the card, or "Send to customer" on a message of the thread.

A form opens; its submission shows what goes out; Send sends it.
"""

from collections.abc import Mapping
from json import dumps
from uuid import NAMESPACE_URL, UUID, uuid5

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids, reply
from blocks.parts import View
from owona_bot.desk import Desk
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import NotAPersons
from owona_bot.domain.letter import Addressee, Letter
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.reply import LIMIT, Reply, wanted
from owona_bot.domain.text import shortened
from owona_bot.domain.ticket import Status
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.mail.said import Spoken, letter_of
from owona_bot.richtext import plain
from owona_bot.richtext import slack as rich
from owona_bot.services.letters import Prospect, outlook
from owona_bot.services.reply import Opening, Outlook, draft_reply, look_at, open_from_thread, open_reply, send_reply
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload
from owona_bot.slack.threads import of_machine, rich_text_of, text_of

ROOM = 200_000
"""Bytes of a text that leave the form its own; Slack takes 250 kB of a view."""

UNKNOWN = "…"
"""The rest of a link that is made when the letter is written, and known to its reader alone."""


def register(doors: Doors) -> None:
    """Three ways in, and the two submissions."""
    doors.verb(Verb.REPLY, asked)
    doors.button(ids.REPLY, Verb.REPLY)
    doors.message_shortcut(ids.REPLY_FROM_MESSAGE, by_message)
    doors.submission(ids.REPLY_FORM, written)
    doors.submission(ids.REPLY_PREVIEW, sent)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The form opens."""
    permit(who, Act.REPLY)
    opening = await open_reply(desk.db, number_in(call.spoken))
    await call.show(form(opening, {}, desk.t(who.locale)))


async def by_message(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """What somebody wrote in the thread stands in the form, to be made fit for the customer."""
    message = body["message"]
    opening = await open_from_thread(desk.db, body["channel"]["id"], message.get("thread_ts"), message["ts"])
    if of_machine(message):
        raise NotAPersons
    await open_modal(client, body["trigger_id"], form(opening, acceptable(message), desk.t(who.locale)))
    await ack()


def acceptable(message: Payload) -> Mapping[str, object]:
    """A message as the editor takes it: nothing that it doesn't know."""
    typed, text = rich_text_of(message), text_of(message)
    block = rich.write(rich.read(typed) if typed else plain.read(text))
    return block if len(dumps(block)) <= ROOM else rich.write(plain.read(shortened(text, LIMIT)))


def form(opening: Opening, rich_text: Mapping[str, object], t: Translate) -> View:
    """Remembers what its reader knows."""
    ticket = opening.ticket
    memo = reply.memo(str(ticket.number), opening.seen_until)
    return reply.form(ticket, memo, t, reply.Typed(rich_text, reply.usual(ticket)))


async def written(ack: AsyncAck, view: Payload, desk: Desk, who: Agent) -> None:
    """Whoever goes back and comes again writes the same draft anew."""
    number, seen_until = reply.remembered(view["private_metadata"])
    typed = reply.read(view["state"]["values"])
    new = Reply(typed.rich_text, wanted(typed.status), typed.internal, typed.files, seen_until)
    draft = await draft_reply(desk.db, int(number), new, uuid5(NAMESPACE_URL, f"slack:{view['id']}"), who)
    await ack(**reply.above(await preview(desk, await look_at(desk.db, draft, who), who)))


async def sent(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes everything; if people wrote after the preview was drawn, it shows that first."""
    draft, seen_until = reply.remembered(view["private_metadata"])
    look = await look_at(desk.db, UUID(draft), who)
    if look.seen_until > seen_until and not look.draft.reply.internal:
        await ack(**reply.instead(await preview(desk, look, who)))
        return
    await send_reply(desk.db, look.draft.id, seen_until, who, knock)
    await ack(response_action="clear")


async def preview(desk: Desk, look: Outlook, who: Agent) -> View:
    """What goes out, in full, in the customer's language; what is around it in the agent's."""
    said = look.draft.reply
    prospect = Prospect(None, None) if said.internal else await outlook(desk.db, look.ticket.id, desk.system_user)
    to, why = prospect.to, prospect.why_no_letter if desk.sender.writes else "no_letter.no_server"
    letter = letter_to(desk, look, to) if to and not why else None
    outgoing = reply.Outgoing(
        body=letter.text if letter else look.text,
        subject=letter.subject if letter else "",
        to=to.address or "" if to else "",
        internal=said.internal,
        status=said.status,
        files=said.files,
        since=() if said.internal else look.since,
        why_no_letter=why,
    )
    return reply.preview(outgoing, reply.memo(str(look.draft.id), look.seen_until), desk.t(who.locale))


def letter_to(desk: Desk, look: Outlook, to: Addressee) -> Letter:
    """As it is written when it is sent now."""
    resolves = look.draft.reply.status is Status.RESOLVED and look.ticket.status is not Status.RESOLVED
    page = f"{desk.sender.public_url}/preferences/{UNKNOWN}" if desk.sender.public_url else None
    spoken = Spoken(look.signed, rich.read(look.draft.reply.rich_text), look.names, desk.clock(), resolves)
    return letter_of(to, spoken, desk.sender, page, desk.t(to.language))

"""Reply: `/ticket reply 42`, the button on the card, or "Send to customer" on a message of the thread.

A form opens; its submission shows what goes out; Send sends it, or asks for its release where the guard stopped it.
"""

from collections.abc import Mapping
from dataclasses import replace
from json import dumps
from uuid import NAMESPACE_URL, UUID, uuid5

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import ids, preview, reply
from blocks.parts import View
from owona_bot.desk import Desk
from owona_bot.domain.clock import Translate
from owona_bot.domain.errors import NotAPersons
from owona_bot.domain.letter import Addressee, Letter
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.reply import KEEP, LIMIT, Reply, Seen, quick_replies_in, wanted
from owona_bot.domain.text import shortened
from owona_bot.domain.ticket import Status
from owona_bot.domain.verbs import Verb, number_in
from owona_bot.mail.said import Spoken, letter_of
from owona_bot.richtext import plain
from owona_bot.richtext import slack as rich
from owona_bot.services.letters import Prospect, outlook
from owona_bot.services.release_reply import look_at_guarded, release_reply
from owona_bot.services.reply import (
    Opening,
    Outlook,
    draft_reply,
    look_at,
    open_draft,
    open_from_thread,
    open_reply,
    send_reply,
)
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.modals import open_modal
from owona_bot.slack.payload import Payload, value_in
from owona_bot.slack.threads import of_machine, rich_text_of, text_of

UNKNOWN = "…"
"""The rest of a link that is made when the letter is written, and known to its reader alone."""


def register(doors: Doors) -> None:
    """Four ways in, and the three submissions."""
    doors.verb(Verb.REPLY, asked)
    doors.button(ids.REPLY, Verb.REPLY)
    doors.message_shortcut(ids.REPLY_FROM_MESSAGE, by_message)
    doors.action(ids.CONTINUE, continued)
    doors.submission(ids.REPLY_FORM, written)
    doors.submission(ids.REPLY_PREVIEW, sent)
    doors.action(ids.RELEASE_REPLY, shown_for_release)
    doors.submission(ids.RELEASE_FORM, released)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The form opens."""
    permit(who, Act.REPLY)
    opening = await open_reply(desk.db, number_in(call.spoken))
    await call.show(form(opening, {}, desk.t(who.locale)))


async def by_message(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """What somebody wrote in the thread stands in the form, to be made fit for the customer."""
    permit(who, Act.REPLY)
    message = body["message"]
    opening = await open_from_thread(desk.db, body["channel"]["id"], message.get("thread_ts"), message["ts"])
    if of_machine(message):
        raise NotAPersons
    await open_modal(client, body["trigger_id"], form(opening, acceptable(message), desk.t(who.locale)))
    await ack()


async def continued(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """What was taken back stands in the form, its files beside it."""
    opening = await open_draft(desk.db, UUID(value_in(body)), who)
    await open_modal(client, body["trigger_id"], form_again(opening, desk.t(who.locale)))
    await ack()


def acceptable(message: Payload) -> Mapping[str, object]:
    """A message as the editor takes it: nothing that it doesn't know."""
    typed, text = rich_text_of(message), text_of(message)
    block = rich.write(rich.read(typed) if typed else plain.read(text))
    return block if len(dumps(block)) <= reply.ROOM else rich.write(plain.read(shortened(text, LIMIT)))


def form(opening: Opening, rich_text: Mapping[str, object], t: Translate) -> View:
    """Remembers what its reader knows."""
    ticket = opening.ticket
    memo = reply.memo(str(ticket.number), opening.seen)
    return reply.form(ticket, memo, t, reply.Typed(rich_text, reply.usual(ticket)))


def form_again(opening: Opening, t: Translate) -> View:
    """Of a draft: it is kept under the same id, so that it is sent once."""
    ticket, draft = opening.ticket, opening.draft
    if draft is None:
        return form(opening, {}, t)
    said = draft.reply
    values = reply.Typed(
        rich_text=said.rich_text, status=said.status or KEEP, quick_replies="\n".join(said.quick_replies)
    )
    memo = reply.memo(str(ticket.number), opening.seen, str(draft.id))
    return reply.form(ticket, memo, t, values, reply.Page(offered=said.files))


async def written(ack: AsyncAck, view: Payload, desk: Desk, who: Agent) -> None:
    """Whoever goes back and comes again writes the same draft anew."""
    memo = reply.remembered(view["private_metadata"])
    typed = reply.read_as(memo, view["state"]["values"])
    new = Reply(
        rich_text=typed.rich_text,
        status=wanted(typed.status),
        internal=typed.internal,
        files=typed.files,
        seen_until=memo.seen.until,
        quick_replies=quick_replies_in(typed.quick_replies),
    )
    id_ = UUID(memo.more) if memo.more not in ("", reply.NOTE) else uuid5(NAMESPACE_URL, f"slack:{view['id']}")
    draft = await draft_reply(desk.db, int(memo.what), new, id_, who, typed.kept)
    look = await look_at(desk.db, draft, who, desk.replies)
    knew = replace(memo.seen, readers=look.seen.readers)  # nobody has told them yet who else reads it
    await ack(**reply.above(await previewed(desk, look, knew, who)))


async def sent(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes everything; what happened or was found after the preview was drawn is shown first."""
    memo = reply.remembered(view["private_metadata"])
    look = await look_at(desk.db, UUID(memo.what), who, desk.replies)
    unseen = memo.seen.lacks(look.seen) or (look.findings and memo.more != reply.FOUND)
    if unseen and not look.draft.reply.internal:
        await ack(**reply.instead(await previewed(desk, look, memo.seen, who)))
        return
    await send_reply(desk.db, look.draft.id, memo.seen, who, knock, desk.replies)
    await ack(response_action="clear")


async def shown_for_release(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """Nobody lets go what they have not read."""
    reply_id = UUID(value_in(body))
    look = await look_at_guarded(desk.db, reply_id, who, desk.replies)
    await open_modal(client, body["trigger_id"], await for_release(desk, look, reply_id, look.seen, who))
    await ack()


async def released(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The thread shows it by delivery; who reads it beside those that were named is shown first."""
    id_, readers = (*view["private_metadata"].split(" "), "")[:2]
    look = await look_at_guarded(desk.db, UUID(id_), who, desk.replies)
    if look.seen.readers != readers:
        knew = replace(look.seen, readers=readers)
        await ack(**reply.instead(await for_release(desk, look, UUID(id_), knew, who)))
        return
    await release_reply(desk.db, UUID(id_), readers, who, knock, desk.replies)
    await ack(response_action="clear")


async def for_release(desk: Desk, look: Outlook, reply_id: UUID, knew: Seen, who: Agent) -> View:
    """It remembers who reads it."""
    memo = f"{reply_id} {look.seen.readers}".rstrip()
    return preview.release(await outgoing(desk, look, knew, who), memo, desk.t(who.locale))


async def previewed(desk: Desk, look: Outlook, knew: Seen, who: Agent) -> View:
    """What goes out, in full; it remembers what its reader knows now."""
    memo = reply.memo(str(look.draft.id), look.seen, reply.FOUND if look.findings else "")
    return preview.preview(await outgoing(desk, look, knew, who), memo, desk.t(who.locale))


async def outgoing(desk: Desk, look: Outlook, knew: Seen, who: Agent) -> preview.Outgoing:
    """The letter in the customer's language; what is around it will be in the reader's, who `knew` so much."""
    said = look.draft.reply
    prospect = Prospect(None, None) if said.internal else await outlook(desk.db, look.ticket.id, desk.system_user)
    to, why = prospect.to, prospect.why_no_letter if desk.sender.writes else "no_letter.no_server"
    letter = letter_to(desk, look, to) if to and not why else None
    moved = look.ticket.status is not knew.status and not said.internal
    return preview.Outgoing(
        body=letter.text if letter else look.text,
        subject=letter.subject if letter else "",
        to=to.address or "" if to else "",
        internal=said.internal,
        status=said.status,
        files=said.files,
        since=() if said.internal else look.since,
        why_no_letter=why,
        became=look.ticket.status if moved else None,
        quick_replies=said.quick_replies,
        findings=look.findings,
        may_override=may(who, Act.OVERRIDE),
        also=[(ticket.number, ticket.requester) for ticket in look.also],
        others_read=look.seen.readers != knew.readers,
    )


def letter_to(desk: Desk, look: Outlook, to: Addressee) -> Letter:
    """As it is written when it is sent now."""
    resolves = look.draft.reply.status is Status.RESOLVED and look.ticket.status is not Status.RESOLVED
    page = f"{desk.sender.public_url}/preferences/{UNKNOWN}" if desk.sender.public_url else None
    spoken = Spoken(look.signed, rich.read(look.draft.reply.rich_text), look.names, desk.clock(), resolves)
    return letter_of(to, spoken, desk.sender, page, desk.t(to.language))

"""Canned replies: `/ticket canned` to keep them, and the select in an answer's form that inserts one."""

from dataclasses import replace
from json import dumps
from uuid import UUID

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import canned, ids, reply
from blocks.parts import View
from owona_bot.desk import Desk
from owona_bot.domain.canned import CannedReply
from owona_bot.domain.clock import Translate
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.verbs import Verb
from owona_bot.mail.letters import day
from owona_bot.mail.said import zone_of
from owona_bot.richtext import slack as rich
from owona_bot.richtext.document import Document
from owona_bot.services.canned import Filled, canned_of, delete_canned, filled, find_canned, save_canned
from owona_bot.services.letters import outlook
from owona_bot.services.reply import Opening, open_draft, open_reply
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.modals import push_modal, update_modal
from owona_bot.slack.payload import Payload, value_in


def register(doors: Doors) -> None:
    """The list and its form; the select in the answer's form."""
    doors.verb(Verb.CANNED, asked)
    doors.options(ids.CANNED_OPEN, suggested)
    doors.action(ids.CANNED_OPEN, chosen)
    doors.action(ids.CANNED_NEW, begun)
    doors.submission(ids.CANNED_FORM, saved)
    doors.action(ids.CANNED_DELETE, deleted)
    doors.options(ids.CANNED_PICK, suggested)
    doors.action(ids.CANNED_PICK, picked)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """What they are is asked of us as somebody types."""
    permit(who, Act.CANNED)
    await call.show(canned.overview(desk.t(who.locale)))


async def suggested(ack: AsyncAck, body: Payload, desk: Desk, who: Agent) -> None:
    """By name or words of the text."""
    found = await find_canned(desk.db, str(body.get("value") or ""), who)
    await ack(**canned.offer(found, desk.t(who.locale)))


async def chosen(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """To change it, or only to read it."""
    found, t = await canned_of(desk.db, int(value_in(body)), who), desk.t(who.locale)
    shares = may(who, Act.CANNED_SHARED)
    view = canned.opened(found, t, may_change=shares or found.owner is not None, may_share=shares)
    await push_modal(client, body["trigger_id"], view)
    await ack()


async def begun(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """A form with nothing in it."""
    permit(who, Act.CANNED)
    await push_modal(client, body["trigger_id"], canned.form(desk.t(who.locale), may_share=may(who, Act.CANNED_SHARED)))
    await ack()


async def saved(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """The list shows again beneath."""
    typed = canned.read(view["state"]["values"])
    owner = None if typed.shared else who.id
    await save_canned(desk.db, CannedReply(int(view["private_metadata"]), typed.name, typed.body, owner), who, knock)
    await ack()


async def deleted(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent, knock: str) -> None:
    """Its form says so."""
    gone = await delete_canned(desk.db, int(value_in(body)), who, knock)
    await update_modal(client, body["view"], canned.deleted(gone, desk.t(who.locale)))
    await ack()


async def picked(ack: AsyncAck, body: Payload, client: AsyncWebClient, desk: Desk, who: Agent) -> None:
    """It stands beneath what was typed so far; the other fields keep what is in them."""
    view, t = body["view"], desk.t(who.locale)
    found = await canned_of(desk.db, int(value_in(body)), who)
    opening = await opened(desk, reply.remembered(view["private_metadata"]), who)
    inserted = filled(found, opening.ticket, who, await today(desk, opening.ticket))
    await update_modal(client, view, with_inserted(view, opening, inserted, t))
    await ack()


async def opened(desk: Desk, memo: reply.Memo, who: Agent) -> Opening:
    """What the form is about."""
    return await (open_draft(desk.db, UUID(memo.more), who) if memo.more else open_reply(desk.db, int(memo.what)))


async def today(desk: Desk, ticket: Ticket) -> str:
    """As the customer writes a day, where they are."""
    to = (await outlook(desk.db, ticket.id, desk.system_user)).to
    if to is None:
        return day(desk.clock().astimezone(desk.zone), desk.t())
    return day(desk.clock().astimezone(zone_of(to.zone)), desk.t(to.language))


def with_inserted(view: Payload, opening: Opening, inserted: Filled, t: Translate) -> View:
    """The same form; a text that no view could hold stays as it was."""
    state = view["state"]["values"]
    typed, trouble = reply.read(state), canned.trouble(inserted.empty, inserted.unknown, t)
    both = rich.write(Document((*rich.read(typed.rich_text).blocks, *inserted.document.blocks)))
    if len(dumps(both)) > reply.ROOM:
        both, trouble = dict(typed.rich_text), [t("canned.too_much")]
    page = reply.Page(opening.draft.reply.files if opening.draft else (), trouble, reply.edition_in(state) + 1)
    return reply.form(opening.ticket, view["private_metadata"], t, replace(typed, rich_text=both), page)

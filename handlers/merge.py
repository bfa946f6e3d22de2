"""Merge: `/ticket merge 42 43`, the first goes on in the second; without the second a form asks, and shows both."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, merge, notice
from blocks.reply import instead
from owona_bot.desk import Desk
from owona_bot.domain.merge import of_different_customers, other_number
from owona_bot.domain.people import Agent
from owona_bot.domain.verbs import Verb, number_in, number_of
from owona_bot.services.merge import look_at_merge, merge_tickets, open_merge
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """However it is said, and the form's two pages."""
    doors.verb(Verb.MERGE, asked)
    doors.submission(ids.MERGE_FORM, chosen)
    doors.submission(ids.MERGE_CONFIRM, confirmed)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """Both cards redraw themselves by delivery. Different customers are asked about first: each reads the answers."""
    t, source, target = desk.t(who.locale), number_in(call.spoken), other_number(call.spoken)
    if target is None:
        await call.show(merge.form(await open_merge(desk.db, source, who), t))
        return
    found = await look_at_merge(desk.db, source, target, who)
    if of_different_customers(found.source, found.target):
        await call.show(merge.confirm(found.source, found.target, found.messages, t))
        return
    pair = await merge_tickets(desk.db, source, target, who, call.knock)
    await call.done(merge.done(pair.source, pair.target, t))


async def chosen(ack: AsyncAck, view: Payload, desk: Desk, who: Agent) -> None:
    """Shows what would be merged."""
    (source,), t = merge.numbers_in(view), desk.t(who.locale)
    target = number_of(merge.target_in(view["state"]["values"]), notice.spoken_by(Verb.MERGE, t))
    found = await look_at_merge(desk.db, source, target, who)
    await ack(**instead(merge.confirm(found.source, found.target, found.messages, t)))


async def confirmed(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form."""
    source, target = merge.numbers_in(view)
    await merge_tickets(desk.db, source, target, who, knock)
    await ack()

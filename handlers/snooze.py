"""Snooze: `/ticket snooze 42 tomorrow 9:00`, `… until answered`, `… now`; without words a form asks for them."""

from slack_bolt.async_app import AsyncAck

from blocks import ids, snooze
from owona_bot.desk import Desk
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act
from owona_bot.domain.snooze import chosen, wanted
from owona_bot.domain.verbs import Verb, after_number, number_in
from owona_bot.services.form import open_form
from owona_bot.services.snooze import snooze_ticket
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """However it is said, and the form."""
    doors.verb(Verb.SNOOZE, asked)
    doors.submission(ids.SNOOZE_FORM, submitted)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """The card redraws itself by delivery."""
    t, number, words = desk.t(who.locale), number_in(call.spoken), after_number(call.spoken)
    if not words:
        await call.show(snooze.form(await open_form(desk.db, number, Act.SNOOZE, who), t))
        return
    now = desk.clock()
    ticket = await snooze_ticket(desk.db, number, wanted(words, now, desk.zone), who, call.knock)
    await call.done(snooze.answered(ticket, now, t))


async def submitted(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form."""
    typed = snooze.read(view["state"]["values"])
    wish = None if typed.awake else chosen(typed.seconds, typed.for_answer, desk.clock())
    await snooze_ticket(desk.db, int(view["private_metadata"]), wish, who, knock)
    await ack()

"""Escalate: `/ticket escalate 42 [reason]`, `… stop`, `… take`, `/escalate 42`, or a button; a form asks for more."""

from slack_bolt.async_app import AsyncAck

from blocks import escalation, ids
from owona_bot.desk import Desk
from owona_bot.domain.assignee import Mention
from owona_bot.domain.chain import Chain
from owona_bot.domain.escalation import STOP, TAKE, Asked, asked_in, reasoned
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act
from owona_bot.domain.ticket_errors import ChainGone
from owona_bot.domain.verbs import Verb, after_number, number_in
from owona_bot.services.escalate import escalate_ticket, stop_escalation, take_escalated
from owona_bot.services.form import open_form
from owona_bot.slack.doors import Call, Doors
from owona_bot.slack.payload import Payload


def register(doors: Doors) -> None:
    """However it is said, the form, and the buttons of what the called read."""
    doors.verb(Verb.ESCALATE, asked)
    doors.button(ids.ESCALATE, Verb.ESCALATE)
    doors.button(ids.ESCALATION_TAKE, Verb.ESCALATE)
    doors.button(ids.ESCALATION_STOP, Verb.ESCALATE)
    doors.submission(ids.ESCALATE_FORM, submitted)


async def asked(call: Call, desk: Desk, who: Agent) -> None:
    """A reason alone goes to the next tier."""
    t, number, words = desk.t(who.locale), number_in(call.spoken), after_number(call.spoken).strip()
    if not words:
        await call.show(escalation.form(await open_form(desk.db, number, Act.ESCALATE, who), desk.chains, t))
    elif words.casefold() in STOP:
        await call.say(escalation.stopped(await stop_escalation(desk.db, number, who, call.knock, desk.clock()), t))
    elif words.casefold() in TAKE:
        await call.say(escalation.taken(await take_escalated(desk.db, number, who, call.knock), t))
    else:
        wish = asked_in(after_number(call.typed).strip())
        done = await escalate_ticket(desk.db, number, wish, who, call.knock, desk.clock())
        await call.say(escalation.escalated(done, t))


async def submitted(ack: AsyncAck, view: Payload, desk: Desk, who: Agent, knock: str) -> None:
    """Closes the form; the thread and the called hear of it by delivery."""
    typed = escalation.read(view["state"]["values"])
    wish = Asked(
        tier=typed.tier,
        reason=reasoned(typed.reason),
        person=Mention(typed.person) if typed.person else None,
        chain=chain_of(typed.chain, desk),
        raises=typed.raises,
    )
    await escalate_ticket(desk.db, int(view["private_metadata"]), wish, who, knock, desk.clock())
    await ack()


def chain_of(name: str | None, desk: Desk) -> Chain | None:
    """The bot may have been started anew with another file. Raises ChainGone."""
    if name is None:
        return None
    chain = desk.chains.get(name)
    if chain is None:
        raise ChainGone(ids.CHAIN, name=name)
    return chain

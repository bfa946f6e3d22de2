"""Every message of an escalation, and its form."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from blocks import escalation, escalation_lines
from blocks.escalation import Call
from blocks.parts import Post, View
from owona_bot.domain.chain import Chain, Progress, Step, StepAct, To
from owona_bot.domain.clock import Translate
from owona_bot.domain.escalation import Called, Escalated, Escalation, Seen, Skipped, Tier, Why
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.ticket import Ticket

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

CARD = ("C0TICKETS", "1795608000.000100")
WORKSPACE = "https://owona.slack.com/"


def a_chain(name: str = "standard", whom: str = "ben@example.org") -> Chain:
    steps = (
        Step(timedelta(), StepAct.NOTIFY, To.PERSON, whom),
        Step(timedelta(minutes=30), StepAct.REASSIGN, To.ON_CALL),
        Step(timedelta(minutes=30), StepAct.RAISE_PRIORITY),
    )
    return Chain(name, steps, repeat=2)


def an_escalation(chain: Chain | None = None, stopped: Why | None = None) -> Escalation:
    runs = NOW if chain and not stopped else None
    return Escalation(5, "agent:7", Tier.TIER2, (), chain, Progress(0, 1, NOW), runs, stopped)


def seen(ticket: Ticket | None, text: str, *, by: str | None, of: Escalation) -> Seen:
    return Seen(of, ticket, 1001, by, text or None, ())


def a_step(number: int = 1, act: StepAct = StepAct.NOTIFY, to: To | None = To.PERSON) -> dict[str, object]:
    """An event's payload."""
    return {"step": number, "run": 1, "act": act.value, "to": to and to.value, "skipped": None}


def posts(ticket: Ticket, text: str, t: Translate) -> Iterator[Post]:
    """With `text` wherever something comes from outside; nobody is called by name."""
    agent = Agent(AgentId(9), "U0", text, text, "de", "agent")
    chain = a_chain(text, text)
    for of in (an_escalation(), an_escalation(chain), *(an_escalation(chain, why) for why in Why)):
        for call in (Call(), Call(instead=True), Call(step=2, run=2)):
            yield escalation.told(seen(ticket, text, by=text, of=of), call, CARD, WORKSPACE, t)
        yield escalation.told(seen(ticket, "", by=None, of=of), Call(), None, "", t)
        yield escalation.told(seen(None, text, by=text, of=of), Call(), CARD, WORKSPACE, t)
    for tier in Tier:
        for called in (Called(), Called([agent] * 30, instead=True)):
            yield escalation.escalated(Escalated(ticket, tier, called, runs=True, raised=True), t)
            yield escalation.escalated(Escalated(ticket, tier, called, runs=True, repeated=True), t)
            yield escalation_lines.escalated(1001, text, tier, called.agents, t)
    yield escalation.stopped(ticket, t)
    yield escalation.taken(ticket, t)
    yield escalation.digest([(ticket, CARD)] * 10, 2**31, WORKSPACE, t)
    yield escalation.digest([(ticket, None)], 1, "", t)
    yield from lines(chain, [agent] * 30, text, t)


def lines(chain: Chain, called: list[Agent], text: str, t: Translate) -> Iterator[Post]:
    """Beneath the card, and in operations."""
    for to in To:
        yield escalation_lines.stepped(1001, chain, a_step(to=to), called, t)
    yield escalation_lines.stepped(1001, chain, a_step(2, StepAct.REASSIGN, To.ON_CALL), called, t)
    yield escalation_lines.stepped(1001, chain, a_step(3, StepAct.RAISE_PRIORITY, None), (), t)
    for why in Skipped:
        skipped = a_step() | {"skipped": why.value}
        yield escalation_lines.stepped(1001, chain, skipped, (), t)
        yield escalation_lines.mend(1001, chain, skipped, t)
    for stopped in Why:
        yield escalation_lines.stopped(1001, stopped, text, t)
        yield escalation_lines.stopped(1001, stopped, None, t)


def forms(ticket: Ticket, t: Translate) -> Iterator[View]:
    """With no chain to choose, with one, and with as many as a select takes."""
    for count in (0, 1, 99):
        yield escalation.form(ticket, [f"chain-{n}".ljust(40, "x") for n in range(count)], t)
    yield escalation.form(replace(ticket, number=2**31 - 1), [], t)

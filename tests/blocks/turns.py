"""Decisions of whose turn it is, as short and as long as they get; how tickets fell to whom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from blocks import fairness, turn, why
from blocks.parts import Post
from owona_bot.domain.assignment import Absent, Facts, Mode, Rule, Wanted, Worker
from owona_bot.domain.clock import Translate
from owona_bot.domain.fairness import Tally
from owona_bot.domain.listing import Line
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.turns import decide
from owona_bot.domain.why import BY_RULE, Account, Kept, Moved

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

HOUR = timedelta(hours=1)

WANTED = Wanted(UUID(int=1), 1001, "high", "billing", "en", "C0TICKETS", NOW - 2 * HOUR)

BILLING = Rule("billing", Mode.LOAD, frozenset({"billing"}), relax_after=HOUR)

MANY = 100

WORKSPACE = "https://owona.slack.com/"


def a_worker(n: int, *, open_: int = 3, load: int = 300, skills: frozenset[str] = BILLING.skills) -> Worker:
    """One who could have it."""
    return Worker(AgentId(n), skills, frozenset(), 12, open_, load)


def facts(*workers: Worker, rule: Rule = BILLING, wanted: Wanted = WANTED) -> Facts:
    return Facts(wanted, workers, rule, NOW)


def kept(from_: Facts, agent: AgentId | None = None) -> Kept:
    """As it comes out now, unless another `agent` is said to have got it."""
    again = decide(from_)
    return Kept(agent or again.agent, from_, NOW - HOUR, again)


def by_rule(agent: int) -> Moved:
    return Moved(BY_RULE, None, AgentId(agent), NOW)


def posts(ticket: Ticket, text: str, t: Translate) -> Iterator[Post]:
    """With `text` wherever something comes from outside."""
    names = dict.fromkeys(range(MANY), text)
    agent = Agent(AgentId(1), "U1", text, text, "de", "agent")
    free = replace(ticket, agent=None, merged_into=None, snooze=None)
    for one in decisions(text):
        held = replace(free, agent=agent)
        yield why.told(Account(held, by_rule(1), one, None, False, names), agent, NOW, t)
        yield why.told(Account(held, Moved("agent:2", None, AgentId(1), NOW), one, None, False, {}), agent, NOW, t)
        yield why.told(Account(free, Moved("agent:2", None, None, NOW), one, NOW, True, names), agent, NOW, t)
        yield why.told(Account(free, None, one, None, False, names), agent, NOW, t)
    yield turn.told({"agent": [None, 1], "status": ["new", text], "priority": ["low", text]}, names, 1001, t)
    yield turn.told({"agent": [None, 7_777]}, {}, 1001, t)
    yield turn.direct(Line(ticket, ("C0TICKETS", "1764072000.000100"), None), WORKSPACE, t)
    yield turn.direct(Line(ticket, None, None), "", t)
    for count in (0, 1, MANY):
        yield fairness.told([Tally(AgentId(n), text, 99_999, n, n, n, 99_999) for n in range(count)], t)


def decisions(text: str) -> Iterator[Kept]:
    """Somebody's and nobody's, of a team as big as they get."""
    odd = Rule(text, Mode.LOAD, frozenset({text, f"{text}1"}))
    absent = [replace(a_worker(n), absent=list(Absent)[n % len(Absent)]) for n in range(10, 20)]
    others = [a_worker(n, skills=frozenset()) for n in range(20, MANY)]
    able = replace(a_worker(1), skills=odd.skills)
    yield kept(facts(able, *absent, *others, rule=odd, wanted=replace(WANTED, language=text)))
    yield kept(facts(*others, rule=replace(odd, relax_after=HOUR)))
    yield kept(facts(*others, rule=odd))
    yield kept(facts(*absent, rule=odd), AgentId(1))
    yield kept(facts(rule=odd))

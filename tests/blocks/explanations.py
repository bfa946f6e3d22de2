"""Deadlines explained, from one that has just begun to one of many questions over half a year."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from blocks import sla
from blocks.parts import Post
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.clock import Translate
from owona_bot.domain.sla import Answered, Asked, Clock, History, Metric, Pause, Policy, Term, clocks_of
from owona_bot.domain.ticket import Ticket

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

HOUR = timedelta(hours=1)
DAY = ((480, 720), (780, 1020))
OFFICE = Calendar(
    "office", "Europe/Berlin", (DAY, DAY, DAY, DAY, DAY, (), ()), "BY", {date(2026, 11, 18): "Buß- und Bettag"}
)
TARGETS = {Metric.FIRST_RESPONSE: 2 * HOUR, Metric.NEXT_RESPONSE: 4 * HOUR, Metric.RESOLUTION: 16 * HOUR}
GOLD = Policy("gold", TARGETS, OFFICE, frozenset({Pause.WAITING_CUSTOMER}))


def clocks(days: float, policy: Policy = GOLD, questions: int = 0, policies: int = 1) -> list[Clock]:
    """Of a ticket so many days old, answered at once, then asked and answered again and again."""
    born = NOW - timedelta(days=days)
    step = timedelta(days=days) / (questions + 2)
    facts: list[Answered | Asked] = [Answered(born + step / 2)] if questions else []
    for n in range(1, questions + 1):
        facts += [Asked(born + n * step), Answered(born + n * step + step / 2)]
    terms = [Term(born + n * timedelta(days=days) / policies, replace(policy, name=f"{policy.name}-{n}"))
             for n in range(policies)]  # fmt: skip
    return clocks_of(History(born, tuple(facts)), terms, NOW)


def posts(ticket: Ticket, text: str, t: Translate) -> Iterator[Post]:
    """With `text` wherever something comes from outside."""
    odd = replace(GOLD, name=text, calendar=replace(OFFICE, holidays={date(2026, 11, 18): text}))
    for some in ([], clocks(0.1), clocks(9), clocks(400, questions=40, policies=30), clocks(30, odd, 3, 2)):
        yield sla.explanation(ticket, some, NOW, "Europe/Berlin", t)

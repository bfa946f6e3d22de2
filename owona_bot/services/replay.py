"""Replay: what became of recorded tickets, and what would have under another setting. Nothing is written or sent."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from owona_bot.database import replay
from owona_bot.database.engine import Database
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.plan import Places
from owona_bot.domain.plan_story import home
from owona_bot.domain.replay import Replay
from owona_bot.domain.replay_happening import Outcome
from owona_bot.domain.replay_record import Recorded
from owona_bot.domain.replay_report import Report, Tally
from owona_bot.domain.routing import Traits
from owona_bot.domain.ticket import Category


@dataclass(frozen=True, slots=True)
class Question:
    """Tickets that came from `since` on and before `until`; of the one with the number `watched` all is asked."""

    rules: AssignRules
    places: Places
    since: datetime
    until: datetime
    watched: int | None = None


@dataclass(slots=True)
class Answer:
    """`report` once all outcomes are told; `names` are those of former agents too, from the first on."""

    names: Mapping[int, str] = field(default_factory=dict)
    report: Report | None = None


async def replayed(db: Database, question: Question, answer: Answer) -> AsyncGenerator[Outcome, None]:
    """Each ticket once, as it is settled."""
    tally = Tally()
    async with replay.reading(db) as raw:
        answer.names = await replay.names(raw)
        team = await replay.team(raw, question.since)
        run = Replay(question.rules, team, question.since, question.until, question.watched)
        async for ticket in replay.tickets(raw, question.since, question.until):
            for outcome in run.arrive(placed(ticket, question.places)):
                tally.add(outcome)
                yield outcome
    for outcome in run.finish():
        tally.add(outcome)
        yield outcome
    answer.report = tally.report(run.bench, run.carried)


def placed(ticket: Recorded, places: Places) -> Recorded:
    """As rules look at it: of a category that we know, where its card stands, or would."""
    traits = Traits(ticket.category, ticket.priority, ticket.language)
    channel = ticket.channel or home(traits, places)
    return replace(ticket, category=Category.read(ticket.category), channel=channel)

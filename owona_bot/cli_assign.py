"""`owona-bot assign replay`: who would have got which of the recorded tickets under another setting."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

import typer

from blocks.text import one_line
from owona_bot.cli_replay import report_lines, span_text, ticket_lines, told, told_report
from owona_bot.cli_sla import read_or_exit
from owona_bot.desk import Desk
from owona_bot.domain.config import Config
from owona_bot.domain.errors import OperatorError
from owona_bot.domain.filter_dates import read_point
from owona_bot.domain.filter_times import Point, span
from owona_bot.services.replay import Answer, Question, replayed

assign = typer.Typer(no_args_is_help=True, help="How tickets find somebody by themselves.")


@dataclass(frozen=True, slots=True)
class Wish:
    """As it was typed; `until` None: now."""

    config: Config
    since: Point
    until: Point | None
    ticket: int | None
    as_json: bool


@assign.callback()
def a_group() -> None:
    """Keeps `replay` a word of its own, though it is the only one."""


async def replay_lines(desk: Desk, wish: Wish) -> AsyncIterator[str]:
    """What `replay` says, a line at a time. Raises OperatorError."""
    question, answer = question_of(desk, wish), Answer()
    async with aclosing(replayed(desk.db, question, answer)) as outcomes:
        async for outcome in outcomes:
            if wish.as_json and wish.ticket in (None, outcome.ticket.number):
                yield json.dumps(told(outcome, answer.names), ensure_ascii=False)
            if outcome.ticket.number == wish.ticket:
                for line in () if wish.as_json else ticket_lines(outcome, answer.names, desk):
                    yield line
                return
    if wish.ticket is not None:
        raise OperatorError(f"#{wish.ticket} is none of the tickets that came {span_text(question, desk)}.")
    if wish.as_json and answer.report:
        yield json.dumps({"report": told_report(answer.report, answer.names)}, ensure_ascii=False)
    elif answer.report:
        for line in report_lines(answer.report, question, answer.names, desk):
            yield line


def wished(file: Path, since: str, until: str | None, ticket: int | None, *, as_json: bool) -> Wish:
    """Raises OperatorError, and Exit when the file can't be followed."""
    config = read_or_exit(file)
    if config.assignment.off:
        raise OperatorError(f"{file} gives nothing away by itself: it has no assignment:, or all of its modes are off.")
    return Wish(config, point_in(since), None if until is None else point_in(until), ticket, as_json)


def point_in(text: str) -> Point:
    """Raises OperatorError."""
    point = read_point(text)
    if point is None:
        raise OperatorError(f"{one_line(text, 60)!r} is no time such as 30d, today, 2026-11 or 2026-11-25T09:00.")
    return point


def question_of(desk: Desk, wish: Wish) -> Question:
    """What lies ahead has not been recorded. Raises OperatorError where no time passes."""
    now = desk.clock()
    since = span(wish.since, now, desk.zone)[0]
    until = now if wish.until is None else min(span(wish.until, now, desk.zone)[1], now)
    places = replace(desk.places, rules=wish.config.routing)
    question = Question(wish.config.assignment, places, since.astimezone(UTC), until.astimezone(UTC), wish.ticket)
    if since >= until:
        raise OperatorError(f"No time passes {span_text(question, desk)}.")
    return question

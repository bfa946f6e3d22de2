"""Whose turn it is: the lowest load, or one after the other. Numbers and moments alone, so that it comes out again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from owona_bot.domain.assignment import Absent, Because, Decision, Facts, Mode, Verdict, Wanted, WhyNot, Worker
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import Priority

URGENCY = {priority.value: place for place, priority in enumerate(reversed(Priority))}
"""The most urgent is the least."""

USUAL = URGENCY[Priority.NORMAL]
"""As which a priority that is none of ours is read."""

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

MICROSECOND = timedelta(microseconds=1)


Rank: TypeAlias = tuple[Any, ...]  # at each place values of one kind, which no type of a tuple says
"""What one is compared by with the others, the least first; COMPARED names its parts."""

COMPARED: dict[Mode, tuple[WhyNot, ...]] = {
    Mode.LOAD: (WhyNot.LOAD, WhyNot.OPEN, WhyNot.IDLE, WhyNot.ALIKE),
    Mode.ROUND_ROBIN: (WhyNot.IDLE, WhyNot.ALIKE),
}
"""What is said of who has more of it."""


def decide(facts: Facts) -> Decision:
    """Whose turn it is; in whatever order the workers stand."""
    if facts.rule.mode is Mode.OFF:
        return Decision(None, Because.OFF, relaxed=False, verdicts=())
    found = softened(facts)
    if found.agent is None and facts.rule.returns(facts.wanted, facts.now):
        return softened(replace(facts, wanted=replace(facts.wanted, released_by=None)))
    return found


def softened(facts: Facts) -> Decision:
    """With the skills asked for; without where nobody could have it for too long."""
    strict = decided(facts, relaxed=False)
    if strict.agent is None and facts.rule.relaxes(facts.wanted, facts.now):
        return decided(facts, relaxed=True)
    return strict


def decided(facts: Facts, *, relaxed: bool) -> Decision:
    """With the skills asked for, or without."""
    barred = {worker.agent: bar(worker, facts, relaxed=relaxed) for worker in facts.workers}
    ranks = {worker.agent: rank(worker, facts.rule.mode) for worker in facts.workers if barred[worker.agent] is None}
    able = sorted((worker for worker in facts.workers if worker.agent in ranks), key=lambda worker: ranks[worker.agent])
    others = [Verdict(agent, why) for agent, why in sorted(barred.items()) if why is not None]
    if not able:
        return Decision(None, Because.NOBODY, relaxed, tuple(others))
    known, names = familiar(facts, able, barred), COMPARED[facts.rule.mode]
    first, because = known or (able[0], narrowly(names, [ranks[worker.agent] for worker in able[:2]]))
    beaten, least = [worker.agent for worker in able if worker is not first], ranks[first.agent]
    rest = [Verdict(agent, WhyNot.RETURNING if known else behind(names, ranks[agent], least)) for agent in beaten]
    return Decision(first.agent, because, relaxed, (Verdict(first.agent, None), *rest, *others))


def narrowly(names: Sequence[WhyNot], able: Sequence[Rank]) -> Because:
    """What it turned on between the first and the next."""
    return Because(behind(names, able[1], able[0])) if len(able) > 1 else Because.ONLY


def bar(worker: Worker, facts: Facts, *, relaxed: bool) -> WhyNot | None:
    """Why they can't have it, if so."""
    rule, language = facts.rule, facts.wanted.language
    if not relaxed and not rule.skills <= worker.skills:
        return WhyNot.SKILL
    foreign = bool(worker.languages) and language is not None and language not in worker.languages
    if foreign and not (relaxed and rule.relax_language):
        return WhyNot.LANGUAGE
    if worker.absent is not None:
        return WhyNot.ABSENT
    if not worker.free:
        return WhyNot.FULL
    return WhyNot.RELEASED if worker.agent == facts.wanted.released_by else None


def familiar(
    facts: Facts, able: Sequence[Worker], barred: Mapping[AgentId, WhyNot | None]
) -> tuple[Worker, Because] | None:
    """Who had the requester's ticket before; while they are away, who stands in for them."""
    last = next((worker for worker in facts.workers if worker.agent == facts.wanted.last), None)
    if last is None or not facts.rule.returning:
        return None
    if barred[last.agent] is None:
        return last, Because.RETURNING
    away = barred[last.agent] is WhyNot.ABSENT and last.absent is Absent.AWAY
    instead = next((worker for worker in able if away and worker.agent == last.substitute), None)
    return None if instead is None else (instead, Because.SUBSTITUTE)


def rank(worker: Worker, mode: Mode) -> Rank:
    """The least first: points, tickets, when they were last given one, never before all; at last the id."""
    idle = worker.idle_since or LONG_AGO
    return (idle, worker.agent) if mode is Mode.ROUND_ROBIN else (worker.load, worker.open, idle, worker.agent)


def behind(names: Sequence[WhyNot], rank_: Rank, first: Rank) -> WhyNot:
    """What the first had less of."""
    return next(why for why, mine, theirs in zip(names, rank_, first, strict=True) if mine != theirs)


def order(wanted: Iterable[Wanted]) -> list[Wanted]:
    """Whose turn is looked for first: the most urgent, of those what waits longest."""
    return sorted(wanted, key=lambda ticket: (URGENCY.get(ticket.priority, USUAL), ticket.since, ticket.number))


def given(workers: Iterable[Worker], agent: AgentId, points: int, at: datetime) -> tuple[Worker, ...]:
    """The team after a ticket of so many points went to `agent`."""
    return tuple(
        replace(worker, open=worker.open + 1, load=worker.load + points, idle_since=at)
        if worker.agent == agent
        else worker
        for worker in workers
    )


def moment_for(workers: Iterable[Worker], now: datetime) -> datetime:
    """When the next one is given: later than any before, so that many at once go round as one after the other do."""
    last = max((worker.idle_since for worker in workers if worker.idle_since is not None), default=None)
    return now if last is None or last < now else last + MICROSECOND

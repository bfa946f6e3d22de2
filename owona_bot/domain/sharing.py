"""Who would get each of the open tickets of one who is away: by the rule, each with those before it in mind."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from owona_bot.domain.assignment import Absent, Decision, Facts, Mode, Rule, Stuck, Worker
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.people import AgentId
from owona_bot.domain.shares import Held, Move
from owona_bot.domain.turns import decide, given, moment_for, order


def propose(
    held: Sequence[Held], agent: AgentId, workers: Sequence[Worker], rules: AssignRules, now: datetime
) -> list[Move]:
    """One after the other by the rule, each with those before it in mind; `agent` themselves gets none.

    A ticket waits since it was opened, whoever had it. Who stands in for them goes first, whether it is their hour or
    not. A rule that gives nothing away weighs loads here: a person looks at it.
    """
    instead = next((worker.substitute for worker in workers if worker.agent == agent), None)
    team = tuple(standing(worker, agent, instead) for worker in workers)
    moves = []
    for one in ordered(held):
        at, rule = moment_for(team, now), at_all(rules.pick(one.wanted))
        move = whose(Facts(replace(one.wanted, last=agent), team, rule, at))
        moves.append(move)
        if move.to is not None:
            team = burdened(given(team, move.to, points(one, rules, now), at), move.to, one)
    return moves


def ordered(held: Sequence[Held]) -> list[Held]:
    """The most urgent first, of those the oldest."""
    by_ticket = {one.wanted.ticket: one for one in held}
    return [by_ticket[wanted.ticket] for wanted in order(one.wanted for one in held)]


def whose(facts: Facts) -> Move:
    """To one who is there; where nobody is, to one who will be again when their day begins or their meeting ends."""
    decision = of_others(facts)
    if decision.stuck is Stuck.AWAY:
        later = replace(facts, workers=tuple(replace(one, absent=lasting(one.absent)) for one in facts.workers))
        return Move(facts.wanted.ticket, (found := of_others(later)).agent, later, found.stuck)
    return Move(facts.wanted.ticket, decision.agent, facts, decision.stuck)


def of_others(facts: Facts) -> Decision:
    """Whose tickets they are is away: that they are tells nothing of why nobody else can."""
    decision = decide(facts)
    others = tuple(verdict for verdict in decision.verdicts if verdict.agent != facts.wanted.last)
    return replace(decision, verdicts=others)


def lasting(absent: Absent | None) -> Absent | None:
    """An absence that somebody has said; the others pass by themselves."""
    return absent if absent is Absent.AWAY else None


def standing(worker: Worker, agent: AgentId, instead: AgentId | None) -> Worker:
    """`agent` as if they were away, whether they are or not."""
    if worker.agent == agent:
        return replace(worker, absent=Absent.AWAY)
    return replace(worker, absent=lasting(worker.absent)) if worker.agent == instead else worker


def at_all(rule: Rule) -> Rule:
    """The same rule, giving away, and to whom its agent named first."""
    return replace(rule, mode=Mode.LOAD if rule.mode is Mode.OFF else rule.mode, returning=True)


def points(held: Held, rules: AssignRules, now: datetime) -> int:
    """What it weighs; a snoozed one nothing."""
    if held.snoozed:
        return 0
    return rules.weights.of(held.wanted.priority, now - held.wanted.since, waiting=held.waiting)


def burdened(team: tuple[Worker, ...], to: AgentId, held: Held) -> tuple[Worker, ...]:
    """A snoozed one needs no room either."""
    if not held.snoozed:
        return team
    return tuple(replace(one, open=one.open - 1) if one.agent == to else one for one in team)


def give_all(held: Sequence[Held], to: AgentId) -> list[Move]:
    """All to one whom a person chose, over their cap if need be."""
    return [Move(one.wanted.ticket, to) for one in ordered(held)]


def overloaded(workers: Collection[Worker], to: AgentId, more: int) -> int | None:
    """How many tickets they would have, where that is more than their cap."""
    had = next((worker for worker in workers if worker.agent == to), None)
    return had.open + more if had is not None and had.open + more > had.cap else None

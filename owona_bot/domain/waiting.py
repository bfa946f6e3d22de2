"""Tickets that wait for somebody, looked at one after the other, each with those before it in mind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from owona_bot.domain.assignment import RESTS, Facts, Rule, Stuck, Wanted, Worker
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.people import AgentId
from owona_bot.domain.ticket import Status
from owona_bot.domain.turns import decide, given, moment_for, order

AGAIN = timedelta(minutes=10)
"""Until one that is nobody's is looked at again, if nothing happens before that makes room for it."""

KEPT = timedelta(minutes=30)
"""So old may be what is kept of why one waits."""

Opening: TypeAlias = tuple[int, tuple[str, ...], tuple[str, ...]]
"""Somebody who is there and has room, by id, with skills and languages."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A ticket that waits; `rows` are those of the queue that say so, the oldest first.

    `category` is the site's own word, `known_since` is when its age begins. `due`: it is to be looked at whatever the
    team is like. `why` is why it was nobody's when it was looked at last, `kept_at` when that was kept.
    """

    wanted: Wanted
    status: Status
    category: str
    known_since: datetime
    rows: Sequence[int]
    due: bool
    why: Stuck | None = None
    kept_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose ticket it becomes. `agent` None: nobody's; `stuck` says why, None: its rule gives nothing away.

    `at` is its place among all decisions, which may lie ahead of the clock.
    """

    waiting: Waiting
    facts: Facts
    at: datetime
    agent: AgentId | None
    stuck: Stuck | None

    @property
    def again_at(self) -> datetime:
        """When it is looked at again; the moment at which fewer can be asked of whoever gets it is not missed."""
        now, rule, wanted = self.facts.now, self.facts.rule, self.waiting.wanted
        spans = [rule.relax_after, (rule.relax_after or RESTS) if wanted.released_by is not None else None]
        moments = [wanted.since + span for span in spans if span is not None]
        return min([now + AGAIN, *(moment for moment in moments if moment > now)])

    @property
    def is_old(self) -> bool:
        """Nothing is new of it: it was looked at because of somebody else, and still nobody can have it."""
        waiting = self.waiting
        return self.stuck is not None and self.stuck is waiting.why and not waiting.due and len(waiting.rows) == 1

    @property
    def worth_keeping(self) -> bool:
        """Whether it is said anew why it waits."""
        kept, now = self.waiting.kept_at, self.facts.now
        return kept is None or (self.waiting.due and kept + KEPT <= now)


@dataclass(frozen=True, slots=True)
class Sitting:
    """What became of them, the most urgent first, and the team after it."""

    turns: Sequence[Turn]
    workers: tuple[Worker, ...]

    @property
    def gifts(self) -> list[Turn]:
        """Those that somebody gets."""
        return [turn for turn in self.turns if turn.agent is not None]


def sit(waiting: Iterable[Waiting], workers: Sequence[Worker], rules: AssignRules, now: datetime, most: int) -> Sitting:
    """At most so many are given away; whoever is left over is looked at another time.

    What nobody can take nobody takes a moment later either, when somebody has got another ticket.
    """
    by_ticket = {one.wanted.ticket: one for one in waiting}
    turns: list[Turn] = []
    team, gifts = tuple(workers), 0
    nobodys: dict[object, Stuck | None] = {}
    for wanted in order(one.wanted for one in by_ticket.values()):
        rule = rules.pick(wanted)
        at = moment_for(team, now)
        facts, alike = Facts(wanted, team, rule, now), kind(wanted, rule, now)
        if alike in nobodys:
            turns.append(Turn(by_ticket[wanted.ticket], facts, at, None, nobodys[alike]))
            continue
        decision = decide(facts)
        turns.append(Turn(by_ticket[wanted.ticket], facts, at, decision.agent, decision.stuck))
        if decision.agent is None:
            nobodys[alike] = decision.stuck
            continue
        team = given(team, decision.agent, points(by_ticket[wanted.ticket], rules, now), at)
        gifts += 1
        if gifts == most:
            break
    return Sitting(turns, team)


def kind(wanted: Wanted, rule: Rule, now: datetime) -> object:
    """Of two tickets of one kind either somebody could have both, or nobody either."""
    barred = None if rule.returns(wanted, now) else wanted.released_by
    return rule, rule.relaxes(wanted, now), wanted.language, barred


def points(waiting: Waiting, rules: AssignRules, now: datetime) -> int:
    """What it weighs from now on."""
    waits = waiting.status is Status.WAITING_CUSTOMER
    return rules.weights.of(waiting.wanted.priority, now - waiting.known_since, waiting=waits)


def openings(workers: Iterable[Worker]) -> frozenset[Opening]:
    """Who could have a ticket that asks for no more than they have. It grows when somebody comes, or has room again."""
    return frozenset(
        (worker.agent, tuple(sorted(worker.skills)), tuple(sorted(worker.languages)))
        for worker in workers
        if worker.absent is None and worker.free
    )

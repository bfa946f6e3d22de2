"""What a replay comes to: who would have got how many, how long tickets would have waited, where there was no room."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from owona_bot.domain.assignment import Stuck
from owona_bot.domain.people import AgentId
from owona_bot.domain.replay_bench import Bench
from owona_bot.domain.replay_happening import Fate, Outcome
from owona_bot.domain.turns import MICROSECOND


@dataclass(frozen=True, slots=True)
class Share:
    """Of one agent: tickets that they would have got and really had, the most at once, how often they became full."""

    agent: AgentId
    given: int
    really: int
    cap: int
    most_open: int
    most_load: int
    filled: int


@dataclass(frozen=True, slots=True)
class Waits:
    """How long tickets waited for somebody; None where none did. `p90`: nine of ten waited no longer."""

    tickets: int
    median: timedelta | None = None
    p90: timedelta | None = None
    longest: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """`carried` were somebody's when it began and stay theirs. `same`: whoever would have got it really had it.

    `would` is how long those waited that would have been given away, `still` how long all others by then.

    `untold` are those of which nothing tells when somebody had them first. `strangers` were had by who is no longer of
    the team.
    """

    tickets: int
    carried: int
    fates: Mapping[Fate, int]
    stuck: Mapping[Stuck, int]
    still: Waits
    relaxed: int
    same: int
    untold: int
    strangers: int
    would: Waits
    really: Waits
    shares: Sequence[Share]

    @property
    def filled(self) -> int:
        """How often somebody became full."""
        return sum(share.filled for share in self.shares)


class Tally:
    """Counts outcomes one by one; of each ticket no more than how long it waited is kept."""

    def __init__(self) -> None:
        self.fates: Counter[Fate] = Counter()
        self.stuck: Counter[Stuck] = Counter()
        self.given: Counter[AgentId] = Counter()
        self.really: Counter[AgentId] = Counter()
        self.relaxed = self.same = self.untold = 0
        self.would_wait, self.still_wait, self.waited = array("q"), array("q"), array("q")

    def add(self, outcome: Outcome) -> None:
        """What became of a ticket, beside who really had it and how long it waited."""
        ticket, decision = outcome.ticket, outcome.decision
        self.fates[outcome.fate] += 1
        if ticket.holder is not None:
            self.really[ticket.holder] += 1
            self.untold += not ticket.known
        if ticket.waited is not None:
            self.waited.append(ticket.waited // MICROSECOND)
        if outcome.fate is Fate.GIVEN and outcome.agent is not None:
            self.given[outcome.agent] += 1
            self.same += outcome.agent == ticket.holder
            self.would_wait.append((outcome.at - ticket.created_at) // MICROSECOND)
            self.relaxed += decision is not None and decision.relaxed
        if outcome.fate is Fate.WAITING and decision is not None and decision.stuck is not None:
            self.stuck[decision.stuck] += 1
            self.still_wait.append((outcome.at - ticket.created_at) // MICROSECOND)

    def report(self, bench: Bench, carried: int) -> Report:
        """All of it, agents by id."""
        return Report(
            tickets=self.fates.total(),
            carried=carried,
            fates={fate: self.fates[fate] for fate in Fate},
            stuck={why: count for why in Stuck if (count := self.stuck[why])},
            still=waits(self.still_wait),
            relaxed=self.relaxed,
            same=self.same,
            untold=self.untold,
            strangers=sum(count for agent, count in self.really.items() if agent not in bench.seats),
            would=waits(self.would_wait),
            really=waits(self.waited),
            shares=[self.share(agent, bench) for agent in sorted(bench.seats)],
        )

    def share(self, agent: AgentId, bench: Bench) -> Share:
        """What fell to one."""
        seat = bench.seats[agent]
        return Share(
            agent=agent,
            given=self.given[agent],
            really=self.really[agent],
            cap=seat.worker.cap,
            most_open=seat.most_open,
            most_load=seat.most_load,
            filled=seat.filled,
        )


def waits(found: Iterable[int]) -> Waits:
    """Of microseconds."""
    ordered = sorted(found)
    if not ordered:
        return Waits(0)
    median, p90 = (ordered[-(-len(ordered) * share // 100) - 1] * MICROSECOND for share in (50, 90))
    return Waits(len(ordered), median, p90, ordered[-1] * MICROSECOND)

"""What another setting would have made of recorded tickets: a simulation from one happening to the next.

A ticket comes when it came, is given by the rule, and occupies whoever has it for as long as it really was somebody's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

from owona_bot.domain.assignment import Decision, Facts, Mode, Rule, Wanted
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.people import AgentId
from owona_bot.domain.replay_bench import Bench, Member, age, shifts
from owona_bot.domain.replay_happening import (
    Ended,
    Fate,
    Happening,
    Holding,
    Line,
    Moved,
    Outcome,
    Relaxed,
    Shift,
    Taken,
    Vanished,
    Verdicts,
    Waiter,
)
from owona_bot.domain.replay_record import Recorded, Standing
from owona_bot.domain.turns import URGENCY, USUAL, decide


class Replay:
    """Is told tickets in the order in which they came, older ones too.

    Of the one with the number `watched` all candidates are asked.
    """

    def __init__(
        self, rules: AssignRules, team: Iterable[Member], since: datetime, end: datetime, watched: int | None = None
    ) -> None:
        self.rules, self.now, self.since, self.end, self.watched = rules, since, since, end, watched
        self.bench = Bench(team, rules, since)
        self.carried = 0
        self.numbers = count()
        self.happenings: list[tuple[datetime, int, Happening]] = []
        self.lines: dict[tuple[str, bool, str | None], Line] = {}
        self.last: dict[str, tuple[int, AgentId]] = {}
        for calendar, seats in self.bench.calendars().items():
            self.next_shift(Shift(seats, shifts(calendar, since, end)))

    def arrive(self, ticket: Recorded) -> Iterator[Outcome]:
        """What is settled before it comes; what becomes of itself is told later."""
        yield from self.until(max(ticket.created_at, self.since))
        if ticket.created_at < self.since and (ticket.had_at is None or ticket.had_at < self.since):
            self.carry(ticket)
            return
        wanted = wanted_of(ticket, None)
        rule = self.rules.pick(wanted)
        if rule.mode is not Mode.OFF:
            self.expect(Waiter(ticket, wanted, rule))
            return
        if ticket.had_at is not None:
            self.at(ticket.had_at, Taken(ticket))
        yield Outcome(ticket, self.now, Fate.LEFT, rule.name, ticket.holder)

    def finish(self) -> Iterator[Outcome]:
        """All that is left; at last those that still wait."""
        yield from self.until(self.end)
        yield from self.settle()
        found: dict[Line | None, Verdicts] = {}
        lines = self.lines.values()
        for *_, waiter in sorted(entry for line in lines for entry in line.waiters if entry[3].stands(line)):
            facts, decision = found.get(waiter.line) or self.hindered(waiter)
            found[waiter.line] = facts, decision
            yield Outcome(waiter.ticket, self.end, Fate.WAITING, waiter.rule.name, None, facts, decision)

    def until(self, moment: datetime) -> Iterator[Outcome]:
        """All that happens before."""
        while self.now < moment:
            yield from self.settle()
            self.now = min(moment, self.happenings[0][0]) if self.happenings else moment

    def settle(self) -> Iterator[Outcome]:
        """All that happens now, and who gets what then."""
        while True:
            while self.happenings and self.happenings[0][0] <= self.now:
                yield from self.happen(heappop(self.happenings)[2])
            yield from self.give()
            if not self.happenings or self.happenings[0][0] > self.now:
                return

    def happen(self, happening: Happening) -> Iterator[Outcome]:
        """An outcome only where a ticket vanishes."""
        match happening:
            case Taken(ticket) if ticket.holder in self.bench.seats and ticket.had_at is not None:
                self.remember(ticket, ticket.holder)
                self.hold(ticket, ticket.holder, ticket.had_at)
            case Moved(holding, standing) if not holding.over:
                self.weigh(holding, standing or holding.standing)
            case Ended(holding):
                self.weigh(holding, Standing.RESTING)
                holding.over = True
            case Shift(seats):
                self.bench.look_up(seats, self.now)
                self.next_shift(happening)
            case Relaxed(waiter) if waiter.waits:
                self.wait(waiter)
            case Vanished(waiter) if waiter.waits:
                waiter.waits = False
                yield Outcome(waiter.ticket, self.now, Fate.OVER, waiter.rule.name)

    def give(self) -> Iterator[Outcome]:
        """To whose turn it is, the most urgent first."""
        while (waiter := self.most_urgent()) is not None:
            facts, decision = self.decided(waiter)
            agent = decision.agent
            if agent is None:
                return
            waiter.waits = False
            self.bench.give(agent, self.bench.moment_for(self.now))
            self.remember(ticket := waiter.ticket, agent)
            self.hold(ticket, agent, self.now)
            yield Outcome(ticket, self.now, Fate.GIVEN, waiter.rule.name, agent, facts, decision)

    def most_urgent(self) -> Waiter | None:
        """Of the lines that move."""
        heads = [head for line in self.lines.values() if line.waiters and line.moves and (head := line.head())]
        return min(heads)[3] if heads else None

    def decided(self, waiter: Waiter) -> tuple[Facts, Decision]:
        """As the live desk does."""
        ticket, line = waiter.ticket, waiter.line
        wanted = wanted_of(ticket, self.last.get(ticket.requester or "", (0, ticket.before))[1])
        few = line is not None and line.moves and ticket.number != self.watched
        workers = self.bench.shortlist(line.groups, wanted.last) if line and few else self.bench.everybody()
        facts = Facts(wanted, workers, waiter.rule, self.now)
        return facts, decide(facts)

    def hindered(self, waiter: Waiter) -> tuple[Facts, Decision]:
        """Why it waits: that it is night when all ends says less than that nobody would have room by day."""
        by_night = self.decided(waiter)
        team = tuple(replace(worker, absent=None) for worker in by_night[0].workers)
        by_day = replace(by_night[0], workers=team)
        decision = decide(by_day)
        return by_night if decision.agent is not None else (by_day, decision)

    def remember(self, ticket: Recorded, agent: AgentId) -> None:
        """Whom the requester knows: who has their newest ticket."""
        if ticket.requester and ticket.number > self.last.get(ticket.requester, (0, agent))[0]:
            self.last[ticket.requester] = ticket.number, agent

    def expect(self, waiter: Waiter) -> None:
        """It waits; some are easier to give away later, some are over before."""
        ticket, rule = waiter.ticket, waiter.rule
        self.wait(waiter)
        if rule.relax_after is not None:
            self.at(ticket.created_at + rule.relax_after, Relaxed(waiter))
        if ticket.had_at is None and ticket.ended_at is not None:
            self.at(ticket.ended_at, Vanished(waiter))

    def wait(self, waiter: Waiter) -> None:
        """In the line where it belongs now."""
        ticket, line = waiter.ticket, self.line_for(waiter.rule, waiter.wanted)
        if waiter.line is not line:
            waiter.line = line
            urgency = URGENCY.get(ticket.priority, USUAL)
            heappush(line.waiters, (urgency, ticket.created_at, ticket.number, waiter))

    def line_for(self, rule: Rule, wanted: Wanted) -> Line:
        """Where tickets like this one stand."""
        relaxed = rule.relaxes(wanted, self.now)
        found = self.lines.get(key := (rule.name, relaxed, wanted.language))
        if found is None:
            ways = (False, True) if relaxed else (False,)
            groups = tuple(self.bench.who_can(rule, wanted, relaxed=way) for way in ways)
            found = self.lines[key] = Line(rule, groups)
        return found

    def carry(self, ticket: Recorded) -> None:
        """It was somebody's when all began, and stays theirs."""
        if ticket.had_at is None or ticket.holder not in self.bench.seats:
            return
        if ticket.ended_at is None or ticket.ended_at > self.since:
            self.carried += 1
            self.hold(ticket, ticket.holder, ticket.had_at)

    def hold(self, ticket: Recorded, agent: AgentId, begun: datetime) -> None:
        """Theirs from then on, for as long as it was anybody's."""
        holding = Holding(ticket, agent)
        standing = Standing.WORK
        for stage in ticket.stages:
            if begun + stage.after <= self.now:
                standing = stage.standing
            else:
                self.at(begun + stage.after, Moved(holding, stage.standing))
        self.weigh(holding, standing)
        ended_at = ticket.ended_at if ticket.worked is None else begun + ticket.worked
        if ended_at is not None:
            self.at(ended_at, Ended(holding))
        if self.rules.weights.older_after is not None:
            self.at(ticket.created_at + self.rules.weights.older_after, Moved(holding, None))

    def weigh(self, holding: Holding, standing: Standing) -> None:
        """What it counts for who has it."""
        ticket, waiting, resting = holding.ticket, standing is Standing.WAITING, standing is Standing.RESTING
        weight = self.rules.weights.of(ticket.priority, age(ticket.created_at, self.now), waiting=waiting)
        open_now, load_now = (0, 0) if resting else (1, weight)
        self.bench.burden(holding.agent, open_by=open_now - holding.open, load_by=load_now - holding.load)
        holding.standing, holding.open, holding.load = standing, open_now, load_now

    def at(self, moment: datetime, happening: Happening) -> None:
        """What lies behind the end never happens; what lies before now does at once."""
        if moment <= self.end:
            heappush(self.happenings, (max(moment, self.now), next(self.numbers), happening))

    def next_shift(self, shift: Shift) -> None:
        """When the same hours begin or end again."""
        moment = next(shift.following, None)
        if moment is not None:
            self.at(moment, shift)


def wanted_of(ticket: Recorded, last: AgentId | None) -> Wanted:
    """As the rule looks at it."""
    return Wanted(
        ticket.id,
        ticket.number,
        ticket.priority,
        ticket.category,
        ticket.language,
        ticket.channel,
        ticket.created_at,
        last,
    )

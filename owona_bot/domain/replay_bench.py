"""The team while a replay runs: what each has, who is there, and who would be next, without asking all of them."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from itertools import chain
from typing import TypeAlias

from owona_bot.domain.assignment import Facts, Mode, Rule, Wanted, Worker
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.availability import Burden, Staff, absent, worker_of
from owona_bot.domain.calendar import BLOCK, Calendar, moment_of, ticks
from owona_bot.domain.people import AgentId
from owona_bot.domain.turns import MICROSECOND, Rank, bar, rank
from owona_bot.domain.working_hours import calendar_of

LEADERS = 2
"""Who has it, and who says what it turned on."""

Member: TypeAlias = tuple[Staff, datetime | None]
"""One of the team, and when the rule last gave them one."""

Place: TypeAlias = tuple[Rank, AgentId]
"""In the order of a mode."""

Craft: TypeAlias = tuple[frozenset[str], frozenset[str]]
"""Skills and languages."""

Queues: TypeAlias = list[list[Place]]
"""Of some crafts, in one mode; they move on by themselves."""


class Seat:
    """One of the team. For the report: `most_open`, `most_load`, and `filled`, how often the last free place went."""

    def __init__(self, staff: Staff, idle_since: datetime | None, rules: AssignRules, now: datetime) -> None:
        self.staff = replace(staff, available=True, away_until=None, presence=None)
        self.rules = rules
        self.calendar = calendar_of(staff.hours, rules)
        self.open = self.load = 0
        self.idle_since = idle_since
        self.most_open = self.most_load = self.filled = 0
        self.places: dict[Mode, Place] = {}
        self.worker = self.look(now)

    def look(self, now: datetime) -> Worker:
        """As the rule looks at them."""
        return worker_of(self.staff, Burden(self.open, self.load, self.idle_since), self.rules, now)


class Bench:
    """Everybody's seats; those who could be given one stand in queues, by their craft and in the order of each mode."""

    def __init__(self, team: Iterable[Member], rules: AssignRules, now: datetime) -> None:
        self.rules = rules
        self.seats = {staff.agent: Seat(staff, idle, rules, now) for staff, idle in team}
        self.given_at = max((seat.idle_since for seat in self.seats.values() if seat.idle_since), default=None)
        self.modes = {rule.mode for rule in (*rules.rules, rules.otherwise)} - {Mode.OFF}
        self.queues: dict[Craft, dict[Mode, list[Place]]] = {}
        for seat in self.seats.values():
            self.queues.setdefault(craft(seat.worker), {mode: [] for mode in self.modes})
            self.queue_up(seat)

    def everybody(self) -> tuple[Worker, ...]:
        """As they are now."""
        return tuple(seat.worker for seat in self.seats.values())

    def calendars(self) -> dict[Calendar, list[Seat]]:
        """Who works by which; not those who always do."""
        found: dict[Calendar, list[Seat]] = {}
        for seat in self.seats.values():
            if seat.calendar is not None:
                found.setdefault(seat.calendar, []).append(seat)
        return found

    def moment_for(self, now: datetime) -> datetime:
        """As `turns.moment_for`: later than any before."""
        return now if self.given_at is None or self.given_at < now else self.given_at + MICROSECOND

    def give(self, agent: AgentId, moment: datetime) -> None:
        """They are given one; where they stand now is looked at with their burden."""
        self.seats[agent].idle_since = self.given_at = moment

    def burden(self, agent: AgentId, *, open_by: int, load_by: int) -> None:
        """They have more, or less."""
        seat = self.seats[agent]
        before = seat.worker
        seat.open, seat.load = seat.open + open_by, seat.load + load_by
        seat.most_open, seat.most_load = max(seat.most_open, seat.open), max(seat.most_load, seat.load)
        seat.filled += before.free > 0 and open_by > 0 and seat.open >= before.cap
        self.stand(
            seat,
            Worker(
                before.agent,
                before.skills,
                before.languages,
                before.cap,
                seat.open,
                seat.load,
                before.absent,
                before.substitute,
                seat.idle_since,
            ),
        )

    def look_up(self, seats: Iterable[Seat], now: datetime) -> None:
        """Their hours begin or end."""
        for seat in seats:
            self.stand(seat, replace(seat.worker, absent=absent(seat.staff, self.rules, now)))

    def stand(self, seat: Seat, worker: Worker) -> None:
        """Somewhere else in line, or no more."""
        queues = self.queues[craft(worker)]
        for mode, before in seat.places.items():
            del queues[mode][bisect_left(queues[mode], before)]
        seat.worker = worker
        self.queue_up(seat)

    def queue_up(self, seat: Seat) -> None:
        """If they take any."""
        seat.places = {mode: place(seat.worker, mode) for mode in self.modes} if takes(seat.worker) else {}
        for mode, there in seat.places.items():
            insort(self.queues[craft(seat.worker)][mode], there)

    def shortlist(self, groups: Iterable[Queues], last: AgentId | None) -> tuple[Worker, ...]:
        """Of these alone the rule decides as of all: the first two, and who had one before.

        Nobody stands in for them, since nobody is away.
        """
        first = chain.from_iterable(nsmallest(LEADERS, heads(queues)) for queues in groups)
        agents = dict.fromkeys(agent for _, agent in first)
        if last in self.seats:
            agents[last] = None
        return tuple(self.seats[agent].worker for agent in agents)

    def who_can(self, rule: Rule, wanted: Wanted, *, relaxed: bool) -> Queues:
        """Of those whose craft it is."""
        facts = Facts(wanted, (), rule, wanted.since)
        able = (known for known in self.queues if bar(anybody(known), facts, relaxed=relaxed) is None)
        return [self.queues[known][rule.mode] for known in able]


def craft(worker: Worker) -> Craft:
    """What they can."""
    return worker.skills, worker.languages


def anybody(known: Craft) -> Worker:
    """Of that craft, who is there and has room."""
    return Worker(AgentId(0), *known, cap=1, open=0, load=0)


def takes(worker: Worker) -> bool:
    """Whether they could be given one."""
    return worker.absent is None and worker.free > 0


def place(worker: Worker, mode: Mode) -> Place:
    """As the rule ranks them."""
    return rank(worker, mode), worker.agent


def heads(queues: Queues) -> Iterator[Place]:
    """The first of each."""
    return chain.from_iterable(queue[:LEADERS] for queue in queues)


def shifts(calendar: Calendar, start: datetime, end: datetime) -> Iterator[datetime]:
    """When it opens and closes, after `start` and until `end`."""
    low, high = ticks(start.astimezone(UTC)), ticks(end.astimezone(UTC))
    for number in range(low // BLOCK, high // BLOCK + 1):
        block = calendar.block(number)
        found = sorted({*block.starts, *block.ends})
        yield from (moment_of(tick) for tick in found if low < tick <= high)


def age(created_at: datetime, now: datetime) -> timedelta:
    """Of a ticket; one that will come has none."""
    return max(now - created_at, timedelta(0))

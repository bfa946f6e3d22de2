"""Recorded tickets, and a desk that gives them away step by step and asks everybody: what replays are held to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from owona_bot.domain.assignment import Facts, Mode, Rule, Wanted
from owona_bot.domain.assignment_policy import AssignRules, Weights
from owona_bot.domain.availability import Burden, Staff, worker_of
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.people import AgentId
from owona_bot.domain.replay import Replay
from owona_bot.domain.replay_happening import Outcome
from owona_bot.domain.replay_record import Recorded, Stage, Standing
from owona_bot.domain.ticket import Priority
from owona_bot.domain.turns import decide, moment_for, order

BEGIN = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
"""A Wednesday, 7:00 in Berlin."""

STEP = timedelta(minutes=20)
STEPS = 48
END = BEGIN + STEPS * STEP

ANNA, BEN = AgentId(1), AgentId(2)

DAY = Calendar("day", "Europe/Berlin", (((480, 720), (780, 1020)),) * 7)
LATE = Calendar("late", "Europe/Berlin", (((720, 1320),),) * 7)
CALENDARS = {"day": DAY, "late": LATE}

SKILLS, LANGUAGES = ("billing", "api"), ("de", "en")


def a_ticket(number: int = 1001, came: int = 0, **more: object) -> Recorded:
    """A bug of nobody we know; `came` in steps."""
    bare = Recorded(UUID(int=number), number, BEGIN + came * STEP, "normal", "bug", None, "C0BUGS", None)
    return replace(bare, **more)  # type: ignore[arg-type]  # as tests name them


def had(ticket: Recorded, agent: AgentId, came: int, ended: int | None) -> Recorded:
    """From one step to another."""
    ended_at = None if ended is None else BEGIN + ended * STEP
    return replace(ticket, holder=agent, had_at=BEGIN + came * STEP, ended_at=ended_at)


def by_load(**more: object) -> AssignRules:
    """Around the clock."""
    return replace(AssignRules(otherwise=Rule("default", Mode.LOAD)), **more)  # type: ignore[arg-type]  # the same


def replayed(
    rules: AssignRules, team: Sequence[Staff], tickets: Sequence[Recorded], watched: int | None = None
) -> tuple[Replay, list[Outcome]]:
    """All that comes of them, in the order in which it is told."""
    run = Replay(rules, [(staff, None) for staff in team], BEGIN, END, watched)
    told = [outcome for ticket in tickets for outcome in run.arrive(ticket)]
    return run, [*told, *run.finish()]


# What any desk may have had

some_rules = st.builds(
    AssignRules,
    rules=st.tuples(
        st.builds(
            Rule,
            st.just("bugs"),
            st.sampled_from((Mode.LOAD, Mode.ROUND_ROBIN)),
            skills=st.frozensets(st.sampled_from(SKILLS), max_size=1),
            relax_after=st.one_of(st.none(), st.integers(1, 9).map(lambda steps: steps * STEP)),
            relax_language=st.booleans(),
            returning=st.booleans(),
            categories=st.just(frozenset({"bug"})),
        )
    ),
    otherwise=st.sampled_from((Rule("default", Mode.LOAD), Rule("default", Mode.ROUND_ROBIN, frozenset({"api"})))),
    cap=st.integers(0, 3),
    hours=st.sampled_from((None, DAY)),
    calendars=st.just(CALENDARS),
    weights=st.builds(
        Weights,
        older_after=st.one_of(st.none(), st.just(8 * STEP)),
        older_times=st.just(150),
        waiting_times=st.sampled_from((50, 100)),
    ),
)

teams = st.lists(
    st.builds(
        Staff,
        st.integers(1, 5).map(AgentId),
        st.frozensets(st.sampled_from(SKILLS)),
        st.frozensets(st.sampled_from(LANGUAGES)),
        cap=st.one_of(st.none(), st.integers(0, 3)),
        hours=st.sampled_from((None, {"calendar": "late"})),
    ),
    max_size=4,
    unique_by=lambda staff: staff.agent,
)


@dataclass(frozen=True, slots=True)
class Work:
    """A ticket, and how long it will be worked on: `stages` within."""

    ticket: Recorded
    steps: int
    stages: tuple[Stage, ...]


@st.composite
def works(draw: st.DrawFn) -> list[Work]:
    """In the order in which they come."""
    came = sorted(draw(st.lists(st.integers(0, STEPS - 1), max_size=12)))
    found = []
    for number, step in enumerate(came, 1001):
        ticket = a_ticket(
            number,
            step,
            priority=draw(st.sampled_from(Priority)).value,
            category=draw(st.sampled_from(("bug", "billing"))),
            language=draw(st.sampled_from((None, "de", "en"))),
            requester=draw(st.sampled_from((None, "lena@example.com", "tom@example.com"))),
        )
        steps = draw(st.integers(1, 20))
        turns = sorted(draw(st.lists(st.integers(1, steps), max_size=2, unique=True)))
        stages = tuple(Stage(turn * STEP, draw(st.sampled_from(Standing))) for turn in turns)
        found.append(Work(ticket, steps, stages))
    return found


class Desk:
    """Goes from step to step, and asks everybody of each ticket that waits."""

    def __init__(self, rules: AssignRules, team: Sequence[Staff], found: Sequence[Work]) -> None:
        self.rules, self.team, self.works = rules, team, found
        self.given: dict[int, tuple[AgentId, datetime]] = {}
        self.idle: dict[AgentId, datetime] = {}

    def record(self) -> list[Recorded]:
        """What it leaves behind."""
        for step in range(STEPS + 1):
            self.sit(BEGIN + step * STEP)
        return [self.recorded(work) for work in self.works]

    def recorded(self, work: Work) -> Recorded:
        """With who had it and until when."""
        if work.ticket.number not in self.given:
            return work.ticket
        agent, since = self.given[work.ticket.number]
        ended = since + work.steps * STEP
        return replace(
            work.ticket, holder=agent, had_at=since, ended_at=ended if ended <= END else None, stages=work.stages
        )

    def sit(self, now: datetime) -> None:
        """Once, all that wait."""
        waiting = {work.ticket.id: work for work in self.works if work.ticket.created_at <= now}
        free = [self.wanted(work) for work in waiting.values() if work.ticket.number not in self.given]
        for wanted in order(free):
            team = [worker_of(staff, self.burden(staff.agent, now), self.rules, now) for staff in self.team]
            moment = moment_for(team, now)
            decision = decide(Facts(self.known(wanted), tuple(team), self.rules.pick(wanted), now))
            if decision.agent is not None:
                self.given[wanted.number] = decision.agent, now
                self.idle[decision.agent] = moment

    def wanted(self, work: Work) -> Wanted:
        """As rules look at it."""
        one = work.ticket
        return Wanted(one.id, one.number, one.priority, one.category, one.language, one.channel, one.created_at)

    def known(self, wanted: Wanted) -> Wanted:
        """With who has the requester's newest ticket but this."""
        requesters = {work.ticket.number: work.ticket.requester for work in self.works}
        mine = requesters[wanted.number]
        theirs = [number for number in self.given if mine is not None and requesters[number] == mine]
        return replace(wanted, last=self.given[max(theirs)][0]) if theirs else wanted

    def burden(self, agent: AgentId, now: datetime) -> Burden:
        """What they have at that moment."""
        found = 0, 0
        for work in self.works:
            holder, since = self.given.get(work.ticket.number, (None, now))
            standing = standing_of(work, now - since)
            if holder == agent and standing is not Standing.RESTING:
                age, waiting = now - work.ticket.created_at, standing is Standing.WAITING
                weight = self.rules.weights.of(work.ticket.priority, age, waiting=waiting)
                found = found[0] + 1, found[1] + weight
        return Burden(*found, self.idle.get(agent))


def standing_of(work: Work, since: timedelta) -> Standing:
    """What there is to do for it; nothing once it is done."""
    if since >= work.steps * STEP:
        return Standing.RESTING
    return next((stage.standing for stage in reversed(work.stages) if stage.after <= since), Standing.WORK)

"""Random desks: zones with their changed clocks, hours, policies, and lives of tickets; in whole minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeAlias

from hypothesis import strategies as st

from owona_bot.domain.calendar import Calendar, Week
from owona_bot.domain.sla import Answered, Asked, Became, Fact, History, Metric, Pause, Policy, Slept, Term, Went
from owona_bot.domain.ticket import Status
from tests.domain.sla_oracle import Happening, Hours, Rule, World, runs

WORLDS = [
    World(zone, date.fromisoformat(begins))
    for zone, begins in [
        ("Europe/Berlin", "2026-03-27"),  # 02:00 to 03:00
        ("Europe/Berlin", "2026-10-23"),  # and back
        ("Europe/Berlin", "2026-12-23"),
        ("Europe/Berlin", "2028-02-27"),  # a leap day
        ("America/New_York", "2026-03-06"),
        ("America/New_York", "2026-10-30"),
        ("Australia/Lord_Howe", "2026-04-03"),  # by half an hour
        ("America/Sao_Paulo", "2018-02-16"),  # midnight comes twice
        ("America/Sao_Paulo", "2018-11-02"),  # and is jumped over
        ("Pacific/Apia", "2011-12-28"),  # a day that never was
        ("Asia/Kathmandu", "2026-06-01"),  # 5:45
        ("UTC", "2026-12-29"),
    ]
]

HISTORY = 4 * 1440
"""Minutes in which things happen."""

minutes_of_day = st.one_of(st.integers(0, 1440), st.sampled_from([0, 30, 60, 120, 150, 180, 480, 720, 1020, 1440]))

a_day = st.lists(minutes_of_day, max_size=6).map(
    lambda cuts: tuple(zip(sorted(set(cuts))[::2], sorted(set(cuts))[1::2], strict=False))
)
"""No hours, one interval, or several."""

some_day = st.integers(0, 100)
"""Of those that a world's wall shows, by number."""

raw_hours = st.tuples(
    st.integers(0, 5),
    st.lists(a_day, min_size=1, max_size=4),
    st.lists(some_day, max_size=2),
    st.lists(st.tuples(some_day, minutes_of_day), max_size=2),
    st.lists(some_day, max_size=1),
)

RawHours: TypeAlias = tuple[
    int, list[tuple[tuple[int, int], ...]], list[int], list[tuple[int, int]], list[int]
]  # as above


@lru_cache
def days_of(world: World) -> list[date]:
    """That the world's wall shows."""
    return sorted({day for day, _, _ in runs(world)})


def hours(world: World, raw: RawHours) -> Hours:
    """Mostly what an office has, now and then around the clock, always open at some time of the week."""
    kind, days, feasts, half_days, closures = raw
    if kind == 0 or not any(days):
        return Hours()
    week = tuple(days[number % len(days)] for number in range(7))
    if kind < 3:
        return Hours(week)
    known = days_of(world)
    closing = [(known[number % len(known)], minute) for number, minute in half_days]
    return Hours(
        week,
        frozenset(known[number % len(known)] for number in feasts),
        tuple({(day.month, day.day): minute for day, minute in closing}.items()),
        tuple((known[n % len(known)], known[n % len(known)] + timedelta(days=1)) for n in closures),
    )


def calendar(world: World, plain: Hours, name: str = "some") -> Calendar:
    """The same as the domain has it."""
    mon, tue, wed, thu, fri, sat, sun = plain.week
    week: Week = (mon, tue, wed, thu, fri, sat, sun)
    feasts = dict.fromkeys(plain.holidays, "a holiday")
    return Calendar(name, world.zone, week, None, feasts, dict(plain.half_days), plain.closures)


raw_rule = st.tuples(
    st.dictionaries(
        st.sampled_from([metric.value for metric in Metric]),
        st.one_of(st.integers(1, 12), st.integers(1, 120)),
        min_size=1,
    ),
    raw_hours,
    st.frozensets(st.sampled_from([pause.value for pause in Pause])),
    st.sampled_from([(), (75, 90), (50,), (25, 50, 75)]),
)


def rule(world: World, name: str, raw: tuple[dict[str, int], RawHours, frozenset[str], tuple[int, ...]]) -> Rule:
    """Targets that every share divides into whole minutes."""
    targets, plain, pauses, stages = raw
    return Rule(name, hours(world, plain), {metric: 20 * many for metric, many in targets.items()}, pauses, stages)


def policy(world: World, rule: Rule) -> Policy:
    """The same as the domain has it."""
    return Policy(
        rule.name,
        {Metric(metric): timedelta(minutes=target) for metric, target in rule.targets.items()},
        calendar(world, rule.hours, rule.name),
        frozenset(Pause(pause) for pause in rule.pauses),
        rule.stages,
    )


WHAT = [
    "new", "investigating", "waiting_customer", "waiting_customer", "resolved", "resolved", "closed",
    "asleep", "awake", "away", "back", "asked", "asked", "asked", "answered", "answered",
]  # fmt: skip


@dataclass(frozen=True)
class Life:
    """A ticket's, and the minutes at which its clocks are looked at."""

    world: World
    created: int
    happenings: tuple[Happening, ...]
    terms: tuple[tuple[int, Rule | None], ...]
    looks: tuple[int, ...]

    def history(self, until: int) -> History:
        """As the domain has it."""
        facts = tuple(fact(self.world, one) for one in self.happenings if one.at <= until)
        return History(self.world.at(self.created), facts)

    def domain_terms(self, until: int, policies: dict[str, Policy]) -> list[Term]:
        """As the domain has them."""
        return [
            Term(self.world.at(since), policies[rule.name] if rule else None)
            for since, rule in self.terms
            if since <= until
        ]


def fact(world: World, one: Happening) -> Fact:
    """As the domain has it."""
    at = world.at(one.at)
    match one.what:
        case "asleep" | "awake":
            return Slept(at, one.what == "asleep")
        case "away" | "back":
            return Went(at, one.what == "away")
        case "asked":
            return Asked(at)
        case "answered":
            return Answered(at)
    return Became(at, Status(one.what))


minutes = st.one_of(st.integers(0, HISTORY), st.integers(0, 300), st.integers(0, 72).map(lambda many: 20 * many))
"""Since the ticket was created; now and then just when something is due."""


@st.composite
def tickets(draw: st.DrawFn) -> Life:
    """With up to eight things that happen and up to three policies, now and then at the same minute."""
    world, created = draw(WORLD), draw(st.integers(0, 1440))
    happened = sorted(draw(HAPPENED), key=lambda pair: pair[0])
    moments = [created + at for at, _ in happened]
    some: list[Rule | None] = [rule(world, f"rule {number}", raw) for number, raw in enumerate(draw(RULES))]
    begun = created + (60 if draw(st.integers(0, 3)) == 0 else 0)
    terms = {begun: some[0]}
    for at, which, meets in draw(LATER):
        since = moments[at % len(moments)] if meets and moments else created + at
        terms[since] = [*some, None][which % (len(some) + 1)]
    looks = {*(created + look for look in draw(LOOKS)), *moments}
    happenings = tuple(Happening(at, what) for at, (_, what) in zip(moments, happened, strict=True))
    return Life(
        world, created, happenings, tuple(sorted(terms.items(), key=lambda pair: pair[0])), tuple(sorted(looks))
    )


WORLD = st.sampled_from(WORLDS)
HAPPENED = st.lists(st.tuples(minutes, st.sampled_from(WHAT)), max_size=8)
RULES = st.lists(raw_rule, min_size=1, max_size=3)
LATER = st.lists(st.tuples(minutes, st.integers(0, 3), st.booleans()), max_size=3)
LOOKS = st.lists(st.integers(0, HISTORY), min_size=8, max_size=8)


def groups(happenings: Sequence[Happening], until: int, after: int) -> dict[int, list[Happening]]:
    """By minute, those after one and until another."""
    found: dict[int, list[Happening]] = {}
    for one in happenings:
        if after < one.at <= until:
            found.setdefault(one.at, []).append(one)
    return found

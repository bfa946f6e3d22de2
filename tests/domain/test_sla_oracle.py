"""The clocks equal those that are told minute by minute, on many thousands of random desks."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from owona_bot.domain.calendar import counted, next_open
from owona_bot.domain.sla import Clock, clocks_of
from owona_bot.domain.sla_due import due, segments
from tests.domain import sla_oracle
from tests.domain.sla_oracle import LENGTH, Hours, Shown, Telling, World, mask, open_minutes, sums_of
from tests.domain.sla_worlds import HISTORY, WORLD, Life, calendar, groups, hours, policy, raw_hours, tickets

MINUTE = timedelta(minutes=1)

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

Case: TypeAlias = tuple[World, Hours, list[tuple[int, int]], list[tuple[int, int]]]
"""A desk, pauses, and pairs of a start and an amount."""


SPANS = st.lists(st.tuples(st.integers(0, HISTORY), st.integers(0, 2000)), max_size=3)
ASKED = st.lists(
    st.tuples(st.integers(0, HISTORY), st.one_of(st.integers(0, 300), st.integers(0, 4000))), min_size=10, max_size=10
)


@st.composite
def questions(draw: st.DrawFn) -> Case:
    """With ten pairs."""
    world = draw(WORLD)
    pauses = [(begin, begin + length) for begin, length in draw(SPANS)]
    return world, hours(world, draw(raw_hours)), pauses, draw(ASKED)


def check_deadlines(case: Case) -> None:
    """Ten deadlines, their segments and what lies between."""
    world, plain, pauses, asked = case
    opens = open_minutes(world, plain)
    counting = mask(opens, pauses)
    sums = sums_of(counting)
    fast_one = calendar(world, plain)
    moments = [(world.at(begin), world.at(end)) for begin, end in pauses]
    for start, amount in asked:
        found = due(fast_one, world.at(start), amount * MINUTE, moments)
        slow = sla_oracle.due(sums, start, amount)
        if slow is None:
            assert found is None or found > world.at(LENGTH)
            continue
        assert found == world.at(slow)
        assert counted(fast_one, world.at(start), found) == sum(opens[start:slow]) * MINUTE
        parts = segments(fast_one, world.at(start), found, moments)
        edges = [world.at(start), *(part.end for part in parts)]
        assert edges == [*(part.start for part in parts), found]
        assert sum((part.end - part.start for part in parts if part.counted), timedelta(0)) == amount * MINUTE
        for part in parts:
            minutes = counting[(part.start - world.at(0)) // MINUTE : (part.end - world.at(0)) // MINUTE]
            assert set(minutes) == {part.counted}


def check_opening(case: Case) -> None:
    """The next open minute."""
    world, plain, _, asked = case
    opens = open_minutes(world, plain)
    for start, _ in asked:
        slow = opens.find(1, start)
        found = next_open(calendar(world, plain), world.at(start))
        assert found is not None
        assert found == world.at(slow) if slow >= 0 else found >= world.at(LENGTH)


@settings(calm, max_examples=1000)
@given(questions())
def test_10000_deadlines_are_those_of_the_minutes(case: Case) -> None:
    check_deadlines(case)
    check_opening(case)


def as_shown(world: World, clock: Clock) -> Shown:
    """In minutes."""

    def minute(moment: datetime | None) -> int | None:
        return None if moment is None else (moment - world.at(0)) // MINUTE

    return Shown(
        clock.metric.value,
        clock.round,
        clock.policy.name,
        clock.state.value,
        minute(clock.started_at) or 0,
        tuple(stage if (stage := minute(at)) is not None and stage <= LENGTH else None for at in clock.stages),
        minute(clock.stopped_at),
        clock.late,
        clock.counted // MINUTE,
    )


def looked_at(life: Life) -> Iterator[tuple[int, list[Shown]]]:
    """The clocks minute by minute, at each look."""
    telling = Telling(life.world, life.created, life.terms)
    told = -1
    for look in life.looks:
        for minute, happenings in groups(life.happenings, look, told).items():
            telling.happen(minute, happenings)
        if look not in {one.at for one in life.happenings}:
            telling.happen(look, [])
        told = look
        yield look, telling.shown()


def check_clocks(life: Life) -> None:
    """At every look."""
    policies = {rule.name: policy(life.world, rule) for _, rule in life.terms if rule}
    for look, slow in looked_at(life):
        now = life.world.at(look)
        clocks = clocks_of(life.history(look), life.domain_terms(look, policies), now)
        assert [as_shown(life.world, clock) for clock in clocks] == slow, look
        for clock in clocks:
            check_segments(clock, clock.stopped_at if clock.state.value == "met" else now)


def check_segments(clock: Clock, end: object) -> None:
    """They tile the clock's time and sum to what it counted."""
    parts = clock.segments()
    assert [part.start for part in parts] == [clock.started_at, *(part.end for part in parts)][: len(parts)]
    assert sum((part.end - part.start for part in parts if part.counted), timedelta(0)) == clock.counted
    assert sum(part.seconds for part in parts if part.counted) == clock.counted.total_seconds()
    if parts and clock.state.value != "void":
        assert parts[-1].end == end


@settings(calm, max_examples=1500)
@given(tickets())
def test_the_clocks_of_1500_tickets_at_some_ten_moments_each_are_those_of_the_minutes(life: Life) -> None:
    check_clocks(life)


@pytest.mark.campaign
@settings(calm, max_examples=100_000)
@given(tickets())
def test_the_clocks_of_100000_tickets_are_those_of_the_minutes(life: Life) -> None:
    check_clocks(life)


@pytest.mark.campaign
@settings(calm, max_examples=50_000)
@given(questions())
def test_500000_deadlines_are_those_of_the_minutes(case: Case) -> None:
    check_deadlines(case)
    check_opening(case)

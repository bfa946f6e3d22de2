"""What of a ticket's life makes its clocks run, stand, end, and be due."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owona_bot.domain.calendar import Calendar
from owona_bot.domain.sla import (
    PORTAL,
    Answered,
    Asked,
    Became,
    Clock,
    Fact,
    History,
    Metric,
    Pause,
    Policy,
    Slept,
    State,
    Term,
    Went,
    clocks_of,
)
from owona_bot.domain.sla_spec import hash_of, policy_in, text_of
from owona_bot.domain.ticket import Status
from tests.domain.sla_worlds import WORLD, policy, raw_rule, rule
from tests.domain.test_calendar import OFFICE

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

ALL = Policy("all", {Metric.FIRST_RESPONSE: HOUR, Metric.NEXT_RESPONSE: 4 * HOUR, Metric.RESOLUTION: 8 * HOUR})
PAUSING = Policy("pausing", {Metric.RESOLUTION: 8 * HOUR}, pauses=frozenset(Pause))

calm = settings(deadline=None)
"""The first look at a calendar takes a while."""


def after(hours: float) -> datetime:
    """Since Monday morning, when tickets begin here."""
    return MONDAY + hours * HOUR


def clocks(now: float, *facts: Fact, policies: Policy | list[Term] = ALL) -> dict[tuple[str, int], Clock]:
    """By metric and round, so many hours after Monday morning."""
    terms = [Term(MONDAY, policies)] if isinstance(policies, Policy) else policies
    found = clocks_of(History(MONDAY, facts), terms, after(now))
    return {(clock.metric.value, clock.round): clock for clock in found}


def resolution(now: float, *facts: Fact, policies: Policy | list[Term] = ALL) -> Clock:
    """The one clock that every policy here has."""
    return clocks(now, *facts, policies=policies)["resolution", 1]


def first(now: float, *facts: Fact) -> Clock:
    """Until the first answer."""
    return clocks(now, *facts)["first_response", 1]


def test_the_portals_policy_is_36_hours_from_creation_whatever_happens() -> None:
    facts: list[Fact] = [
        Became(after(1), Status.WAITING_CUSTOMER),
        Slept(after(2), True),
        Answered(after(3)),
        Asked(after(4)),
    ]
    found = clocks(5, *facts, policies=PORTAL)
    assert [*found] == [("resolution", 1)]
    clock = found["resolution", 1]
    assert (clock.state, clock.due_at, clock.counted) == (State.RUNNING, after(36), 5 * HOUR)
    assert clock.stages == (after(27), after(32.4), after(36))
    assert clock.policy.shares == (75, 90, 100)


def test_a_first_response_is_met_by_the_first_answer_and_by_no_later_one() -> None:
    clock = first(5, Answered(after(0.5)), Answered(after(2)))
    assert (clock.state, clock.stopped_at, clock.late, clock.due_at) == (State.MET, after(0.5), False, after(1))


def test_resolving_a_ticket_without_a_word_ends_its_first_response_for_good() -> None:
    clock = first(5, Became(after(0.5), Status.RESOLVED), Became(after(2), Status.INVESTIGATING))
    assert (clock.state, clock.stopped_at) == (State.MET, after(0.5))


@pytest.mark.parametrize(("hours", "late"), [(0.99, False), (1, False), (1.01, True)])
def test_an_answer_is_late_after_its_due_and_not_on_it(hours: float, late: bool) -> None:
    assert first(5, Answered(after(hours))).late is late


def test_each_message_that_nobody_answered_begins_one_round() -> None:
    found = clocks(
        9,
        Asked(after(0.1)),
        Answered(after(0.5)),
        Asked(after(1)),
        Asked(after(2)),
        Answered(after(3)),
        Asked(after(8)),
    )
    rounds = [clock for (metric, _), clock in found.items() if metric == "next_response"]
    assert [(clock.round, clock.started_at, clock.state) for clock in rounds] == [
        (1, after(1), State.MET),
        (2, after(8), State.RUNNING),
    ]
    assert rounds[0].stopped_at == after(3)
    assert rounds[1].due_at == after(12)


def test_before_the_first_answer_there_is_no_next_one() -> None:
    assert ("next_response", 1) not in clocks(5, Asked(after(1)), Asked(after(2)))


def test_resolving_ends_a_round_and_a_thank_you_on_a_resolved_ticket_begins_none() -> None:
    facts: list[Fact] = [Answered(after(1)), Asked(after(2)), Became(after(3), Status.RESOLVED), Asked(after(4))]
    found = clocks(5, *facts)
    assert found["next_response", 1].state is State.MET
    assert ("next_response", 2) not in found
    again = clocks(7, *facts, Became(after(6), Status.INVESTIGATING))
    assert again["next_response", 2].started_at == after(6)


def test_a_message_that_reopens_begins_a_round_at_its_own_moment() -> None:
    found = clocks(
        5,
        Answered(after(1)),
        Became(after(2), Status.RESOLVED),
        Asked(after(4)),
        Became(after(4), Status.INVESTIGATING),
    )
    assert found["next_response", 1].started_at == after(4)


def test_a_resolution_goes_on_when_the_ticket_is_reopened() -> None:
    facts: list[Fact] = [Became(after(2), Status.RESOLVED)]
    assert resolution(5, *facts).state is State.MET
    again = resolution(7, *facts, Became(after(6), Status.INVESTIGATING))
    assert (again.state, again.stopped_at, again.due_at) == (State.RUNNING, None, after(8))
    paused = resolution(7, *facts, Became(after(6), Status.INVESTIGATING), policies=PAUSING)
    assert (paused.due_at, paused.counted) == (after(12), 3 * HOUR)


def test_reopened_beyond_its_due_it_is_due_when_it_was_and_late_when_resolved_again() -> None:
    facts: list[Fact] = [Became(after(2), Status.RESOLVED), Became(after(10), Status.INVESTIGATING)]
    again = resolution(11, *facts)
    assert (again.due_at, again.breached(after(11))) == (after(8), True)
    done = resolution(13, *facts, Became(after(12), Status.CLOSED))
    assert (done.state, done.late) == (State.MET, True)


@pytest.mark.parametrize(
    ("begin", "end", "why"),
    [
        (Became(after(2), Status.WAITING_CUSTOMER), Became(after(5), Status.INVESTIGATING), "waiting_customer"),
        (Slept(after(2), True), Slept(after(5), False), "snoozed"),
    ],
)
def test_a_pause_moves_the_due_by_as_long_as_it_is(begin: Fact, end: Fact, why: str) -> None:
    paused = resolution(3, begin, policies=PAUSING)
    assert (paused.state, paused.due_at, paused.counted) == (State.PAUSED, None, 2 * HOUR)
    clock = resolution(6, begin, end, policies=PAUSING)
    assert (clock.state, clock.due_at, clock.counted) == (State.RUNNING, after(11), 3 * HOUR)
    told = [(part.why.value, part.counted, part.seconds / 3600) for part in clock.segments()]
    assert told == [("hours", True, 2), (why, False, 3), ("hours", True, 1)]
    assert resolution(6, begin, end).due_at == after(8), "a policy without pauses has none"


def test_two_pauses_at_once_count_once() -> None:
    facts: list[Fact] = [
        Slept(after(1), True), Became(after(2), Status.WAITING_CUSTOMER), Slept(after(3), False),
        Became(after(4), Status.INVESTIGATING),
    ]  # fmt: skip
    assert resolution(5, *facts, policies=PAUSING).due_at == after(11)


def test_what_changes_right_now_holds_right_now() -> None:
    assert resolution(2, Slept(after(2), True), policies=PAUSING).state is State.PAUSED
    assert resolution(2, Became(after(2), Status.RESOLVED)).state is State.MET


def test_a_stage_that_was_reached_before_a_pause_stays_reached() -> None:
    clock = resolution(9, Slept(after(7), True), policies=PAUSING)
    assert clock.stages == (after(6),)
    assert clock.due_at is None


def test_a_merged_tickets_clocks_are_void_and_go_on_when_it_comes_back() -> None:
    away: list[Fact] = [Went(after(0.5), True), Became(after(0.5), Status.CLOSED)]
    found = clocks(3, *away)
    assert {clock.state for clock in found.values()} == {State.VOID}
    back: list[Fact] = [Went(after(0.75), False), Became(after(0.75), Status.NEW)]
    again = clocks(0.8, *away, *back)
    assert {clock.state for clock in again.values()} == {State.RUNNING}
    assert again["first_response", 1].due_at == after(1)


def test_time_in_another_ticket_counts_unless_the_policy_pauses_what_is_resolved() -> None:
    facts: list[Fact] = [Went(after(1), True), Went(after(3), False)]
    assert resolution(4, *facts).due_at == after(8)
    assert resolution(4, *facts, policies=PAUSING).due_at == after(10)


def test_a_resolved_ticket_that_is_merged_was_resolved_all_the_same() -> None:
    clock = resolution(5, Became(after(2), Status.RESOLVED), Went(after(3), True), Became(after(3), Status.CLOSED))
    assert (clock.state, clock.stopped_at) == (State.MET, after(2))


def test_what_was_counted_stays_counted_and_the_new_target_holds_from_then_on() -> None:
    shorter = Policy("shorter", {Metric.RESOLUTION: 4 * HOUR})
    clock = resolution(3, policies=[Term(MONDAY, ALL), Term(after(2), shorter)])
    assert (clock.policy, clock.counted, clock.due_at) == (shorter, 3 * HOUR, after(4))


def test_a_target_that_has_passed_already_is_due_when_it_begins_to_hold() -> None:
    shorter = Policy("shorter", {Metric.RESOLUTION: HOUR})
    clock = resolution(3, policies=[Term(MONDAY, ALL), Term(after(2), shorter)])
    assert clock.due_at == after(2)
    assert clock.stages == (after(2), after(2), after(2))


def test_a_breach_is_not_undone_by_a_longer_target() -> None:
    longer = Policy("longer", {Metric.RESOLUTION: 80 * HOUR}, stages=(25, 50))
    clock = resolution(11, policies=[Term(MONDAY, ALL), Term(after(10), longer)])
    assert clock.due_at == after(8)
    assert clock.stages == (after(6), after(6), after(8)), "nor is a stage that lies before it"


def test_a_breach_while_it_was_resolved_counts_only_if_it_is_reopened_under_the_same_policy() -> None:
    longer = Policy("longer", {Metric.RESOLUTION: 80 * HOUR})
    facts: list[Fact] = [Became(after(2), Status.RESOLVED), Became(after(12), Status.INVESTIGATING)]
    assert resolution(13, *facts, policies=[Term(MONDAY, ALL), Term(after(10), longer)]).due_at == after(80)
    assert resolution(13, *facts, policies=[Term(MONDAY, ALL), Term(after(12), longer)]).due_at == after(80)
    assert resolution(14, *facts, policies=[Term(MONDAY, ALL), Term(after(13), longer)]).due_at == after(8)


def test_a_target_reached_just_as_another_begins_to_hold_was_not_missed() -> None:
    longer = Policy("longer", {Metric.RESOLUTION: 80 * HOUR})
    assert resolution(9, policies=[Term(MONDAY, ALL), Term(after(8), longer)]).due_at == after(80)


def test_other_hours_hold_from_then_on() -> None:
    office = Policy("office", {Metric.RESOLUTION: 8 * HOUR}, OFFICE)
    clock = resolution(20, policies=[Term(MONDAY, ALL), Term(after(2), office)])
    assert clock.counted == (2 + 1 + 4) * HOUR, "from 9 to 11 around the clock, then to noon, and from 13 to 17"
    assert [part.why.value for part in clock.segments()] == ["hours", "closed", "hours", "closed"]


def test_without_a_policy_there_are_no_clocks_and_those_that_ran_are_void() -> None:
    assert clocks(5, policies=[Term(MONDAY, None)]) == {}
    assert clocks(5, policies=[]) == {}
    clock = resolution(5, policies=[Term(MONDAY, ALL), Term(after(2), None)])
    assert (clock.state, clock.stopped_at, clock.due_at) == (State.VOID, after(2), None)
    again = resolution(5, policies=[Term(MONDAY, ALL), Term(after(2), None), Term(after(4), ALL)])
    assert (again.state, again.due_at, again.counted) == (State.RUNNING, after(10), 3 * HOUR)
    assert [part.why.value for part in again.segments()] == ["hours", "no_target", "hours"]


def test_a_clock_whose_time_was_over_before_there_was_a_policy_is_none() -> None:
    found = clocks(5, Answered(after(1)), policies=[Term(after(2), ALL)])
    assert ("first_response", 1) not in found
    assert found["resolution", 1].due_at == after(10)


def test_facts_of_machines_that_are_ahead_have_happened_and_those_from_before_happened_at_once() -> None:
    assert first(1, Answered(after(1.5))).state is State.MET
    asleep = resolution(1, Slept(after(1.5), True), policies=PAUSING)
    assert (asleep.state, asleep.counted) == (State.PAUSED, 1.5 * HOUR)
    early = first(1, Answered(after(-1)))
    assert (early.stopped_at, early.counted) == (MONDAY, timedelta(0))


def test_the_order_of_facts_of_different_moments_does_not_matter() -> None:
    facts: list[Fact] = [Answered(after(0.5)), Asked(after(1)), Became(after(2), Status.RESOLVED)]
    assert clocks(5, *facts) == clocks(5, *reversed(facts))


def test_a_clock_that_stands_beyond_its_due_is_breached_and_one_that_was_met_in_time_never() -> None:
    slow = resolution(9, Slept(after(8.5), True), policies=PAUSING)
    assert (slow.state, slow.due_at, slow.breached(after(9))) == (State.PAUSED, after(8), True)
    assert not resolution(7).breached(after(7))
    assert resolution(8).breached(after(8))
    assert not first(90, Answered(after(0.5))).breached(after(90))


def test_a_target_that_no_year_reaches_has_no_due() -> None:
    seldom = Calendar("seldom", "UTC", (((0, 1),), (), (), (), (), (), ()))
    clock = resolution(1, policies=Policy("slow", {Metric.RESOLUTION: 100 * HOUR}, seldom))
    assert (clock.state, clock.due_at, clock.stages) == (State.RUNNING, None, ())


pauses = st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30)), max_size=4)


def sleeping(spans: list[tuple[float, float]]) -> list[Fact]:
    """Asleep from the first to the last of each."""
    return [fact for low, high in spans for fact in (Slept(after(low), True), Slept(after(low + high), False))]


@calm
@given(pauses, st.floats(0, 10), st.floats(0, 10))
def test_the_due_never_comes_sooner_when_one_sleeps_longer(
    spans: list[tuple[float, float]], length: float, more: float
) -> None:
    office = Policy("office", {Metric.RESOLUTION: 8 * HOUR}, OFFICE, frozenset(Pause))
    before = sleeping(spans)
    short = resolution(200, *before, *sleeping([(70, length)]), policies=office)
    longer = resolution(200, *before, *sleeping([(70, length + more)]), policies=office)
    assert short.due_at is not None
    assert longer.due_at is not None
    assert short.due_at <= longer.due_at
    assert short.counted >= longer.counted


@calm
@given(st.lists(st.floats(0, 100), max_size=6), st.floats(0, 120), pauses)
def test_a_term_that_changes_nothing_changes_nothing(
    moments: list[float], now: float, spans: list[tuple[float, float]]
) -> None:
    facts = sleeping(spans)
    terms = [Term(MONDAY, PAUSING), *(Term(after(at), policy_in(text_of(PAUSING))) for at in moments)]
    one, other = clocks(now, *facts, policies=PAUSING), clocks(now, *facts, policies=terms)
    seen = [(c.state, c.due_at, c.stages, c.counted, c.stopped_at, c.segments()) for c in one.values()]
    assert seen == [(c.state, c.due_at, c.stages, c.counted, c.stopped_at, c.segments()) for c in other.values()]


def work(messages: int) -> float:
    """Seconds of the processor, for asking and answering in turn once a minute."""
    facts = [(Asked if n % 2 else Answered)(after(n / 60)) for n in range(messages)]
    start = time.process_time()
    assert len(clocks(messages / 60, *facts)) == messages // 2 + 2
    return time.process_time() - start


def test_a_talk_of_four_thousand_messages_is_four_times_the_work_of_one_thousand() -> None:
    short, long = (min(work(messages) for _ in range(3)) for messages in (1000, 4000))
    assert long < 6 * short


@calm
@given(WORLD, raw_rule)
def test_a_policy_is_stored_and_read_back_as_it_was(world, raw) -> None:  # type: ignore[no-untyped-def]  # as drawn
    told = policy(world, rule(world, "some", raw))
    read = policy_in(text_of(told))
    assert read == told
    assert hash_of(read) == hash_of(told)
    assert hash_of(told) != hash_of(PORTAL)

"""Replays hold to the desk's laws, and to a desk that asks everybody at each step."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from owona_bot.domain.assignment import Because, Mode, Rule, Stuck
from owona_bot.domain.assignment_policy import AssignRules, Weights
from owona_bot.domain.availability import Staff, is_open
from owona_bot.domain.people import AgentId
from owona_bot.domain.replay_happening import Fate, Outcome
from owona_bot.domain.replay_record import Recorded, Stage, Standing
from owona_bot.domain.working_hours import calendar_of
from tests.domain.replays import (
    ANNA,
    BEGIN,
    BEN,
    DAY,
    END,
    STEP,
    Desk,
    Work,
    a_ticket,
    by_load,
    had,
    replayed,
    some_rules,
    teams,
    works,
)


@settings(max_examples=80, deadline=None)
@given(some_rules, teams, works())
def test_what_the_rule_gave_it_gives_again(rules: AssignRules, team: list[Staff], found: list[Work]) -> None:
    record = Desk(rules, team, found).record()
    _, told = replayed(rules, team, record)
    given_again = {one.ticket.number: (one.agent, one.at) for one in told if one.fate is Fate.GIVEN}
    assert given_again == {one.number: (one.holder, one.had_at) for one in record if one.holder is not None}


@settings(max_examples=60, deadline=None)
@given(some_rules, some_rules, teams, works())
def test_each_ticket_comes_out_once_and_nobody_gets_more_than_they_take(
    rules: AssignRules, before: AssignRules, team: list[Staff], found: list[Work]
) -> None:
    record = [replace(one, stages=()) for one in Desk(before, team, found).record()]
    run, told = replayed(rules, team, record)
    assert Counter(one.ticket.number for one in told) == Counter(one.number for one in record)
    assert [one.at for one in told] == sorted(one.at for one in told)
    for staff in team:
        cap = rules.cap if staff.cap is None else staff.cap
        theirs = [one for one in told if one.fate is Fate.GIVEN and one.agent == staff.agent]
        assert all(held(theirs, one) <= cap for one in theirs)
        assert run.bench.seats[staff.agent].most_open <= cap
        calendar = calendar_of(staff.hours, rules)
        assert all(calendar is None or is_open(calendar, one.at) for one in theirs)


def held(theirs: list[Outcome], at: Outcome) -> int:
    """How many they had when they were given that one, with it and with others of the same moment."""
    spans = [(one.at, over(one.ticket, one)) for one in theirs]
    return sum(begun <= at.at < ended for begun, ended in spans)


def over(ticket: Recorded, one: Outcome) -> datetime:
    """When they were done with it."""
    return END + STEP if ticket.worked is None else one.at + ticket.worked


@settings(max_examples=30, deadline=None)
@given(some_rules, teams, works())
def test_the_same_comes_out_again(rules: AssignRules, team: list[Staff], found: list[Work]) -> None:
    record = Desk(rules, team, found).record()
    assert repr(replayed(rules, team, record)[1]) == repr(replayed(rules, team, record)[1])


@settings(max_examples=40, deadline=None)
@given(some_rules, teams, works(), st.integers(1001, 1012))
def test_that_one_is_watched_changes_nothing(
    rules: AssignRules, team: list[Staff], found: list[Work], watched: int
) -> None:
    record = Desk(rules, team, found).record()
    plain, asked = (replayed(rules, team, record, number)[1] for number in (None, watched))
    assert [fate(one) for one in plain] == [fate(one) for one in asked]
    for one in asked:
        if one.ticket.number == watched and one.decision is not None:
            assert len(one.decision.verdicts) == len(team)


def fate(one: Outcome) -> tuple[object, ...]:
    """All but who was asked."""
    decision = one.decision
    return one.ticket.number, one.fate, one.agent, one.at, decision and (decision.because, decision.relaxed)


def test_what_it_turned_on_is_known_though_few_were_asked() -> None:
    team = [Staff(AgentId(number)) for number in range(1, 6)]
    tickets = [had(a_ticket(1001), ANNA, 0, 9), a_ticket(1002, 1, requester="lena@example.com", before=ANNA)]
    _, (first, second) = replayed(by_load(), team, tickets)
    assert first.decision is not None
    assert (first.agent, first.decision.because, len(first.decision.verdicts)) == (ANNA, Because.ALIKE, 2)
    assert second.decision is not None
    assert (second.agent, second.decision.because, len(second.decision.verdicts)) == (ANNA, Because.RETURNING, 3)


def test_many_of_one_moment_go_round() -> None:
    rules = by_load(otherwise=Rule("default", Mode.ROUND_ROBIN))
    tickets = [had(a_ticket(1001), ANNA, 0, 1), *(had(a_ticket(number, 2), BEN, 2, 9) for number in (1002, 1003, 1004))]
    _, told = replayed(rules, [Staff(ANNA), Staff(BEN)], tickets)
    assert [one.agent for one in told] == [ANNA, BEN, ANNA, BEN]


def test_who_has_room_again_gets_what_waited() -> None:
    tickets = [had(a_ticket(1001), ANNA, 0, 3), had(a_ticket(1002, 1), ANNA, 1, 9)]
    _, (first, second) = replayed(by_load(cap=1), [Staff(ANNA)], tickets)
    assert (first.at, second.at) == (BEGIN, BEGIN + 3 * STEP)
    assert second.decision is not None
    assert second.decision.because is Because.ONLY


def test_a_snoozed_ticket_takes_no_room_and_one_that_waits_weighs_less() -> None:
    asleep = replace(had(a_ticket(1001), ANNA, 0, 9), stages=(Stage(2 * STEP, Standing.RESTING),))
    _, (_, second) = replayed(by_load(cap=1), [Staff(ANNA)], [asleep, had(a_ticket(1002, 1), BEN, 1, 9)])
    assert second.at == BEGIN + 2 * STEP
    waits = replace(asleep, stages=(Stage(2 * STEP, Standing.WAITING),))
    tickets = [waits, had(a_ticket(1002, 1), ANNA, 1, 9), had(a_ticket(1003, 3), BEN, 3, 9)]
    _, told = replayed(by_load(weights=Weights(waiting_times=50)), [Staff(ANNA), Staff(BEN)], tickets)
    assert [one.agent for one in told] == [ANNA, BEN, ANNA]


def test_what_waits_in_the_night_is_given_in_the_morning_and_says_why_it_waits() -> None:
    rules, late = by_load(hours=DAY, cap=1), a_ticket(1002, 40)
    _, (first, second) = replayed(rules, [Staff(ANNA)], [a_ticket(1001), late])
    assert first.at == BEGIN + 3 * STEP, "8:00 in Berlin"
    assert (second.fate, second.decision and second.decision.stuck) == (Fate.WAITING, Stuck.FULL)
    _, told = replayed(rules, [Staff(ANNA)], [late])
    assert [one.decision and one.decision.stuck for one in told] == [Stuck.AWAY]
    _, told = replayed(rules, [], [late])
    assert [one.decision and one.decision.stuck for one in told] == [Stuck.EMPTY]


def test_skills_are_only_wished_for_after_a_while() -> None:
    rule = Rule("default", Mode.LOAD, frozenset({"api"}), 4 * STEP)
    _, (one,) = replayed(by_load(otherwise=rule), [Staff(ANNA)], [a_ticket()])
    assert (one.agent, one.at, one.decision and one.decision.relaxed) == (ANNA, BEGIN + 4 * STEP, True)


def test_what_a_rule_leaves_to_people_stays_with_who_had_it() -> None:
    rules = by_load(rules=(Rule("bugs", Mode.OFF, categories=frozenset({"bug"})),), cap=1)
    tickets = [had(a_ticket(1001), ANNA, 0, 3), a_ticket(1002, 1, category="ux")]
    _, (left, given_later) = replayed(rules, [Staff(ANNA)], tickets)
    assert (left.fate, left.rule, left.agent) == (Fate.LEFT, "bugs", ANNA)
    assert given_later.at == BEGIN + 3 * STEP


def test_what_was_somebodys_before_stays_theirs_and_what_nobody_had_counts_from_when_it_came() -> None:
    old = replace(had(a_ticket(1001), ANNA, -9, 3), created_at=BEGIN - 20 * STEP)
    gone = replace(had(a_ticket(1002), ANNA, -9, -3), created_at=BEGIN - 20 * STEP)
    nobodys = a_ticket(1003, -15)
    waited = replace(had(a_ticket(1004), BEN, 5, 8), created_at=BEGIN - 10 * STEP)
    run, (one,) = replayed(by_load(cap=1), [Staff(ANNA)], [old, gone, nobodys, waited])
    assert run.carried == 1
    assert (one.ticket.number, one.at) == (1004, BEGIN + 3 * STEP)


def test_what_was_done_though_nobody_ever_had_it_waits_no_longer() -> None:
    tickets = [a_ticket(1001, ended_at=BEGIN + 5 * STEP), a_ticket(1002, 1, ended_at=BEGIN + 4 * STEP)]
    _, told = replayed(by_load(cap=1), [Staff(ANNA)], tickets)
    assert [(one.fate, one.at) for one in told] == [(Fate.GIVEN, BEGIN), (Fate.OVER, BEGIN + 4 * STEP)]


def test_a_known_customer_goes_to_whom_they_know_before_and_during_it() -> None:
    rules, team = by_load(), [Staff(ANNA), Staff(BEN)]
    tickets = [a_ticket(number, number - 1000, requester="lena@example.com", before=BEN) for number in (1001, 1002)]
    _, told = replayed(rules, team, tickets)
    assert [(one.agent, one.decision and one.decision.because) for one in told] == 2 * [(BEN, Because.RETURNING)]

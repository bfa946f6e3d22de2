"""What an alert still means: by the ticket and its clocks as they are now."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.domain.alert import (
    Memo,
    Over,
    Stage,
    Tone,
    is_muted,
    mutable,
    next_deadline,
    over,
    policy_of,
    stage_in,
)
from owona_bot.domain.errors import StaleButton
from owona_bot.domain.sla import Answered, Became, Clock, Fact, History, Metric, Pause, Policy, Term, Went, clocks_of
from owona_bot.domain.ticket import Status
from tests.domain.samples import NOW, a_ticket

HOUR = timedelta(hours=1)

GOLD = Policy(
    "gold", {Metric.FIRST_RESPONSE: HOUR, Metric.RESOLUTION: 8 * HOUR}, pauses=frozenset({Pause.WAITING_CUSTOMER})
)

GOLD_FIRST = replace(GOLD, targets={Metric.FIRST_RESPONSE: HOUR})

FIRST = Stage(Metric.FIRST_RESPONSE, 1, 75)


def clocks(minutes: int, *facts: Fact, policy: Policy = GOLD) -> tuple[list[Clock], datetime]:
    """So long after the ticket was created, and the moment that is."""
    now = NOW + timedelta(minutes=minutes)
    return clocks_of(History(NOW, facts), [Term(NOW, policy)], now), now


def first_of(minutes: int, *facts: Fact) -> tuple[Clock, datetime]:
    """Of the first answer."""
    found, now = clocks(minutes, *facts)
    return next(clock for clock in found if clock.metric is Metric.FIRST_RESPONSE), now


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("minutes", "tone"), [(0, Tone.CALM), (44, Tone.CALM), (45, Tone.RISK), (59, Tone.RISK), (60, Tone.LATE)]
)
def test_a_deadline_is_at_risk_from_its_first_stage_and_late_at_its_end(minutes: int, tone: Tone) -> None:
    found = next_deadline(*clocks(minutes))
    assert found is not None
    assert (found.metric, found.due, found.tone) == (Metric.FIRST_RESPONSE, at(60), tone)


def test_the_next_deadline_is_the_one_that_is_due_first_and_runs() -> None:
    found = next_deadline(*clocks(100, Answered(at(30))))
    assert found is not None
    assert (found.metric, found.due) == (Metric.RESOLUTION, at(480))


def test_what_stands_still_or_has_ended_has_no_deadline() -> None:
    assert next_deadline(*clocks(90, Answered(at(30)), Became(at(31), Status.WAITING_CUSTOMER))) is None
    assert next_deadline(*clocks(90, Became(at(30), Status.RESOLVED))) is None
    assert next_deadline([], NOW) is None


def test_an_alert_holds_while_its_stage_is_the_highest_that_was_reached() -> None:
    for minutes in (45, 53):
        clock, now = first_of(minutes)
        assert over(a_ticket(), clock, FIRST, now) is None


@pytest.mark.parametrize(
    ("minutes", "facts", "why"),
    [
        (50, (Answered(at(49)),), Over.ANSWERED),
        (54, (), Over.BEYOND),
        (60, (), Over.BEYOND),
        (50, (Became(at(49), Status.WAITING_CUSTOMER),), Over.PAUSED),
        (50, (Went(at(49), away=True),), Over.VOID),
        (30, (), Over.VOID),
    ],
)
def test_what_ends_an_alert(minutes: int, facts: tuple[Fact, ...], why: Over) -> None:
    clock, now = first_of(minutes, *facts)
    assert over(a_ticket(), clock, FIRST, now) is why


def test_another_machines_clock_that_is_seconds_ahead_takes_nothing_back() -> None:
    clock, _ = first_of(44)
    assert over(a_ticket(), clock, FIRST, at(45) - timedelta(seconds=20)) is None


def test_the_ticket_itself_comes_before_its_clocks() -> None:
    clock, now = first_of(50)
    assert over(None, clock, FIRST, now) is Over.GONE
    assert over(replace(a_ticket(), merged_into=UUID(int=9)), clock, FIRST, now) is Over.MERGED
    for status in (Status.RESOLVED, Status.CLOSED):
        assert over(a_ticket(status), clock, FIRST, now) is Over.DONE
    assert over(a_ticket(), None, FIRST, now) is Over.VOID


def test_warnings_can_be_muted_while_another_comes_and_a_breach_never() -> None:
    clock, _ = first_of(50)
    assert [mutable(clock, replace(FIRST, share=share)) for share in (75, 90, 100)] == [True, False, False]
    muted = {(Metric.FIRST_RESPONSE, 1)}
    assert [is_muted(replace(FIRST, share=share), muted) for share in (75, 90, 100)] == [True, True, False]
    assert not is_muted(replace(FIRST, round=2), muted)


def test_the_policy_that_was_broken_counts_whatever_its_breach_has_changed() -> None:
    other = Policy("other", {Metric.FIRST_RESPONSE: HOUR}, mail_customer=True)
    now = at(70)
    (clock,) = clocks_of(History(NOW), [Term(NOW, GOLD_FIRST), Term(at(61), other)], now)
    assert clock.policy is other
    assert policy_of(clock, replace(FIRST, share=100)) is GOLD_FIRST
    assert policy_of(clock, replace(FIRST, share=42)) is other


def test_a_stage_is_read_as_it_was_written() -> None:
    assert Stage.read(FIRST.ref) == FIRST
    assert stage_in({"metric": "first_response", "round": 1, "stage": 75}) == FIRST


def test_a_button_keeps_its_clock() -> None:
    memo = Memo(1001, Metric.NEXT_RESPONSE, 3)
    assert Memo.read(memo.written) == memo


@pytest.mark.parametrize("text", ["", "1001", "1001 patience 1", "x first_response 1", "1001 first_response 1 2", "²"])
def test_a_button_of_another_time_is_refused(text: str) -> None:
    with pytest.raises(StaleButton):
        Memo.read(text)

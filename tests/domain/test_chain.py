"""Chains: steps in their order, as often as the file says, when it is time and the window is open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.calendar import Calendar
from owona_bot.domain.chain import Chain, Progress, Step, StepAct, To, opening, restored, snapshot, stepped, turn

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)

MORNING = ((480, 720),)
OFFICE = Calendar("office", "Europe/Berlin", (MORNING, MORNING, MORNING, MORNING, MORNING, (), ()))
"""8:00 to 12:00, Monday to Friday."""

CALL = Step(timedelta(), StepAct.NOTIFY, To.CHANNEL, "C0TIER2")
GIVE = Step(30 * MINUTE, StepAct.REASSIGN, To.ON_CALL)
RAISE = Step(30 * MINUTE, StepAct.RAISE_PRIORITY)
CHAIN = Chain("standard", (CALL, GIVE, RAISE))

waits = st.integers(0, 3 * 24 * 60).map(lambda minutes: minutes * MINUTE)
steps = st.builds(
    Step,
    waits,
    st.sampled_from(StepAct),
    st.none() | st.sampled_from(To),
    st.text(max_size=20),
)
chains = st.builds(
    Chain,
    st.text(max_size=10),
    st.lists(steps, min_size=1, max_size=6).map(tuple),
    st.integers(1, 5),
    st.none() | st.text(min_size=1, max_size=10),
    st.booleans(),
)
moments = st.integers(0, 400 * 24 * 60).map(lambda minutes: NOW + minutes * MINUTE)


def walked(chain: Chain, delays: list[timedelta], *, windowed: bool = False) -> list[tuple[int, int, datetime]]:
    """Run, step and moment of each step, for a desk that looks so much later than it could, time after time."""
    opens = opening(OFFICE) if windowed else None
    progress: Progress | None = Progress(0, 1, NOW)
    done, now = [], NOW
    while progress is not None:
        due = turn(chain, progress, now, opens, urgent=False)
        if due > now:
            now = due + (delays.pop() if delays else timedelta())
            continue
        done.append((progress.run, progress.step, now))
        progress = stepped(chain, progress, now)
    return done


@given(chains, st.lists(waits, max_size=20))
def test_each_step_of_each_run_happens_once_and_in_order_and_no_run_is_too_many(
    chain: Chain, delays: list[timedelta]
) -> None:
    done = walked(chain, delays)
    assert [(run, step) for run, step, _ in done] == [
        (run, step) for run in range(1, chain.repeat + 1) for step in range(len(chain.steps))
    ]


@given(chains, st.lists(waits, max_size=20))
def test_no_step_comes_before_its_wait_counted_from_the_one_before(chain: Chain, delays: list[timedelta]) -> None:
    before = NOW
    for _, step, moment in walked(chain, delays):
        assert moment - before >= chain.steps[step].wait
        before = moment


@given(chains, st.lists(waits, max_size=10))
def test_no_step_happens_outside_the_window(chain: Chain, delays: list[timedelta]) -> None:
    for _, _, moment in walked(chain, delays, windowed=True):
        there = moment.astimezone(BERLIN)
        assert there.weekday() < 5
        assert 8 <= there.hour < 12


@given(chains, moments)
def test_the_window_holds_for_urgent_tickets_where_the_file_says_so_alone(chain: Chain, now: datetime) -> None:
    progress = Progress(0, 1, NOW)
    plain, windowed = (
        turn(chain, progress, now, None, urgent=True),
        turn(chain, progress, now, opening(OFFICE), urgent=True),
    )
    assert windowed == (opening(OFFICE)(plain) if chain.window_for_urgent else plain)
    assert plain == max(now, NOW + chain.steps[0].wait)


@given(chains)
def test_what_is_kept_of_a_chain_is_the_whole_chain(chain: Chain) -> None:
    assert restored(chain.name, snapshot(chain)) == chain


def test_without_a_chain_nothing_is_kept_and_nothing_comes_back() -> None:
    assert snapshot(None) == {}
    assert restored("standard", {}) is None


def test_after_an_outage_the_steps_do_not_all_come_at_once() -> None:
    late = NOW + timedelta(hours=5)
    following = stepped(CHAIN, Progress(0, 1, NOW), late)
    assert following == Progress(1, 1, late)
    assert turn(CHAIN, following, late, None, urgent=False) == late + GIVE.wait


def test_after_a_step_that_was_passed_over_the_next_one_comes_at_once() -> None:
    following = stepped(CHAIN, Progress(0, 1, NOW), NOW, at_once=True)
    assert following is not None
    assert turn(CHAIN, following, NOW, None, urgent=False) == NOW


def test_a_chain_whose_people_have_all_left_waits_before_it_begins_again() -> None:
    twice = replace(CHAIN, repeat=2)
    following = stepped(twice, Progress(len(twice.steps) - 1, 1, NOW), NOW, at_once=True)
    assert following == Progress(0, 2, NOW)


@pytest.mark.parametrize(
    ("at", "opens_at"),
    [
        (datetime(2026, 11, 25, 9, 0, tzinfo=BERLIN), datetime(2026, 11, 25, 9, 0, tzinfo=BERLIN)),
        (datetime(2026, 11, 25, 12, 0, tzinfo=BERLIN), datetime(2026, 11, 26, 8, 0, tzinfo=BERLIN)),
        (datetime(2026, 11, 27, 12, 1, tzinfo=BERLIN), datetime(2026, 11, 30, 8, 0, tzinfo=BERLIN)),
    ],
)
def test_a_window_opens_on_the_next_working_day(at: datetime, opens_at: datetime) -> None:
    assert opening(OFFICE)(at) == opens_at


def test_a_window_that_never_opens_is_asked_again_in_a_day() -> None:
    closed = Calendar("closed", "UTC", ((), (), (), (), (), (), ()))
    assert opening(closed)(NOW) == NOW + timedelta(days=1)

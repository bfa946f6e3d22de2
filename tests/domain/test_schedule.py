"""What is due, and how missed slots become one run; what people may say of a job."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.schedule import (
    BUILT_IN,
    LATE,
    MOST_MISSED,
    Chore,
    Deed,
    Entry,
    Forecast,
    Meant,
    Ran,
    Shown,
    Slot,
    Wish,
    due,
    may_pause,
    named,
    resumed,
    wish_in,
)
from owona_bot.domain.schedule_errors import JobNeeded, JobUnknown

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

ENTRY = Entry("prune", "prune", "17 * * * *", "Europe/Berlin", {}, NOON, None, paused=False)


def every(step: timedelta) -> Callable[[datetime], datetime | None]:
    """From noon on, and before it too."""
    return lambda moment: NOON + ((moment - NOON) // step + 1) * step


def slots(*moments: datetime) -> Callable[[datetime], datetime | None]:
    return lambda after: next((one for one in sorted(moments) if one > after), None)


def test_nothing_is_due_before_its_time() -> None:
    assert due(NOON, NOON - timedelta(seconds=1), every(HOUR)) is None
    assert due(None, NOON, every(HOUR)) is None


def test_what_is_due_runs_and_the_next_one_waits() -> None:
    assert due(NOON, NOON, every(HOUR)) == Slot(NOON, 0, NOON + HOUR)


def test_a_day_that_was_slept_through_is_one_run() -> None:
    late = NOON + timedelta(hours=24, minutes=5)
    assert due(NOON, late, every(HOUR)) == Slot(NOON + 24 * HOUR, 24, NOON + 25 * HOUR)


def test_the_last_of_all_ends_it() -> None:
    assert due(NOON, NOON + HOUR, slots(NOON)) == Slot(NOON, 0, None)


def test_years_of_minutes_are_not_counted_to_their_end() -> None:
    now = NOON + timedelta(days=700)
    slot = due(NOON, now, every(timedelta(minutes=1)))
    assert slot is not None
    assert (slot.missed, slot.next_at) == (MOST_MISSED, now + timedelta(minutes=1))
    assert slot.at <= now


MOMENTS = st.lists(st.integers(0, 5_000), min_size=1, max_size=60, unique=True)


@given(MOMENTS, st.lists(st.integers(-120, 1_500), max_size=40))
def test_each_slot_is_in_one_run_wherever_the_clock_jumps(minutes: list[int], steps: list[int]) -> None:
    """The oracle: by hand, minute by minute; a clock that goes back fires nothing again."""
    moments = sorted(NOON + timedelta(minutes=minute) for minute in minutes)
    after = slots(*moments)
    next_at: datetime | None = moments[0]
    now, farthest, runs = NOON - HOUR, NOON - HOUR, list[Slot]()
    for step in steps:
        now += timedelta(minutes=step)
        farthest = max(farthest, now)
        if slot := due(next_at, now, after):
            runs.append(slot)
            next_at = slot.next_at
    passed = [moment for moment in moments if moment <= farthest]
    assert sum(1 + run.missed for run in runs) == len(passed)
    assert [run.at for run in runs] == sorted({run.at for run in runs})
    assert next_at == after(farthest)


def test_what_is_resumed_does_not_make_up_for_what_it_missed() -> None:
    paused = replace(ENTRY, paused=True)
    assert resumed(paused, NOON + timedelta(days=3), every(HOUR)) == NOON + timedelta(days=3) + HOUR


def test_nor_does_it_repeat_what_fired_before_the_clock_was_set_back() -> None:
    paused = replace(ENTRY, paused=True, last_at=NOON + 5 * HOUR)
    assert resumed(paused, NOON, every(HOUR)) == NOON + 6 * HOUR


@pytest.mark.parametrize(
    ("missed", "behind", "by_hand", "late"),
    [
        (0, timedelta(), None, False),
        (0, LATE, None, False),
        (0, LATE + timedelta(seconds=1), None, True),
        (3, timedelta(), None, True),
        (0, HOUR, "agent:1", False),
    ],
)
def test_a_run_is_late_when_it_waited_or_others_were_missed(
    missed: int, behind: timedelta, by_hand: str | None, late: bool
) -> None:
    assert Ran("done", NOON, NOON + behind, missed, by_hand).late is late


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", Wish()),
        ("remind", Wish(name="remind")),
        ("PRUNE", Wish(name="prune")),
        ("run prune", Wish(Deed.RUN, "prune")),
        ("starte auto_close", Wish(Deed.RUN, "auto_close")),
        ("anhalten remind", Wish(Deed.PAUSE, "remind")),
        ("weiter remind", Wish(Deed.RESUME, "remind")),
        ("zeit remind", Wish(Deed.TIME, "remind")),
        ("time remind 0 9  * * 1-5", Wish(Deed.TIME, "remind", "0 9 * * 1-5")),
        ("run", Wish(Deed.RUN, "")),
    ],
)
def test_what_is_said_is_understood(words: str, wish: Wish) -> None:
    assert wish_in(words) == wish


def test_a_name_that_there_is_not_is_told_with_those_that_there_are() -> None:
    entries = [Shown(ENTRY, None), Shown(replace(ENTRY, name="remind"), None)]
    assert named("remind", entries) is entries[1]
    with pytest.raises(JobUnknown) as told:
        named("remint", entries)
    assert told.value.values == {"word": "remint", "known": "prune, remind"}


def test_what_the_bot_needs_is_not_paused_and_what_writes_to_others_begins_paused() -> None:
    may_pause(replace(ENTRY, name="remind"))
    with pytest.raises(JobNeeded):
        may_pause(ENTRY)
    assert {one.job for one in BUILT_IN if one.paused} == {Chore.AUTO_CLOSE, Chore.REMIND}
    assert {one.job for one in BUILT_IN} == set(Chore) - {Chore.REPORT}  # of which people make entries


def test_a_forecast_counts_what_would_happen() -> None:
    tickets = [Meant(1001, "a", NOON), Meant(1002, "b", NOON, why_not="muted")]
    assert Forecast(tickets).count == 1

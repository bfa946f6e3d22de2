"""Slots of a report's schedule: the one before, and what each tells."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_slots import Slot, days_since, made_up_for, slot_before
from owona_bot.services.cron import timetable

BERLIN = ZoneInfo("Europe/Berlin")

DAY = timedelta(days=1)


def at(month: int, day: int, hour: int = 8) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=BERLIN)


@pytest.mark.parametrize(
    "line", ["0 8 * * 1-5", "30 2 * * *", "0 6,14,22 * * *", "0 8 1 * *", "0 8 29 2 *", "0 * * * 1"]
)
def test_the_slot_before_another_is_the_one_it_follows(line: str) -> None:
    after = timetable(line, "Europe/Berlin")
    slots, moment = [], datetime(2028, 2, 1, tzinfo=UTC) if "29 2" in line else datetime(2026, 10, 20, tzinfo=UTC)
    for _ in range(2 if "29 2" in line else 30):
        moment = after(moment) or moment
        slots.append(moment)
    pairs = list(pairwise(slots))
    if "29 2" in line:
        assert slot_before(slots[1], after) is None  # four years
    else:
        assert [slot_before(later, after) for _, later in pairs] == [earlier for earlier, _ in pairs]
        assert slot_before(pairs[3][1] - timedelta(seconds=1), after) == pairs[3][0]


def test_one_of_days_reaches_back_to_what_was_told_last_but_not_for_ever() -> None:
    due, before = at(11, 30), at(11, 27)
    found = days_since(Slot(due, before), BERLIN)
    assert found is not None
    assert (found.start, found.end) == (at(11, 27, 0), at(11, 30, 0))
    told = days_since(Slot(due, before, 2, at(11, 25, 0)), BERLIN)
    assert told is not None
    assert told.start == at(11, 25, 0)
    long_ago = days_since(Slot(due, before, 20, at(11, 2, 0)), BERLIN)
    assert long_ago == found
    assert days_since(Slot(due, at(11, 30, 6), told=at(11, 30, 0)), BERLIN) is None
    assert days_since(Slot(due), BERLIN) is None


def test_through_the_change_of_clocks_no_day_is_left_out_nor_told_twice() -> None:
    after = timetable("0 8 * * 1-5", "Europe/Berlin")
    moment, periods = at(10, 16).astimezone(UTC), []
    for _ in range(15):
        due = after(moment)
        assert due is not None
        periods.append(days_since(Slot(due, moment), BERLIN))
        moment = due
    assert all(one and other and one.end == other.start for one, other in pairwise(periods))


def test_only_a_missed_week_or_month_that_nobody_told_is_made_up_for() -> None:
    monday, before = at(12, 7), at(11, 30)
    week = made_up_for(ReportKind.WEEKLY, Slot(monday, before, 1), BERLIN)
    assert week is not None
    assert (week.start, week.end) == (at(11, 23, 0), at(11, 30, 0))
    assert made_up_for(ReportKind.WEEKLY, Slot(monday, before, 1, week.start), BERLIN) == week
    assert made_up_for(ReportKind.WEEKLY, Slot(monday, before, 0), BERLIN) is None
    assert made_up_for(ReportKind.WEEKLY, Slot(monday, before, 1, week.end), BERLIN) is None
    assert made_up_for(ReportKind.WEEKLY, Slot(monday + 2 * DAY, monday, 1), BERLIN) is None
    assert made_up_for(ReportKind.DAILY, Slot(monday, before, 1), BERLIN) is None
    month = made_up_for(ReportKind.MONTHLY, Slot(at(12, 1), at(11, 1), 1), BERLIN)
    assert month is not None
    assert (month.start, month.end) == (at(10, 1, 0), at(11, 1, 0))

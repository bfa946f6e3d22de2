"""Periods, sums and the flat form of the desk's figures."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.metrics import Known, Pair, Suggestion
from owona_bot.domain.metrics_period import MOST_DAYS, Period, before, day_of, edges, last_days, month_of, week_of
from owona_bot.domain.metrics_portal import Noted, inventory, suggestions
from owona_bot.domain.metrics_rows import COLUMNS, document, rows
from owona_bot.domain.metrics_series import summed, total, walked_back
from tests.domain.figures import some_figures

BERLIN = ZoneInfo("Europe/Berlin")

ZONES = st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("Africa/Cairo")])

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - see timezones

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 10, 25), 169), (date(2026, 3, 29), 167), (date(2026, 7, 1), 168)]
)
def test_a_week_has_the_hours_that_the_wall_says(day: date, hours: int) -> None:
    week = week_of(day, BERLIN)
    assert week.length == hours * HOUR
    assert day_of(week.start, BERLIN).weekday() == 0
    assert before(week, BERLIN).end == week.start


def test_before_a_month_lies_a_month() -> None:
    assert before(month_of(date(2026, 3, 9), BERLIN), BERLIN) == month_of(date(2026, 2, 1), BERLIN)
    assert before(month_of(date(2026, 1, 31), BERLIN), BERLIN) == month_of(date(2025, 12, 1), BERLIN)


def test_before_hours_lie_as_many() -> None:
    shift = Period(datetime(2026, 11, 25, 14, tzinfo=UTC), datetime(2026, 11, 25, 22, 30, tzinfo=UTC))
    earlier = before(shift, BERLIN)
    assert (earlier.end, earlier.length) == (shift.start, shift.length)


@given(MOMENTS, st.integers(1, 5_000), ZONES)
def test_steps_of_a_series_leave_nothing_out(now: datetime, count: int, zone: ZoneInfo) -> None:
    period = last_days(count, now, zone)
    found = edges(period, zone)
    assert (found[0], found[-1]) == (period.start, period.end)
    assert all(one < other for one, other in pairwise(found))
    assert len(found) - 1 <= MOST_DAYS
    assert len(found) - 1 == count or count > MOST_DAYS
    assert period.start <= now < period.end


def test_a_period_without_length_is_one_step_of_nothing() -> None:
    midnight = datetime(2026, 11, 26, tzinfo=BERLIN)
    assert edges(Period(midnight, midnight), BERLIN) == [midnight, midnight]


SPANS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 12), st.integers(1, 5)).filter(lambda one: one[0] <= one[1])
)


@given(SPANS)
def test_a_span_counts_in_each_of_its_steps(spans: list[tuple[int, int, int]]) -> None:
    assert summed(spans, 10) == [sum(n for first, last, n in spans if first <= step <= last) for step in range(10)]


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=9), st.integers(-5, 5), st.integers(0, 99))
def test_walking_back_from_now_is_walking_on_from_then(changes: list[int], later: int, then: int) -> None:
    steps = len(changes)
    now = then + sum(changes) + later
    expected = [then + sum(changes[: n + 1]) for n in range(steps)]
    assert walked_back(now, dict(enumerate([*changes, later])), steps) == expected


def test_totals_are_of_both_definitions() -> None:
    assert total([Pair(1, 2), Pair(None, 3), Pair(4, 5)]) == Pair(5, 10)


def test_a_row_says_one_thing_and_no_two_say_the_same() -> None:
    found = rows(some_figures())
    names = Counter((row.name, row.definition, row.dimension, row.key) for row in found)
    assert [name for name, count in names.items() if count > 1] == []
    assert all(len(row.cells) == len(COLUMNS) for row in found)
    both = {row.name for row in found if row.definition == "portal"} & {
        row.name for row in found if row.definition == "honest"
    }
    assert {"resolved", "open", "at_risk", "breached_now", "escalated", "first_response_median"} <= both


def test_the_document_is_json_and_has_every_row() -> None:
    figures = some_figures()
    told = json.loads(json.dumps(document(figures)))
    assert len(told["figures"]) == len(rows(figures))
    assert {
        "name": "created",
        "definition": "honest",
        "dimension": "",
        "key": "",
        "value": 21,
        "unit": "count",
    } in told["figures"]
    assert told["zone"] == "Europe/Berlin"


def test_nothing_of_a_share_is_no_share() -> None:
    quiet = some_figures(busy=False)
    assert quiet.empty
    assert (quiet.kept, quiet.reopen_rate) == (None, None)
    busy = some_figures()
    assert (busy.kept, busy.reopen_rate) == (93.8, 33.3)


ODD: tuple[object, ...] = (
    None,
    7,
    "plan",
    [],
    ["x"],
    {"plan": None},
    {"plan": []},
    {"plan": {"actions": {}}},
    {"knowledge": "k"},
)


def test_whatever_stands_in_metadata_is_read() -> None:
    notes = [Noted(1, one) for one in ODD]
    assert (inventory(notes), suggestions(notes)) == ((), ())


def test_the_newest_plan_alone_suggests() -> None:
    begun = {"plan": {"actions": [{"type": "hetzner_command"}, {"type": "mystery", "status": "open"}]}}
    done = {"plan": {"actions": [{"type": "ux_update", "status": "completed"}]}}
    found = suggestions([Noted(1, done), Noted(1, begun), Noted(2, begun), Noted(2, done)])
    assert found == (Suggestion(1, "hetzner-ops", ("hetzner", "generic"), 2),)


def test_the_inventory_counts_how_often_each_was_known() -> None:
    known = {"knowledge": [{"id": "b", "title": "B"}, {"id": "a"}, {"id": "b"}]}
    assert inventory([Noted(1, known), Noted(2, known)]) == (Known("b", "B", 4), Known("a", "a", 2))

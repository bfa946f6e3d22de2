"""Columns of exports, and the period that figures are of."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.export_columns import USUAL, columns_of, is_whole, read_columns
from owona_bot.domain.export_errors import ExportColumnMistyped, ExportColumnTwice, ExportColumnUnknown
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filters import parse
from owona_bot.domain.metrics_span import meant
from owona_bot.domain.stats import periods, wish_in
from owona_bot.locale.catalogue import BERLIN

SPEC = Spec(What.TICKETS, Format.JSON)

NOON = View(datetime(2026, 11, 25, 11, 0, tzinfo=UTC), BERLIN, None)


def test_without_a_choice_there_are_the_usual_columns_and_what_can_be_restored() -> None:
    assert columns_of(SPEC) == USUAL
    assert is_whole(SPEC)
    assert not is_whole(replace(SPEC, columns=("number",)))
    assert not is_whole(replace(SPEC, format=Format.CSV))


def test_columns_come_in_the_order_that_was_asked_for() -> None:
    chosen = replace(SPEC, columns=read_columns("title, number id"))
    assert [column.name for column in columns_of(chosen)] == ["title", "number", "id"]


def test_a_column_that_there_is_not_is_refused_with_the_nearest_or_with_all() -> None:
    with pytest.raises(ExportColumnMistyped) as near:
        columns_of(replace(SPEC, columns=("titel",)))
    assert near.value.values == {"name": "titel", "nearest": "title"}
    with pytest.raises(ExportColumnUnknown) as far:
        columns_of(replace(SPEC, columns=("x" * 500,)))
    assert "requester_address" in str(far.value.values["fits"])
    assert len(str(far.value.values["name"])) == 40
    with pytest.raises(ExportColumnTwice):
        columns_of(replace(SPEC, columns=("title", "title")))


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("", "2026-10-27", "2026-11-26"),
        ("since:7d", "2026-11-19", "2026-11-26"),
        ("seit:1w", "2026-11-19", "2026-11-26"),
        ("since:12h", "2026-11-25", "2026-11-26"),
        ("since:90d", "2026-08-28", "2026-11-26"),
        ("since:90d until:30d", "2026-08-28", "2026-10-26T12:00"),
        ("created:2026-09", "2026-09-01", "2026-10-01"),
        ("created:1996..2026 prio:high", "1996-01-01", "2026-11-26"),
        ("until:2026-10-31", "2026-10-02", "2026-11-01"),
        ("until:2026-05-31", "2026-05-02", "2026-06-01"),
        ("since:2027-01-01", "2026-11-26", "2026-11-26"),
        ("-created:2026-09 created:today,2026-01", "2026-10-27", "2026-11-26"),
    ],
)
def test_figures_are_of_the_time_that_the_filter_speaks_of(line: str, start: str, end: str) -> None:
    _, period = meant(parse(line), NOON)
    assert [period.start, period.end] == [datetime.fromisoformat(one).replace(tzinfo=BERLIN) for one in (start, end)]


def test_what_names_the_period_leaves_out_no_older_ticket() -> None:
    rest, _ = meant(parse("since:7d prio:high until:today -created:2026-09 created:2026-01,2026-02"), NOON)
    assert rest == parse("prio:high -created:2026-09 created:2026-01,2026-02")


def test_days_are_those_of_stats() -> None:
    """Which end now: nothing lies ahead."""
    _, period = meant(parse("since:7d"), NOON)
    assert period.start == periods(wish_in("7d"), NOON.now, BERLIN)[0].start

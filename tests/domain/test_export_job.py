"""How long an export still takes, and how its file reaches whoever asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.export import Format, Mark, Spec, What, to_json
from owona_bot.domain.export_errors import ExportGone
from owona_bot.domain.export_job import (
    END,
    SLACK_TAKES,
    ExportRules,
    Way,
    export_id,
    left,
    mark_json,
    mark_of,
    name_of,
    share,
    spec_of,
    way_of,
)

CSV = Spec(What.TICKETS, Format.CSV)
LINKED, LINKLESS = ExportRules(slack_limit=100, public_url="https://desk.example.org"), ExportRules(slack_limit=100)


@pytest.mark.parametrize(
    ("size", "notes", "rules", "way"),
    [
        (100, False, LINKED, Way.FILE),
        (101, False, LINKED, Way.LINK),
        (1, True, LINKED, Way.LINK),
        (0, False, LINKED, Way.NOTHING),
        (101, True, LINKLESS, Way.FILE),
        (SLACK_TAKES + 1, False, LINKLESS, Way.NOTHING),
    ],
)
def test_a_file_or_a_link(size: int, notes: bool, rules: ExportRules, way: Way) -> None:
    assert way_of(size, replace(CSV, notes=notes), rules) is way


@given(rows=st.integers(0, 10**9), total=st.integers(0, 10**9) | st.none(), seconds=st.floats(0, 10**6))
def test_what_is_left_is_calm_and_never_less_than_nothing(rows: int, total: int | None, seconds: float) -> None:
    span = left(rows, total, timedelta(seconds=seconds))
    if span is not None:
        whole = span.total_seconds()
        assert whole > 0
        assert whole % (10 if whole <= 60 else 60) == 0
    percent = share(rows, total)
    assert percent is None or 0 <= percent <= 99


def test_a_mark_is_kept_to_the_microsecond() -> None:
    mark = Mark(datetime(2026, 11, 26, 8, 30, 0, 123456, UTC), UUID(int=7), 42)
    assert mark_of(mark_json(mark)) == mark
    assert mark_of(None) is mark_of(END) is None


def test_what_was_asked_for_is_read_as_it_was_kept() -> None:
    spec = Spec(What.METRICS, Format.PDF, "tag:vip", ("number", "title"), True, True, True, "en", "UTC")
    assert spec_of(to_json(spec)) == spec


def test_a_files_name_says_of_what_and_when_on_the_wall_of_whoever_asked() -> None:
    moment = datetime(2026, 11, 25, 23, 30, tzinfo=UTC)
    assert name_of(CSV, moment) == "tickets-2026-11-26-003000.csv"
    assert name_of(replace(CSV, zone="UTC"), moment) == "tickets-2026-11-25-233000.csv"
    assert name_of(CSV, moment + timedelta(seconds=5)) == "tickets-2026-11-26-003005.csv"


def test_a_buttons_value_that_is_no_id_is_gone() -> None:
    with pytest.raises(ExportGone):
        export_id("1; drop table")

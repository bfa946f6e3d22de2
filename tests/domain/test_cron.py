"""Cron lines, read strictly."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.cron import read
from owona_bot.domain.errors import FieldError
from owona_bot.domain.schedule_errors import (
    CronDay,
    CronFields,
    CronHour,
    CronMinute,
    CronMonth,
    CronNever,
    CronWeekday,
)

SUNDAY, MONDAY, FRIDAY = 6, 0, 4


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ("", CronFields),
        ("30 3 * *", CronFields),
        ("0 30 3 * * *", CronFields),
        ("@daily", CronFields),
        ("60 3 * * *", CronMinute),
        ("-1 3 * * *", CronMinute),
        ("*/0 3 * * *", CronMinute),
        ("30-10 3 * * *", CronMinute),
        ("1,,2 3 * * *", CronMinute),
        ("*-5 3 * * *", CronMinute),
        ("٣ 3 * * *", CronMinute),
        ("30 24 * * *", CronHour),
        ("30 3h * * *", CronHour),
        ("30 3 0 * *", CronDay),
        ("30 3 32 * *", CronDay),
        ("30 3 1,L * *", CronDay),
        ("30 3 l-3 * *", CronDay),
        ("30 3 * 13 *", CronMonth),
        ("30 3 * mai *", CronMonth),
        ("30 3 * * 8", CronWeekday),
        ("30 3 * * mon#2", CronWeekday),
        ("30 3 * * fri-mon", CronWeekday),
        ("30 3 30 2 *", CronNever),
        ("30 3 31 4,6,9,11 *", CronNever),
    ],
)
def test_what_is_none_is_refused_with_the_part_that_is_wrong(line: str, refusal: type[FieldError]) -> None:
    with pytest.raises(FieldError) as told:
        read(line)
    assert type(told.value) is refusal
    assert told.value.field == "cron"


def test_a_refusal_names_the_word_and_how_many_there_were() -> None:
    with pytest.raises(CronMinute) as bad:
        read("0,75 3 * * *")
    assert bad.value.values == {"word": "75"}
    with pytest.raises(CronFields) as six:
        read("0 0 3 * * *")
    assert six.value.values == {"count": 6}


def test_each_field_may_be_a_list_a_range_a_step_or_a_name() -> None:
    found = read("0,15,*/20 9-17/4 1-3 JAN,mar sun-tue")
    assert found.minutes == (0, 15, 20, 40)
    assert found.hours == (9, 13, 17)
    assert found.days == (1, 2, 3)
    assert found.months == (1, 3)
    assert found.weekdays == (0, 1, SUNDAY)
    assert read("10/20 * * * *").minutes == (10, 30, 50)


def test_sunday_is_nought_and_seven_and_monday_one() -> None:
    assert read("0 0 * * 0").weekdays == read("0 0 * * 7").weekdays == read("0 0 * * sun").weekdays == (SUNDAY,)
    assert read("0 0 * * 1-5").weekdays == (MONDAY, 1, 2, 3, FRIDAY)


def test_a_day_and_a_weekday_are_either_as_everywhere_else() -> None:
    """The 13th, and each Friday."""
    both = read("0 0 13 * fri")
    assert both.means(datetime(2026, 11, 13, tzinfo=UTC))
    assert both.means(datetime(2026, 11, 20, tzinfo=UTC))
    assert both.means(datetime(2026, 12, 13, tzinfo=UTC))
    assert not both.means(datetime(2026, 12, 14, tzinfo=UTC))
    narrowed = read("0 0 13 * *")
    assert not narrowed.means(datetime(2026, 11, 20, tzinfo=UTC))


def test_a_day_that_only_leap_years_have_is_one() -> None:
    assert read("0 0 29 2 *").days == (29,)
    assert read("0 0 30 2 mon").either


@given(st.text(max_size=40))
def test_any_text_is_a_line_or_refused(text: str) -> None:
    try:
        found = read(text)
    except FieldError:
        return
    assert all((found.minutes, found.hours, found.days, found.months, found.weekdays))

"""Which period and which tickets are meant, and what they are held against."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.metrics_period import Period
from owona_bot.domain.report_errors import PeriodAhead, PeriodUnknown
from owona_bot.domain.stats import Wish, periods, wish_in

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", Wish("7d", "")),
        ("30t", Wish("30d", "")),
        ("30D prio:hoch  status:neu", Wish("30d", "prio:hoch  status:neu")),
        ("monat", Wish("month", "")),
        ("Heute agent:me", Wish("1d", "agent:me")),
        ("gestern", Wish("yesterday", "")),
        ("Letzte  Woche prio:hoch", Wish("last-week", "prio:hoch")),
        ("vormonat", Wish("last-month", "")),
        ("2026-11 cat:bug", Wish("2026-11", "cat:bug")),
        ("20.11.2026", Wish("2026-11-20", "")),
        ('status:neu "30d" -"0d"', Wish("7d", 'status:neu "30d" -"0d"')),
        ("30d „quatsch“", Wish("30d", "„quatsch“")),
    ],
)
def test_a_period_may_come_first(words: str, wish: Wish) -> None:
    assert wish_in(words) == wish
    assert wish_in(wish.say(wish.span)) == wish


@pytest.mark.parametrize(
    ("words", "word"),
    [
        *(
            (one, one)
            for one in ("0d", "999d", "٣d", "quatsch", "2026-13", "2026-02-30", "2026", "2026-11-20..2026-11-25")
        ),
        ("-5d", "5d"),
        ("status:neu 30d", "30d"),
        ("30d drucker", "drucker"),
    ],
)
def test_a_word_that_is_no_period_is_looked_for_in_quotes_alone(words: str, word: str) -> None:
    with pytest.raises(PeriodUnknown) as refused:
        wish_in(words)
    assert refused.value.values == {"word": word}


def wall(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[arg-type,misc]  # six numbers at most


@pytest.mark.parametrize(
    ("span", "now", "first", "before"),
    [
        ("1d", wall(2026, 11, 26, 14, 30), wall(2026, 11, 26), (wall(2026, 11, 25), wall(2026, 11, 25, 14, 30))),
        ("7d", wall(2026, 10, 28, 9), wall(2026, 10, 22), (wall(2026, 10, 15), wall(2026, 10, 21, 9))),
        ("month", wall(2026, 3, 31, 12), wall(2026, 3, 1), (wall(2026, 2, 1), wall(2026, 2, 28, 12))),
        ("2026-03", wall(2026, 3, 31, 12), wall(2026, 3, 1), (wall(2026, 2, 1), wall(2026, 2, 28, 12))),
        ("2026-11-26", wall(2026, 11, 26, 14), wall(2026, 11, 26), (wall(2026, 11, 25), wall(2026, 11, 25, 14))),
        ("month", wall(2026, 1, 5, 0, 1), wall(2026, 1, 1), (wall(2025, 12, 1), wall(2025, 12, 5, 0, 1))),
    ],
)
def test_half_a_day_is_held_against_half_a_day(
    span: str, now: datetime, first: datetime, before: tuple[datetime, datetime]
) -> None:
    assert periods(Wish(span, ""), now.astimezone(UTC), BERLIN) == (Period(first, now), Period(*before))


@pytest.mark.parametrize(
    ("span", "this", "earlier"),
    [
        ("yesterday", (wall(2026, 11, 25), wall(2026, 11, 26)), (wall(2026, 11, 24), wall(2026, 11, 25))),
        ("last-week", (wall(2026, 11, 16), wall(2026, 11, 23)), (wall(2026, 11, 9), wall(2026, 11, 16))),
        ("last-month", (wall(2026, 10, 1), wall(2026, 11, 1)), (wall(2026, 9, 1), wall(2026, 10, 1))),
        ("2026-02", (wall(2026, 2, 1), wall(2026, 3, 1)), (wall(2026, 1, 1), wall(2026, 2, 1))),
        ("2026-11-20", (wall(2026, 11, 20), wall(2026, 11, 21)), (wall(2026, 11, 19), wall(2026, 11, 20))),
    ],
)
def test_a_whole_one_is_held_against_a_whole_one(
    span: str, this: tuple[datetime, datetime], earlier: tuple[datetime, datetime]
) -> None:
    found = periods(Wish(span, ""), wall(2026, 11, 26, 9).astimezone(UTC), BERLIN)
    assert found == (Period(*this), Period(*earlier))


@pytest.mark.parametrize("span", ["2026-12", "2026-11-27"])
def test_what_has_not_begun_has_no_figures(span: str) -> None:
    with pytest.raises(PeriodAhead):
        periods(Wish(span, ""), wall(2026, 11, 26, 9), BERLIN)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - see timezones
    st.sampled_from(["1d", "2d", "7d", "30d", "400d", "month"]),
)
def test_no_two_periods_overlap(now: datetime, span: str) -> None:
    this, earlier = periods(Wish(span, ""), now, BERLIN)
    assert earlier.start <= earlier.end <= this.start + timedelta(hours=1)
    assert this.start <= this.end == now

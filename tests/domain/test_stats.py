"""Which period and which tickets are meant, and what they are held against."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.metrics_period import Period
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
        ("0d", Wish("7d", "0d")),
        ("999d", Wish("7d", "999d")),
        ("٣d", Wish("7d", "٣d")),
        ("status:neu 30d", Wish("7d", "status:neu 30d")),
    ],
)
def test_a_period_may_come_first(words: str, wish: Wish) -> None:
    assert wish_in(words) == wish
    assert wish_in(wish.say(wish.span)) == wish


def wall(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[arg-type,misc]  # six numbers at most


@pytest.mark.parametrize(
    ("span", "now", "first", "before"),
    [
        ("1d", wall(2026, 11, 26, 14, 30), wall(2026, 11, 26), (wall(2026, 11, 25), wall(2026, 11, 25, 14, 30))),
        ("7d", wall(2026, 10, 28, 9), wall(2026, 10, 22), (wall(2026, 10, 15), wall(2026, 10, 21, 9))),
        ("month", wall(2026, 3, 31, 12), wall(2026, 3, 1), (wall(2026, 2, 1), wall(2026, 2, 28, 12))),
        ("month", wall(2026, 1, 5, 0, 1), wall(2026, 1, 1), (wall(2025, 12, 1), wall(2025, 12, 5, 0, 1))),
    ],
)
def test_half_a_day_is_held_against_half_a_day(
    span: str, now: datetime, first: datetime, before: tuple[datetime, datetime]
) -> None:
    assert periods(Wish(span, ""), now.astimezone(UTC), BERLIN) == (Period(first, now), Period(*before))


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2050, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - see timezones
    st.sampled_from(["1d", "2d", "7d", "30d", "400d", "month"]),
)
def test_no_two_periods_overlap(now: datetime, span: str) -> None:
    this, earlier = periods(Wish(span, ""), now, BERLIN)
    assert earlier.start <= earlier.end <= this.start + timedelta(hours=1)
    assert this.start <= this.end == now

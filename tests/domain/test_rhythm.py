"""What a cron line says aloud."""

import pytest

from owona_bot.domain.cron import read
from owona_bot.domain.rhythm import Beat, Rhythm, rhythm, span_of


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("17 * * * *", Rhythm(Beat.HOURLY, every=17)),
        ("*/15 * * * *", Rhythm(Beat.MINUTES, every=15)),
        ("* * * * *", Rhythm(Beat.MINUTES, every=1)),
        ("0,30 * * * *", Rhythm(Beat.MINUTES, every=30)),
        ("30 3 * * *", Rhythm(Beat.DAILY, times=((3, 30),), days=(0, 1, 2, 3, 4, 5, 6))),
        ("0 9,17 * * *", Rhythm(Beat.DAILY, times=((9, 0), (17, 0)), days=(0, 1, 2, 3, 4, 5, 6))),
        ("0 9 * * 1-5", Rhythm(Beat.WEEKLY, times=((9, 0),), days=(0, 1, 2, 3, 4))),
        ("0 9 L * *", Rhythm(Beat.MONTHLY, times=((9, 0),))),
        ("0 9 1,15 * *", Rhythm(Beat.MONTHLY, times=((9, 0),), days=(1, 15))),
    ],
)
def test_what_is_usual_has_words(line: str, said: Rhythm) -> None:
    assert rhythm(read(line)) == said


@pytest.mark.parametrize(
    "line", ["0 0 1 1 *", "0 0 13 * fri", "5,17 * * * *", "*/7 * * * *", "10/20 * * * *", "0 8-12 * * *", "0 9 1-9 * *"]
)
def test_what_would_take_many_has_none(line: str) -> None:
    assert rhythm(read(line)) is None


def test_three_days_in_a_row_are_a_span() -> None:
    assert span_of((0, 1, 2, 3, 4)) == (0, 4)
    assert span_of((0, 1)) is None
    assert span_of((0, 2, 3)) is None

"""How long to wait, how fast to go."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.delivery import LONGEST_PAUSE, Pace, backoff, lane_of


@pytest.mark.parametrize(("tries", "seconds"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (10**9, 60)])
def test_pauses_double_up_to_a_minute(tries: int, seconds: float) -> None:
    assert backoff(tries, lambda: 1.0) == timedelta(seconds=seconds)


@given(st.integers(), st.floats(0, 1))
def test_a_pause_is_between_half_and_the_whole_and_never_more_than_a_minute(tries: int, luck: float) -> None:
    whole = backoff(tries, lambda: 1.0)
    assert whole / 2 <= backoff(tries, lambda: luck) <= whole <= LONGEST_PAUSE


@pytest.mark.parametrize(
    ("name", "a_minute"), [("slack.post:C0TICKETS", 60), ("slack.update", 45), ("slack.update:some-card", 20)]
)
def test_lanes_stay_below_what_slack_allows(name: str, a_minute: int) -> None:
    lane = lane_of(name, Pace(1.0, 3))
    assert timedelta(minutes=1) / a_minute < lane.every < timedelta(minutes=1.1) / a_minute
    assert lane.burst == 3


def test_pace_zero_opens_every_lane() -> None:
    assert not any(
        lane_of(name, Pace(0, 3)).every for name in ("slack.post:C0TICKETS", "slack.update", "slack.update:x")
    )

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


def test_posts_go_one_a_second_after_a_burst() -> None:
    lane = lane_of("slack.post:C0TICKETS", Pace(1.0, 3))
    assert timedelta(seconds=1) < lane.every < timedelta(seconds=1.1)
    assert lane.burst == 3


LANES = [("slack.update", 45), ("slack.update:some-card", 20), ("slack.publish", 50), ("slack.republish", 50)]


@pytest.mark.parametrize(("name", "most"), LANES)
@pytest.mark.parametrize("burst", [1, 3, 50])
def test_in_no_minute_there_are_more_updates_than_slack_allows(name: str, most: int, burst: int) -> None:
    lane = lane_of(name, Pace(1.0, burst))
    assert most * 0.9 <= lane.burst + timedelta(minutes=1) // lane.every <= most


def test_pace_zero_opens_every_lane() -> None:
    assert not any(
        lane_of(name, Pace(0, 3)).every for name in ("slack.post:C0TICKETS", "slack.update", "slack.update:x")
    )

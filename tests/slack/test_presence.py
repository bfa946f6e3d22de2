"""What Slack's answers mean: quiet hours that are now, a status with and without an end."""

from datetime import UTC, datetime

import pytest

from owona_bot.domain.presence import Status
from owona_bot.slack.payload import status_of
from owona_bot.slack.presence import quiet_until

NOW = 1_800_000_000.0


@pytest.mark.parametrize(
    ("enabled", "begin", "end", "quiet"),
    [
        (True, NOW - 60, NOW + 60, True),
        (True, NOW, NOW + 60, True),
        (True, NOW - 60, NOW, False),
        (True, NOW + 60, NOW + 120, False),
        (False, NOW - 60, NOW + 60, False),
        (False, 1, 1, False),
        (True, None, None, False),
    ],
)
def test_only_quiet_hours_that_are_now_count(
    enabled: bool, begin: float | None, end: float | None, quiet: bool
) -> None:
    until = quiet_until({"dnd_enabled": enabled, "next_dnd_start_ts": begin, "next_dnd_end_ts": end}, NOW)
    assert until == (datetime.fromtimestamp(NOW + 60, UTC) if quiet else None)


def test_a_status_may_have_an_end_or_none_and_may_be_missing() -> None:
    profile = {"status_emoji": ":palm_tree:", "status_text": "Im Urlaub", "status_expiration": 0}
    assert status_of({"id": "U1", "profile": profile}) == Status(":palm_tree:", "Im Urlaub")
    ends = status_of({"id": "U1", "profile": profile | {"status_expiration": 1_800_000_000}})
    assert ends.until == datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert status_of({"id": "U1"}) == Status("", "")

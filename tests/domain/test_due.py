"""What an open promise means now."""

from datetime import timedelta

import pytest

from owona_bot.domain.due import Promise, Standing, standing
from tests.domain.samples import NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("promise", "stands"),
    [
        (Promise("resolution", True, NOW + HOUR, NOW + 2 * HOUR), Standing.OK),
        (Promise("resolution", True, NOW, NOW + HOUR), Standing.RISK),
        (Promise("resolution", True, NOW - HOUR, NOW), Standing.BREACHED),
        (Promise("resolution", False, NOW - HOUR, NOW - timedelta(seconds=1)), Standing.BREACHED),
        (Promise("resolution", False, NOW - HOUR, None), Standing.OK),
        (Promise("resolution", True, None, None), Standing.OK),
        (Promise("resolution", True, NOW, NOW), Standing.BREACHED),
    ],
)
def test_a_promise_is_at_risk_from_its_first_stage_and_broken_at_its_due(promise: Promise, stands: Standing) -> None:
    assert promise.stands(NOW) is stands


def test_a_ticket_without_a_promise_is_none_of_them() -> None:
    assert standing((), NOW) is None


def test_the_worst_promise_speaks_for_the_ticket() -> None:
    well = Promise("first_response", True, NOW + HOUR, NOW + 2 * HOUR)
    risk = Promise("next_response", True, NOW, NOW + HOUR)
    late = Promise("resolution", True, NOW - HOUR, NOW)
    assert standing([well], NOW) is Standing.OK
    assert standing([well, risk], NOW) is Standing.RISK
    assert standing([well, risk, late], NOW) is Standing.BREACHED

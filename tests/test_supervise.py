"""An outage is told once, however many jobs it interrupts."""

from structlog.testing import capture_logs

from owona_bot.domain.delivery import Later
from owona_bot.domain.errors import Unavailable
from owona_bot.supervise import SETTLED, Outages


def test_of_all_jobs_that_postgresql_interrupts_one_says_so_in_a_minute_and_slack_s_are_told_each() -> None:
    now = 0.0
    outages = Outages(lambda: now)
    with capture_logs() as told:
        for n in range(40):
            outages.told(f"job-{n}", Unavailable())
        outages.told("introduce", Later("Slack is slow", lane=False))
        outages.told("people", Later("Slack is slow", lane=False))
        now = SETTLED
        outages.told("plan", ConnectionResetError("gone"))
    assert [line["job"] for line in told] == ["job-0", "introduce", "people", "plan"]

"""Who is there: absence, hours, what Slack says as far as the file lets it count."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owona_bot.domain.assignment import Absent
from owona_bot.domain.assignment_policy import AssignRules, Signal
from owona_bot.domain.availability import Burden, Presence, Staff, absent, is_open, worker_of
from owona_bot.domain.calendar import Calendar, next_open
from owona_bot.domain.working_hours import own_hours
from tests.domain.teams import ANNA, BEN, NOW

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)

BERLIN = "Europe/Berlin"

NINE_TO_FIVE = ((540, 1020),)

WEEK = (*(NINE_TO_FIVE,) * 5, (), ())

OFFICE = Calendar("office", BERLIN, WEEK, "BY", {date(2026, 11, 26): "Feiertag"}, {(11, 27): 720})

ALL = AssignRules(presence=frozenset(Signal), hours=OFFICE)


def anna(**slack: object) -> Staff:
    """As Slack sees her now."""
    return Staff(ANNA, presence=replace(Presence(NOW), **slack))  # type: ignore[arg-type]  # the test names the fields


@pytest.mark.parametrize(
    ("staff", "why"),
    [
        (Staff(ANNA), None),
        (Staff(ANNA, available=False), Absent.AWAY),
        (Staff(ANNA, available=False, away_until=NOW + MINUTE), Absent.AWAY),
        (Staff(ANNA, available=False, away_until=NOW), None),
        (Staff(ANNA, hours=own_hours(((),) * 6 + (NINE_TO_FIVE,), BERLIN)), Absent.OFF_HOURS),
        (anna(away=False), None),
        (anna(), None),
        (anna(away=True), Absent.SLACK_AWAY),
        (anna(dnd_until=NOW + MINUTE), Absent.DND),
        (anna(dnd_until=NOW), None),
        (anna(status_text="Bin im Urlaub!"), Absent.STATUS),
        (anna(status_text="Urlaubsvertretung für Ben"), None),
        (anna(status_emoji=":palm_tree:"), Absent.STATUS),
        (anna(status_emoji=":palm_trees:"), None),
        (anna(status_text="Urlaub", status_until=NOW), None),
        (anna(status_text="OUT SICK", status_until=NOW + MINUTE), Absent.STATUS),
        (anna(away=True, looked_at=NOW - 10 * MINUTE), Absent.SLACK_AWAY),
        (anna(away=True, looked_at=NOW - 11 * MINUTE), None),
        (replace(anna(away=True), available=False), Absent.AWAY),
    ],
)
def test_who_is_absent_and_why(staff: Staff, why: Absent | None) -> None:
    assert absent(staff, ALL, NOW) is why


@pytest.mark.parametrize("signal", Signal)
def test_of_slack_counts_only_what_the_file_names(signal: Signal) -> None:
    staff = anna(away=True, dnd_until=NOW + HOUR, status_text="krank")
    means = {Signal.AWAY: Absent.SLACK_AWAY, Signal.DND: Absent.DND, Signal.STATUS: Absent.STATUS}
    assert absent(staff, AssignRules(presence=frozenset({signal})), NOW) is means[signal]
    assert absent(staff, AssignRules(), NOW) is None


def test_words_that_mean_absence_can_be_others() -> None:
    rules = AssignRules(presence=frozenset({Signal.STATUS}), status_words=("c++ kurs", ":zzz:"))
    assert absent(anna(status_text="heute C++ Kurs"), rules, NOW) is Absent.STATUS
    assert absent(anna(status_text="Urlaub"), rules, NOW) is None


@pytest.mark.parametrize(
    ("moment", "there"),
    [
        (datetime(2026, 11, 25, 7, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 25, 8, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 16, tzinfo=UTC), False),
        (datetime(2026, 11, 26, 12, tzinfo=UTC), False),
        (datetime(2026, 11, 27, 10, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 27, 11, tzinfo=UTC), False),
        (datetime(2026, 11, 28, 12, tzinfo=UTC), False),
    ],
)
def test_hours_begin_and_end_on_the_wall_and_know_holidays(moment: datetime, *, there: bool) -> None:
    assert is_open(OFFICE, moment) is there


@given(st.integers(-300 * 24 * 60, 5 * 24 * 60).map(lambda minutes: NOW + minutes * MINUTE))
def test_a_look_at_the_wall_says_what_the_calendar_counts(moment: datetime) -> None:
    assert is_open(OFFICE, moment) is (next_open(OFFICE, moment) == moment)


def test_what_somebody_has_none_of_their_own_of_is_the_file_s() -> None:
    burden = Burden(3, 450, NOW)
    worker = worker_of(Staff(ANNA, substitute=BEN), burden, AssignRules(cap=7), NOW)
    assert (worker.cap, worker.open, worker.load, worker.idle_since, worker.substitute) == (7, 3, 450, NOW, BEN)
    assert worker_of(Staff(ANNA, cap=0), burden, AssignRules(cap=7), NOW).free == 0

"""What a replay comes to, in numbers."""

from dataclasses import replace
from datetime import timedelta

from owona_bot.domain.assignment import Mode, Rule, Stuck
from owona_bot.domain.availability import Staff
from owona_bot.domain.people import AgentId
from owona_bot.domain.replay_happening import Fate
from owona_bot.domain.replay_record import Recorded
from owona_bot.domain.replay_report import Report, Tally, Waits, waits
from tests.domain.replays import ANNA, BEN, STEP, a_ticket, by_load, had, replayed


def report_of(*tickets: Recorded) -> Report:
    """Of Anna and Ben, who take one each; ux is left to people, and nobody knows billing."""
    rules = by_load(
        cap=1,
        rules=(
            Rule("ux", Mode.OFF, categories=frozenset({"ux"})),
            Rule("billing", Mode.LOAD, frozenset({"billing"}), 2 * STEP, categories=frozenset({"billing"})),
        ),
    )
    run, told = replayed(rules, [Staff(ANNA), Staff(BEN)], tickets)
    tally = Tally()
    for outcome in told:
        tally.add(outcome)
    return tally.report(run.bench, run.carried)


def test_it_counts_who_got_how_many_and_how_often_they_were_full() -> None:
    report = report_of(
        had(a_ticket(1001), BEN, 1, 3),
        had(a_ticket(1002), BEN, 2, 30),
        had(a_ticket(1003, 1), ANNA, 2, 4),
        a_ticket(1004, 2),
        a_ticket(1005, 2, category="ux", ended_at=None),
        a_ticket(1006, 5, category="billing"),
        a_ticket(1007, 6),
    )
    anna, ben = report.shares
    assert (report.tickets, report.same, report.relaxed, report.filled) == (7, 2, 1, 5)
    assert report.fates == {Fate.GIVEN: 5, Fate.LEFT: 1, Fate.OVER: 0, Fate.WAITING: 1}
    assert report.stuck == {Stuck.FULL: 1}
    assert (anna.given, anna.really, anna.most_open, anna.most_load, anna.filled) == (3, 1, 1, 100, 3)
    assert (ben.given, ben.really, ben.most_open, ben.most_load, ben.filled) == (2, 2, 1, 100, 2)
    assert report.would == Waits(5, STEP, 23 * STEP, 23 * STEP)
    assert report.still == Waits(1, 42 * STEP, 42 * STEP, 42 * STEP)
    assert report.really == Waits(3, STEP, 2 * STEP, 2 * STEP)


def test_it_says_what_it_can_t_compare() -> None:
    old = replace(had(a_ticket(1001), ANNA, 0, 3), known=False)
    stranger = had(a_ticket(1002), AgentId(9), 0, 3)
    carried = replace(had(a_ticket(1000), BEN, -3, 3), created_at=a_ticket().created_at - 4 * STEP)
    report = report_of(carried, old, stranger)
    assert (report.carried, report.untold, report.strangers, report.really.tickets) == (1, 1, 1, 1)


def test_nothing_came() -> None:
    report = report_of()
    assert (report.tickets, report.would, report.really) == (0, Waits(0), Waits(0))


def test_nine_of_ten_waited_no_longer() -> None:
    minute = timedelta(minutes=1)
    ten = waits(n * minute // timedelta(microseconds=1) for n in (10, 9, 8, 7, 6, 5, 4, 3, 2, 1))
    assert ten == Waits(10, 5 * minute, 9 * minute, 10 * minute)
    assert waits([60_000_000]) == Waits(1, minute, minute, minute)

"""An explanation: every second is counted or not and why, and the lines sum to what is said."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from blocks import sla
from owona_bot.domain.sla import Clock
from owona_bot.locale.catalogue import Speaker
from tests.blocks.explanations import NOW, clocks
from tests.blocks.reading import runs
from tests.blocks.samples import DE, EN, a_ticket

LINE = re.compile(r"^([+ ]) \S{10} \S{8}  \S{10} \S{8}\s+(\d+):(\d\d):(\d\d)  (.*)$")

COUNTED = re.compile(r"(\d+):(\d\d):(\d\d) of ")


def shown(some: Sequence[Clock], t: Speaker = EN) -> str:
    return "\n".join(text for _, text in runs(sla.explanation(a_ticket(), some, NOW, "Europe/Berlin", t).blocks))


def seconds(hours: str, minutes: str, rest: str) -> int:
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def sums(some: Sequence[Clock]) -> tuple[list[int], list[int]]:
    """What each clock is said to have counted, and what its lines that count sum to."""
    said, found = [], []
    for row in shown(some).split("\n"):
        if told := COUNTED.match(row):
            said.append(seconds(*told.groups()))
            found.append(0)
        elif (line := LINE.match(row)) and line[1] == "+":
            found[-1] += seconds(*line.groups()[1:4])
    return said, found


@pytest.mark.parametrize("days", [0.01, 0.1, 1, 3.3, 9, 30, 120, 400])
@pytest.mark.parametrize(("questions", "policies"), [(0, 1), (3, 2), (40, 30)])
def test_the_lines_sum_to_what_is_said_however_they_are_shortened(days: float, questions: int, policies: int) -> None:
    some = clocks(days, questions=questions, policies=policies)
    said, found = sums(some)
    assert said == found
    assert said[1] == pytest.approx(some[1].counted / timedelta(seconds=1), abs=1)


def test_every_second_is_told_why_it_counts_or_not() -> None:
    text = shown(clocks(2)[:1])
    assert "+ 2026-11-23 13:00:00  2026-11-23 17:00:00    4:00:00  counts" in text
    assert "  2026-11-23 17:00:00  2026-11-24 08:00:00   15:00:00  outside working hours" in text
    text = shown(clocks(8.5)[:1])
    assert "  2026-11-18 00:00:00  2026-11-19 00:00:00   24:00:00  holiday · Buß- und Bettag" in text
    assert "Europe/Berlin" in text


def test_working_days_and_nights_in_a_row_are_one_line() -> None:
    text = shown(clocks(6)[:1])
    assert len([row for row in text.split("\n") if LINE.match(row)]) <= 6
    assert "stretches, uncounted" in text


def test_of_many_questions_the_latest_are_explained() -> None:
    text = shown(clocks(30, questions=9))
    assert "Next answer 9" in text
    assert "Next answer 7" not in text
    assert "Earlier questions of the customer: 7" in text


def test_another_policy_is_named_where_it_begins() -> None:
    text = shown(clocks(0.2, policies=2)[1:2])
    assert "– from here on the policy gold-1 holds –" in text


def test_it_is_said_in_the_askers_language() -> None:
    text = shown(clocks(0.2), DE)
    assert "Erste Antwort" in text
    assert "überfällig seit" in text or "läuft, fällig" in text


def test_without_a_policy_it_says_so() -> None:
    assert "No deadline holds" in shown([])

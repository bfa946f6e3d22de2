"""How tickets fell to whom: numbers in columns, bars behind them."""

import pytest

from blocks import fairness
from blocks.bars import bar, columns, fitted
from owona_bot.domain.fairness import Tally
from owona_bot.domain.people import AgentId
from owona_bot.locale.catalogue import Speaker
from tests.blocks.reading import runs, seen
from tests.blocks.samples import DE, EN, WORST


def a_tally(name: str, ruled: int = 0, taken: int = 0, given: int = 0, resolved: int = 0) -> Tally:
    return Tally(AgentId(1), name, ruled, taken, given, resolved)


TEAM = [a_tally("Anna Blume-Schwarzenberg", 12, 3, 1, 10), a_tally("Ben", 8, resolved=14), a_tally("Zoe")]


def table(tallies: list[Tally], t: Speaker) -> list[str]:
    found = [text for _, text in runs(fairness.blocks_of(tallies, t)) if "█" in text and "\n" in text]
    return "\n".join(found).split("\n")


@pytest.mark.parametrize(
    ("t", "head", "first"),
    [
        (DE, "             Regel sonst gelöst", "Anna Blume-…    12     4     10 ████████░░░"),
        (EN, "             rule else solved", "Anna Blume-…   12    4     10 ████████░░░"),
    ],
)
def test_each_has_a_line_of_numbers_and_a_bar(t: Speaker, head: str, first: str) -> None:
    lines = table(TEAM, t)
    assert lines[:2] == [head, first]
    assert lines[2].endswith(" 14 █████")
    assert lines[3].endswith(" 0")


def test_it_is_said_aloud_without_bars() -> None:
    assert "Ben: got 8, 8 of them by the rule, resolved 14" in fairness.told(TEAM, EN).text
    assert "█" not in fairness.told(TEAM, EN).text


def test_where_nothing_happened_it_says_so_and_the_home_says_nothing() -> None:
    idle = [a_tally("Anna"), a_tally("Ben")]
    assert fairness.blocks_of(idle, EN) == []
    assert seen(fairness.told(idle, EN)) == "Nobody got or resolved a ticket in the last 30 days."


def test_of_a_big_team_as_many_are_shown_as_fit() -> None:
    many = [a_tally(f"Agent {n}", 100 - n) for n in range(fairness.SHOWN + 7)]
    assert len(table(many, EN)) == 1 + fairness.SHOWN
    assert "and 7 more" in seen(fairness.told(many, EN))


@pytest.mark.parametrize("name", [*WORST.values(), "田中さん 太郎 田中さん", "e\u0301" * 50, "Zoë"])
def test_every_name_takes_the_same_room(name: str) -> None:
    assert columns(fitted(name)) == 12
    assert "\n" not in fitted(name)


def test_what_is_not_nothing_is_seen_and_the_most_is_the_longest() -> None:
    assert bar(1, 1, most=1_000) == "█░"
    assert bar(1_000, 0, most=1_000) == "█" * 10
    assert bar(0, 0, most=0) == ""
    assert bar(0, 5, most=10, width=4) == "░░"

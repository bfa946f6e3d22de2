"""How tickets fell to whom: a bar and numbers, a line each."""

import pytest

from blocks import fairness
from blocks.fairness import bar
from owona_bot.domain.fairness import Tally
from owona_bot.domain.people import AgentId
from owona_bot.locale.catalogue import Speaker
from tests.blocks.reading import dicts, runs, seen
from tests.blocks.samples import DE, EN


def a_tally(name: str, ruled: int = 0, taken: int = 0, given: int = 0, resolved: int = 0, *, shared: int = 0) -> Tally:
    return Tally(AgentId(1), name, ruled, shared, taken, given, resolved)


TEAM = [a_tally("Anna", 12, 3, 1, 10), a_tally("Ben", 6, resolved=14, shared=2), a_tally("Zoe")]


def lines(tallies: list[Tally], t: Speaker = EN) -> list[str]:
    found = next(part for part in dicts(fairness.blocks_of(tallies, t)) if part.get("type") == "rich_text")
    return "".join(text for _, text in runs(found)).split("\n")


@pytest.mark.parametrize(
    ("t", "told"),
    [
        (
            EN,
            [
                "▰▰▰▰▰▰▰▰▰▰ Anna · 12 by the rule · 3 taken · 1 from others · resolved 10",
                "▰▰▰▰▰▱▱▱▱▱ Ben · 6 by the rule · 2 shared out · resolved 14",
                "▱▱▱▱▱▱▱▱▱▱ Zoe · got none",
            ],
        ),
        (
            DE,
            [
                "▰▰▰▰▰▰▰▰▰▰ Anna · 12 nach der Regel · 3 selbst genommen · 1 von anderen · 10 gelöst",
                "▰▰▰▰▰▱▱▱▱▱ Ben · 6 nach der Regel · 2 verteilt bekommen · 14 gelöst",
                "▱▱▱▱▱▱▱▱▱▱ Zoe · keins bekommen",
            ],
        ),
    ],
)
def test_each_has_a_bar_and_numbers(t: Speaker, told: list[str]) -> None:
    assert lines(TEAM, t) == told


def test_it_is_said_aloud_without_bars() -> None:
    text = fairness.told(TEAM, EN).text
    assert "last 30 days; Anna: 12 by the rule · 3 taken · 1 from others · resolved 10; Ben: " in text
    assert "▰" not in text


def test_where_nothing_happened_it_says_so_and_the_home_says_nothing() -> None:
    idle = [a_tally("Anna"), a_tally("Ben")]
    assert fairness.blocks_of(idle, EN) == []
    assert seen(fairness.told(idle, EN)) == "Nobody got or resolved a ticket in the last 30 days."
    assert lines([a_tally("Anna", resolved=1)]) == ["▱▱▱▱▱▱▱▱▱▱ Anna · got none · resolved 1"]


def test_of_a_big_team_as_many_are_shown_as_fit() -> None:
    many = [a_tally(f"Agent {n}", 100 - n) for n in range(fairness.SHOWN + 7)]
    assert len(lines(many)) == fairness.SHOWN
    assert "and 7 more" in seen(fairness.told(many, EN))


def test_what_is_not_nothing_is_seen_and_none_is_longer_than_the_longest() -> None:
    assert bar(1, 1_000) == "▰▱▱▱▱▱▱▱▱▱"
    assert bar(999, 1_000) == bar(1_000, 1_000) == "▰" * 10
    assert bar(0, 1_000) == bar(0, 0) == "▱" * 10

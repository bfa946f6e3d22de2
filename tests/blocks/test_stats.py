"""The desk's figures on one screen: what is told, and where the portal says something else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from blocks import stats
from blocks.parts import Block
from blocks.stats import sparks
from owona_bot.domain.metrics_period import Period
from tests.blocks.figures import filtered, some_stats
from tests.blocks.reading import dicts, runs, seen
from tests.blocks.samples import DE, EN


def table_of(blocks: list[Block]) -> list[list[str]]:
    [found] = [block for block in blocks if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in found["rows"]]  # type: ignore[attr-defined]  # a block is loose


def test_each_figure_stands_beside_what_it_was_and_what_the_portal_says() -> None:
    rows = {row[0]: row[1:] for row in table_of(stats.shown(some_stats(), EN).blocks)}
    assert rows["Figure"] == ["Value", "Change", "Portal"]
    assert rows["First response (median)"] == ["1 h 2 min", "as before", "0 min"]
    assert rows["Until resolved (median)"] == ["7 h 30 min", "as before", "23 h 30 min"]
    assert rows["Overdue at the moment"] == ["12", "–", "81"]
    assert rows["New tickets"][2] == "–"


def test_a_desk_is_not_compared_with_a_time_before_it() -> None:
    found = some_stats()
    for period in (found.now.period, found.before.period):
        young = replace(found, since=period.start + timedelta(days=2))
        rows = {row[0]: row[2] for row in table_of(stats.shown(young, EN).blocks)}
        assert {change for name, change in rows.items() if name != "Figure"} == {"–"}
        assert "tickets only since " in seen(stats.shown(young, EN))
        assert "compared with" not in seen(stats.shown(young, EN))
    older = seen(stats.shown(replace(found, since=found.before.period.start), EN))
    assert "tickets only since" not in older
    assert "compared with" in older


@pytest.mark.parametrize(("t", "why"), [(DE, "Eingangsbestätigung"), (EN, "automatic acknowledgement")])
def test_why_the_portal_differs_is_said_where_it_does(t: object, why: str) -> None:
    voice = DE if t is DE else EN
    assert why in seen(stats.shown(some_stats(), voice))
    assert why not in seen(stats.shown(some_stats(busy=False), voice))


def test_who_resolved_most_comes_first_and_nobody_is_no_agent() -> None:
    found = stats.shown(some_stats(agents=20), EN)
    lines = [text for _, text in runs(found.blocks) if "▰" in text]
    assert len(lines) == stats.SHOWN
    assert "and 12 more" in seen(found)


def test_other_periods_keep_the_filter() -> None:
    found = stats.shown(filtered(some_stats(), "prio:high"), EN)
    values = [part["value"] for part in dicts(found.blocks) if part.get("type") == "button"]
    assert values == ["1d prio:high", "30d prio:high", "month prio:high"]
    long = stats.shown(filtered(some_stats(), "x" * 1_999), EN)
    assert not [part for part in dicts(long.blocks) if part.get("type") == "button"]


def test_of_another_year_the_year_is_said() -> None:
    long = some_stats()
    before = replace(long.before, period=Period(datetime(2024, 10, 17, tzinfo=UTC), datetime(2025, 10, 22, tzinfo=UTC)))
    told = seen(stats.shown(replace(long, before=before), DE))
    assert "verglichen mit 17.10.2024, 02:00 – 22.10.2025, 02:00" in told
    assert str(long.now.as_of.year) not in told


def test_a_line_of_sparks_is_as_high_as_its_highest() -> None:
    assert sparks([0, 1, 2, 4, 7]) == "▁▂▃▅█"
    assert sparks([0, 0]) == "▁▁"

"""The desk's figures are what plain SQL of the portal's formulas and a look at each ticket find."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from owona_bot.domain.filter_tree import View
from owona_bot.domain.metrics import Dimension, Figures, Spread
from owona_bot.domain.metrics_period import Period, last_days, month_of, week_of, whole_days
from owona_bot.services.metrics import stock_of
from tests.services.desk_of_figures import BERLIN, METRICS, NOW
from tests.services.figures_oracle import (
    DONE,
    LATE,
    Case,
    by_any,
    by_person,
    hours_of,
    hours_to_end,
    late_at,
    met,
    minutes_to_answer,
    missed,
    portal_hours,
    spread,
)
from tests.services.figures_world import World

pytestmark = pytest.mark.database

NEW_YORK = ZoneInfo("America/New_York")

PERIODS = {
    "week": week_of(date(2026, 10, 21), BERLIN),
    "today": last_days(1, NOW, BERLIN),
    "until now": Period(last_days(7, NOW, BERLIN).start, NOW),
    "spring": week_of(date(2026, 3, 29), BERLIN),
    "month": month_of(date(2026, 10, 9), BERLIN),
    "years": whole_days(date(2024, 1, 1), 1_100, BERLIN),
    "elsewhere": last_days(9, NOW, NEW_YORK),
    "to come": whole_days(date(2026, 10, 29), 30, BERLIN),
    "nothing": Period(last_days(1, NOW, BERLIN).start, last_days(1, NOW, BERLIN).start),
}

FILTERS: dict[str, Callable[[Case], bool]] = {
    "": lambda _case: True,
    "prio:high,urgent -status:new": lambda case: (
        case.row["priority"] in ("high", "urgent") and case.row["status"] != "new"
    ),
    "agent:anna": lambda case: case.agent == "anna@owona.de",
}


def zone_of(name: str) -> ZoneInfo:
    return NEW_YORK if name == "elsewhere" else BERLIN


def same(told: Spread, expected: Spread) -> None:
    """But for what rounding a half makes of it."""
    assert told.count == expected.count
    for one, other in ((told.median, expected.median), (told.p90, expected.p90), (told.mean, expected.mean)):
        assert one == pytest.approx(other, abs=0.11)


@pytest.mark.parametrize("line", FILTERS)
@pytest.mark.parametrize("name", PERIODS)
async def test_they_equal_a_look_at_each_ticket(world: World, name: str, line: str) -> None:
    period = PERIODS[name]
    told = await world.figures(period, line, zone_of(name))
    fits = [case for case in world.cases if FILTERS[line](case)]
    check_days(told, fits)
    check_durations(told, fits)
    check_clocks(told, fits)
    for dimension in Dimension:
        check_groups(told, dimension, fits)
    counts = hours_of(fits, period.start, period.end, zone_of(name))
    assert told.hours == tuple(tuple(counts[day, hour] for hour in range(24)) for day in range(7))
    begun = [one for case in fits for one in case.escalations if period.start <= one["created_at"] < period.end]
    made = [case for case in fits if period.start <= case.made < period.end]
    paths = [case.row["escalation_path"] for case in made]
    assert told.escalated.honest == len(begun)
    assert told.escalated.portal == sum(isinstance(path, list) and path != [] for path in paths)


def check_days(told: Figures, fits: list[Case]) -> None:
    for n, day in enumerate(told.days):
        end = told.days[n + 1].start if n + 1 < len(told.days) else told.period.end
        turned = [what for case in fits for at, _, what in case.turns if day.start <= at < end]
        assert day.created == sum(day.start <= case.made < end for case in fits)
        assert day.resolved.honest == turned.count("resolved")
        assert day.reopened == turned.count("reopened")
        assert day.merged == turned.count("merged")
        assert day.resolved.portal == sum(case.done and day.start <= case.touched < end for case in fits)
        assert day.open.honest == sum(case.open_at(end) for case in fits)
        assert day.open.portal == sum(
            case.made < end and not (case.done and case.touched <= day.start) for case in fits
        )
        assert day.at_risk.honest == sum(late_at(case, end, NOW) for case in fits)
        assert day.at_risk.portal == sum(
            (not case.done or case.touched > end) and end - case.made >= LATE for case in fits
        )


def check_durations(told: Figures, fits: list[Case]) -> None:
    start, end = told.period.start, told.period.end
    made = [case for case in fits if start <= case.made < end]
    same(told.first_response, spread(known(minutes_to_answer(case, by_person) for case in made), 1))
    same(told.portal_first_response, spread(known(minutes_to_answer(case, by_any) for case in made), 1))
    same(told.resolution, spread(known(hours_to_end(case, start, end) for case in fits), 2))
    same(told.portal_resolution, spread(known(portal_hours(case, start, end) for case in fits), 2))


def known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def check_clocks(told: Figures, fits: list[Case]) -> None:
    start, end = told.period.start, told.period.end
    clocks = [clock for case in fits for clock in case.clocks]
    for one, metric in zip(told.promises, METRICS, strict=True):
        mine = [clock for clock in clocks if clock["metric"] == metric]
        assert one.metric == metric
        assert one.met == sum(met(clock, start, end) for clock in mine)
        assert one.breached == sum(missed(clock, start, end, NOW) for clock in mine)


KEYS: dict[Dimension, Callable[[Case], str]] = {
    Dimension.AGENT: lambda case: case.agent,
    Dimension.CATEGORY: lambda case: (
        case.row["category"] if case.row["category"] in ("bug", "billing", "integration", "ux") else "other"
    ),
    Dimension.PRIORITY: lambda case: case.row["priority"],
    Dimension.CHANNEL: lambda case: case.state["channel"] or "",
    Dimension.CUSTOMER: lambda case: (case.state["requester_address"] or "").lower(),
}


def check_groups(told: Figures, dimension: Dimension, fits: list[Case]) -> None:
    """Each group is what its tickets alone are; nobody is left out but customers beyond the first ones."""
    start, end = told.period.start, told.period.end
    groups = told.groups[dimension]
    for group in groups:
        mine = [case for case in fits if KEYS[dimension](case) == group.key]
        turned = [what for case in mine for at, _, what in case.turns if start <= at < end]
        made = [case for case in mine if start <= case.made < end]
        assert (group.created, group.open) == (len(made), sum(not case.done for case in mine))
        assert (group.resolved, group.reopened) == (turned.count("resolved"), turned.count("reopened"))
        same(group.first_response, spread(known(minutes_to_answer(case, by_person) for case in made), 1))
        same(group.resolution, spread(known(hours_to_end(case, start, end) for case in mine), 2))
        clocks = [clock for case in mine for clock in case.clocks]
        assert group.met == sum(met(clock, start, end) for clock in clocks)
        assert group.breached == sum(missed(clock, start, end, NOW) for clock in clocks)
    if dimension is Dimension.CUSTOMER:
        assert [group.name for group in groups] == [group.key.split("@")[0].title() for group in groups]
    else:
        assert sum(group.open for group in groups) == told.stock.open
        assert sum(group.created for group in groups) == told.created


@pytest.mark.parametrize("line", FILTERS)
async def test_the_stock_is_what_stands_in_the_tables(world: World, line: str) -> None:
    told = (await world.figures(PERIODS["week"], line)).stock
    fits = [case for case in world.cases if FILTERS[line](case)]
    still = [case for case in fits if not case.done]
    nobodys = [case for case in still if not case.agent]
    assert (told.total, told.open, told.unassigned) == (len(fits), len(still), len(nobodys))
    assert told.by_status == {one: sum(case.row["status"] == one for case in fits) for one in told.by_status}
    assert told.by_priority == {one: sum(case.row["priority"] == one for case in still) for one in told.by_priority}
    assert told.snoozed == sum(case.state["snoozed_until"] is not None for case in still)
    assert told.breached.portal == sum(NOW - case.row["created_at"] >= LATE for case in still)
    assert told.breached.honest == sum(late_at(case, NOW, NOW) and running(case) for case in still)
    oldest = max(((NOW - case.made) / timedelta(hours=1) for case in nobodys if case.countable), default=None)
    assert told.oldest_unassigned == pytest.approx(oldest, abs=0.06)
    if not line:
        assert await stock_of(world.db, View(NOW, BERLIN, None)) == told


def running(case: Case) -> bool:
    return any(
        clock["state"] in ("running", "paused") and clock["due_at"] is not None and clock["due_at"] <= NOW
        for clock in case.clocks
    )


async def test_an_order_is_none_of_what_figures_are_told_of(world: World) -> None:
    told = await world.figures(PERIODS["today"], "sort:oldest prio:high")
    assert told.filter == "priority:high"


async def test_mail_is_counted_as_it_ended(world: World) -> None:
    period = PERIODS["month"]
    told = (await world.figures(period)).mail
    mails = [row for row in world.rows["mails"] if period.start <= row["created_at"] < period.end]
    ends = [(row["direction"], row["verdict"] or "") for row in mails]
    assert told.received == sum(way == "in" for way, _ in ends)
    assert told.sent == ends.count(("out", "sent"))
    assert told.bounced == sum(way == "out" and end.startswith("refused") for way, end in ends)
    assert told.quarantined == ends.count(("in", "quarantine"))
    dead = [row for row in world.rows["dead"] if period.start <= row["finished_at"] < period.end]
    assert told.dead == sum(row["reaction"] in ("letter", "sla_mail", "read_mail") for row in dead)
    assert min(told.received, told.sent, told.bounced, told.quarantined, told.dead) > 0


def test_the_desk_has_all_that_is_odd(world: World) -> None:
    turned = [what for case in world.cases for _, _, what in case.turns]
    assert min(turned.count(what) for what in ("resolved", "merged", "reopened", "parted")) > 20
    assert any(case.made > NOW for case in world.cases)
    assert any(not case.countable for case in world.cases)
    assert any(not case.messages for case in world.cases)
    assert any(case.done and len(case.turns) == 1 for case in world.cases)
    assert {type(case.row["escalation_path"]) for case in world.cases} == {list, dict, str, int, type(None)}
    assert {case.row["status"] for case in world.cases} > set(DONE)

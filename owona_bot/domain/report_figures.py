"""The report of a day, a week or a month: which of the desk's figures it tells, and in which order. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from owona_bot.domain.metrics import Dimension, Figures, Group, Spread, percent
from owona_bot.domain.report import (
    Asked,
    Chart,
    Column,
    Figure,
    Form,
    Good,
    Line,
    Raw,
    Report,
    Series,
    Shape,
    Table,
    Value,
    counts,
)

MOST = 10
"""Rows of a table; what is behind them is small."""

HOUR = 60
"""Minutes."""

NAMED: dict[Dimension, tuple[str, Column]] = {
    Dimension.AGENT: ("report.table.agents", Column("report.column.agent", Form.AGENT)),
    Dimension.CATEGORY: ("report.table.categories", Column("report.column.category", Form.CATEGORY)),
    Dimension.PRIORITY: ("report.table.priorities", Column("report.column.priority", Form.PRIORITY)),
    Dimension.CHANNEL: ("report.table.channels", Column("report.column.channel", Form.CHANNEL)),
    Dimension.CUSTOMER: ("report.table.customers", Column("report.column.customer", Form.TEXT)),
}

COLUMNS = (
    Column("report.column.created", Form.COUNT),
    Column("report.column.resolved", Form.COUNT),
    Column("report.column.open", Form.COUNT),
    Column("report.column.first_response", Form.SPAN),
    Column("report.column.resolution", Form.SPAN),
    Column("report.column.kept", Form.SHARE),
)


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of the period and of the one before it, None where the desk was not there for all of that.

    `trend` are those whose days are drawn.
    """

    now: Figures
    before: Figures | None
    trend: Figures


def period_report(asked: Asked, told: Told, *overdue: Table) -> Report:
    """One line where nothing happened; `overdue` are tickets that somebody has to look at."""
    now = told.now
    bare = Report(asked.kind, asked.period.start, asked.period.end, asked.now, asked.zone.key, now.filter)
    if now.empty and not now.escalated.honest and not now.met + now.breached:
        return silent(bare, now.stock.open)
    return filled(bare, told, overdue)


def silent(bare: Report, still: int) -> Report:
    """With the one line that says so, and how many are open all the same."""
    line = (
        Line("report.line.nothing_open", {"open": Value(Form.COUNT, still)}) if still else Line("report.line.nothing")
    )
    return Report(bare.kind, bare.start, bare.end, bare.made_at, bare.zone, bare.filter, (line,))


def filled(bare: Report, told: Told, overdue: Sequence[Table]) -> Report:
    """With all there is to tell."""
    promised = (promises(told.now),) if told.now.promises else ()
    tables = (*overdue, *(groups(dimension, told.now) for dimension in Dimension), *promised)
    return replace(
        bare,
        lines=tuple(lines(told.now)),
        figures=headline(told.now, told.before),
        charts=tuple(one for one in charts(told) if any(any(series.values) for series in one.series)),
        tables=tuple(table for table in tables if table.rows),
    )


def headline(now: Figures, before: Figures | None) -> tuple[Figure, ...]:
    """What one looks at first, compared if there is something to compare with."""
    if before is None:
        return tuple(replace(one, before=None) for one in headline(now, now))
    first, was = now.first_response, before.first_response
    return (
        Figure("report.figure.created", Form.COUNT, now.created, before.created),
        Figure(
            *("report.figure.resolved", Form.COUNT, now.resolved.honest, before.resolved.honest, Good.UP),
            portal=now.resolved.portal,
        ),
        Figure(
            "report.figure.open", Form.COUNT, left_open(now), left_open(before), Good.DOWN, left_open_by_portal(now)
        ),
        Figure("report.figure.reopened", Form.COUNT, now.reopened, before.reopened, Good.DOWN),
        Figure(
            *("report.figure.first_response", Form.SPAN, first.median, was.median, Good.DOWN),
            portal=now.portal_first_response.median,
        ),
        Figure(
            *("report.figure.resolution", Form.SPAN, minutes(now.resolution), minutes(before.resolution), Good.DOWN),
            portal=in_minutes(now.portal_resolution.mean),
        ),
        Figure("report.figure.kept", Form.SHARE, now.kept, before.kept, Good.UP),
        Figure(
            *("report.figure.escalated", Form.COUNT, now.escalated.honest, before.escalated.honest, Good.DOWN),
            portal=now.escalated.portal,
        ),
    )


def left_open(figures: Figures) -> float | None:
    """At the end of the period."""
    return figures.days[-1].open.honest if figures.days else None


def left_open_by_portal(figures: Figures) -> float | None:
    """The same as the portal counts."""
    return figures.days[-1].open.portal if figures.days else None


def minutes(spread: Spread) -> float | None:
    """The median of hours."""
    return in_minutes(spread.median)


def in_minutes(hours: float | None) -> float | None:
    """None stays None."""
    return None if hours is None else hours * HOUR


def lines(now: Figures) -> list[Line]:
    """The summary: sentences for whoever reads nothing else."""
    flow = {"created": now.created, "resolved": now.resolved.honest, "open": left_open(now)}
    told = [Line("report.line.flow", counts(flow))]
    first = now.first_response
    if first.median is not None:
        spans = {"median": Value(Form.SPAN, first.median), "p90": Value(Form.SPAN, first.p90)}
        told.append(Line("report.line.answered", spans))
    return [*told, kept(now), *busiest(now), *nobodys(now)]


def kept(now: Figures) -> Line:
    """How many deadlines were kept."""
    if not now.met + now.breached:
        return Line("report.line.no_deadlines")
    told = counts({"met": now.met, "all": now.met + now.breached})
    return Line("report.line.kept", told | {"share": Value(Form.SHARE, now.kept)})


def busiest(now: Figures) -> list[Line]:
    """The hour, and of several days the weekday too, in which most came."""
    hours = by_hour(now)
    if not any(hours):
        return []
    hour = Value(Form.HOUR, hours.index(max(hours)))
    if len(now.days) < 2:
        return [Line("report.line.busiest_hour", {"hour": hour})]
    days = [sum(row) for row in now.hours]
    return [Line("report.line.busiest", {"weekday": Value(Form.WEEKDAY, days.index(max(days))), "hour": hour})]


def by_hour(now: Figures) -> list[int]:
    """New tickets, whichever the day."""
    return [sum(row[hour] for row in now.hours) for hour in range(24)]


def nobodys(now: Figures) -> list[Line]:
    """Open tickets without anybody."""
    if not now.stock.unassigned:
        return []
    oldest = Value(Form.SPAN, in_minutes(now.stock.oldest_unassigned))
    return [Line("report.line.unassigned", {"count": Value(Form.COUNT, now.stock.unassigned), "age": oldest})]


def charts(told: Told) -> list[Chart]:
    """How much came and went, what was left, what was kept, and when people write."""
    days = told.trend.days
    dates = tuple(day.date.isoformat() for day in days)
    came = Series("report.series.created", tuple(day.created for day in days))
    went = Series("report.series.resolved", tuple(day.resolved.honest for day in days))
    left = Series("report.series.open", tuple(day.open.honest for day in days))
    risk = Series("report.series.at_risk", tuple(day.at_risk.honest for day in days))
    hours = Series("report.series.created", tuple(by_hour(told.now)))
    return [
        Chart("report.chart.volume", Shape.BARS, Form.DAY, dates, (came, went)),
        Chart("report.chart.backlog", Shape.LINES, Form.DAY, dates, (left, risk)),
        deadlines(told.now),
        Chart("report.chart.hours", Shape.BARS, Form.HOUR, tuple(range(24)), (hours,)),
    ]


def deadlines(now: Figures) -> Chart:
    """Kept and missed, of each kind of promise."""
    told = [one for one in now.promises if one.met + one.breached]
    met = Series("report.series.met", tuple(one.met for one in told))
    missed = Series("report.series.breached", tuple(one.breached for one in told))
    return Chart("report.chart.deadlines", Shape.STACK, Form.METRIC, tuple(one.metric for one in told), (met, missed))


def groups(dimension: Dimension, now: Figures) -> Table:
    """Those with most new tickets first; the sums are of all of them, but of customers only some are told apart."""
    key, name = NAMED[dimension]
    found = sorted(now.groups.get(dimension, ()), key=lambda one: (-one.created, -one.resolved, -one.open, one.key))
    told = [one for one in found if one.created or one.resolved or one.open]
    rows = tuple((named(dimension, one), *measured(one)) for one in told[:MOST])
    if dimension is Dimension.CUSTOMER:
        return Table(key, (name, *COLUMNS), rows)
    sums = (None, *summed(told)) if len(told) > 1 else ()
    return Table(key, (name, *COLUMNS), rows, sums, max(0, len(told) - MOST))


def named(dimension: Dimension, group: Group) -> str | None:
    """A person's name, or the value as the domain has it; None of nobody, and of what has no value."""
    people = dimension in (Dimension.AGENT, Dimension.CUSTOMER)
    return (people and group.name) or group.key or None


def measured(group: Group) -> tuple[Raw, ...]:
    """In the order of COLUMNS."""
    spans = (group.first_response.median, minutes(group.resolution))
    return (group.created, group.resolved, group.open, *spans, percent(group.met, group.met + group.breached))


def summed(told: Sequence[Group]) -> tuple[Raw, ...]:
    """Counts alone add up; a median of medians would be none."""
    met, missed = sum(one.met for one in told), sum(one.breached for one in told)
    sums = (sum(one.created for one in told), sum(one.resolved for one in told), sum(one.open for one in told))
    return (*sums, None, None, percent(met, met + missed))


def promises(now: Figures) -> Table:
    """Each kind of deadline."""
    columns = (
        Column("report.column.metric", Form.METRIC),
        Column("report.column.met", Form.COUNT),
        Column("report.column.breached", Form.COUNT),
        Column("report.column.share", Form.SHARE),
    )
    told = [one for one in now.promises if one.met + one.breached]
    rows = tuple((one.metric, one.met, one.breached, one.share) for one in told)
    sums = (None, now.met, now.breached, now.kept) if len(rows) > 1 else ()
    return Table("report.table.promises", columns, rows, sums)

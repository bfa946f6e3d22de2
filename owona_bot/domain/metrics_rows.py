"""Figures in their flat form, a value a row, the same in every export; names are stable and in English."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from owona_bot.domain.metrics import Day, Definition, Dimension, Figures, Group, Pair, Portal, Spread

Unit = Literal["count", "minutes", "hours", "percent"]

COLUMNS = ("name", "definition", "dimension", "key", "value", "unit")

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Row:
    """One value. `dimension` is what it is told apart by (`day`, `agent` …), "" for none, `key` which of them."""

    name: str
    definition: Definition
    dimension: str
    key: str
    value: float | None
    unit: Unit

    @property
    def cells(self) -> tuple[str, str, str, str, float | None, str]:
        """In the order of COLUMNS."""
        return self.name, self.definition.value, self.dimension, self.key, self.value, self.unit


def document(figures: Figures) -> Mapping[str, object]:
    """All of them as JSON, with what they are about."""
    return {
        "start": figures.period.start.isoformat(),
        "end": figures.period.end.isoformat(),
        "zone": figures.zone,
        "as_of": figures.as_of.isoformat(),
        "filter": figures.filter,
        "figures": [dict(zip(COLUMNS, row.cells, strict=True)) for row in rows(figures)],
    }


def rows(figures: Figures) -> Sequence[Row]:
    """In an order that does not depend on the values."""
    return [*headline(figures), *series(figures.days), *grouped(figures), *busy(figures), *page(figures.portal)]


def honest(name: str, value: float | None, unit: Unit = "count", at: tuple[str, str] = ("", "")) -> Row:
    """A figure that only we have."""
    return Row(name, Definition.HONEST, *at, value, unit)


def portal(name: str, value: float | None, unit: Unit = "count", at: tuple[str, str] = ("", "")) -> Row:
    """A figure as the portal defines it."""
    return Row(name, Definition.PORTAL, *at, value, unit)


def both(name: str, pair: Pair, unit: Unit = "count", at: tuple[str, str] = ("", "")) -> list[Row]:
    """The portal's first."""
    return [portal(name, pair.portal, unit, at), honest(name, pair.honest, unit, at)]


def headline(figures: Figures) -> Iterator[Row]:
    """What has no dimension, and what stands there now."""
    stock = figures.stock
    yield honest("tickets", stock.total)
    yield honest("open", stock.open)
    for status, count in stock.by_status.items():
        yield honest("tickets", count, at=("status", status))
    for priority, count in stock.by_priority.items():
        yield honest("open", count, at=("priority", priority))
    yield honest("unassigned", stock.unassigned)
    yield honest("oldest_unassigned", stock.oldest_unassigned, "hours")
    yield honest("snoozed", stock.snoozed)
    yield from both("breached_now", stock.breached)
    yield honest("created", figures.created)
    yield from both("resolved", figures.resolved)
    yield honest("reopened", figures.reopened)
    yield honest("reopen_rate", figures.reopen_rate, "percent")
    yield honest("merged", figures.merged)
    yield from both("escalated", figures.escalated)
    yield from spread("first_response", Definition.PORTAL, figures.portal_first_response, "minutes")
    yield from spread("first_response", Definition.HONEST, figures.first_response, "minutes")
    yield from spread("resolution", Definition.PORTAL, figures.portal_resolution, "hours")
    yield from spread("resolution", Definition.HONEST, figures.resolution, "hours")
    for one in figures.promises:
        yield honest("sla_met", one.met, at=("clock", one.metric))
        yield honest("sla_breached", one.breached, at=("clock", one.metric))
    yield honest("sla_kept", figures.kept, "percent")
    for name in ("received", "sent", "bounced", "quarantined", "dead"):
        yield honest(f"mail_{name}", getattr(figures.mail, name))


def spread(
    name: str, definition: Definition, found: Spread, unit: Unit, at: tuple[str, str] = ("", "")
) -> Iterator[Row]:
    """`<name>_count`, `_median`, `_p90`, `_mean`."""
    yield Row(f"{name}_count", definition, *at, found.count, "count")
    yield Row(f"{name}_median", definition, *at, found.median, unit)
    yield Row(f"{name}_p90", definition, *at, found.p90, unit)
    yield Row(f"{name}_mean", definition, *at, found.mean, unit)


def series(days: Sequence[Day]) -> Iterator[Row]:
    """A step after another."""
    for day in days:
        at = ("day", day.date.isoformat())
        yield honest("created", day.created, at=at)
        yield from both("resolved", day.resolved, at=at)
        yield honest("reopened", day.reopened, at=at)
        yield honest("merged", day.merged, at=at)
        yield from both("open", day.open, at=at)
        yield from both("at_risk", day.at_risk, at=at)


def grouped(figures: Figures) -> Iterator[Row]:
    """Each dimension in its order."""
    for dimension in Dimension:
        for group in figures.groups.get(dimension, ()):
            yield from one_group(dimension, group)


def one_group(dimension: Dimension, group: Group) -> Iterator[Row]:
    """What there was of it."""
    at = (dimension.value, group.key)
    for name in ("created", "resolved", "reopened", "open"):
        yield honest(name, getattr(group, name), at=at)
    yield from spread("first_response", Definition.HONEST, group.first_response, "minutes", at)
    yield from spread("resolution", Definition.HONEST, group.resolution, "hours", at)
    yield honest("sla_met", group.met, at=at)
    yield honest("sla_breached", group.breached, at=at)


def busy(figures: Figures) -> Iterator[Row]:
    """New tickets by weekday and hour, `mon-00` first."""
    for weekday, hours in zip(WEEKDAYS, figures.hours, strict=True):
        for hour, count in enumerate(hours):
            yield honest("created", count, at=("hour", f"{weekday}-{hour:02}"))


def page(page: Portal) -> Iterator[Row]:
    """The portal's page as it is, of its newest hundred; every name begins with `page_`."""
    for name in ("total", "open", "investigating", "waiting", "resolved", "escalated", "breached"):
        yield portal(f"page_{name}", getattr(page, name))
    yield portal("page_resolution_mean", page.resolution, "hours")
    yield portal("page_first_response_median", page.first_response, "minutes")
    yield Row("page_first_response_median", Definition.HONEST, "", "", page.human_first_response, "minutes")
    for day in page.backlog:
        for name in ("open", "created", "resolved", "sla_risk"):
            yield portal(f"page_{name}", getattr(day, name), at=("day", day.date.isoformat()))
    for risk in page.risk:
        at = ("priority", risk.priority)
        yield portal("page_risk", risk.count, at=at)
        yield portal("page_risk_aged", risk.aged, at=at)
        yield portal("page_risk_mean_age", risk.mean_age, "hours", at)
    for load in page.load:
        for name in ("active", "waiting", "backlog"):
            yield portal(f"page_load_{name}", getattr(load, name), at=("agent", load.agent))
    for known in page.knowledge:
        yield portal("page_knowledge", known.count, at=("article", known.id))
    for one in page.suggestions:
        yield portal("page_suggestion_open_actions", one.open_actions, at=("ticket", str(one.number)))

"""A report as table `reports` keeps it, and read again: also one of an older version, as far as it is understood."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from owona_bot.domain.report import (
    Chart,
    Column,
    Figure,
    Form,
    Good,
    Line,
    Raw,
    Report,
    ReportKind,
    Series,
    Shape,
    Table,
    Value,
)
from owona_bot.domain.report_keys import KNOWN

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

Json = Mapping[str, Any]
"""As json.loads makes it: that has no narrower type."""


def to_json(report: Report) -> dict[str, object]:
    """Nothing of it is lost."""
    told = dataclasses.asdict(report)
    cards = {str(number): list(card) for number, card in report.cards.items()}
    return told | {name: getattr(report, name).isoformat() for name in ("start", "end", "made_at")} | {"cards": cards}


def from_json(kept: Json) -> Report:
    """Of what is missing or unknown nothing is told; the kind and the period have to be there."""
    end = datetime.fromisoformat(kept["end"])
    return Report(
        kind=ReportKind(kept["kind"]),
        start=datetime.fromisoformat(kept["start"]),
        end=end,
        made_at=moment(kept.get("made_at"), end),
        zone=str(kept.get("zone", "Europe/Berlin")),
        filter=str(kept.get("filter", "")),
        lines=each(line, kept.get("lines")),
        figures=each(figure, kept.get("figures")),
        charts=each(chart, kept.get("charts")),
        tables=each(table, kept.get("tables")),
        cards={int(number): (card[0], card[1]) for number, card in (kept.get("cards") or {}).items()},
    )


def each(read: Callable[[Json], T | None], kept: Iterable[Json] | None) -> tuple[T, ...]:
    """What can be read of them, and has words."""
    found = (read(one) for one in kept or () if one.get("key") in KNOWN)
    return tuple(one for one in found if one is not None)


def moment(text: str | None, otherwise: datetime) -> datetime:
    """With zone."""
    found = datetime.fromisoformat(text) if text else otherwise
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def known(enum: type[E], text: object) -> E | None:
    """None: of another version."""
    return next((one for one in enum if one.value == text), None)


def form(kept: Json, name: str, otherwise: Form) -> Form:
    """What it is shown as where its form is not known."""
    return known(Form, kept.get(name)) or otherwise


def line(kept: Json) -> Line:
    """A sentence."""
    values = {name: Value(form(one, "form", Form.TEXT), one.get("raw")) for name, one in kept.get("values", {}).items()}
    return Line(kept["key"], values)


def figure(kept: Json) -> Figure | None:
    """None where it isn't known what the number means."""
    meant = known(Form, kept.get("form"))
    if meant is None:
        return None
    good = known(Good, kept.get("good")) or Good.EITHER
    return Figure(kept["key"], meant, kept.get("value"), kept.get("before"), good, kept.get("portal"))


def column(kept: Json) -> Column:
    """Of a form that is not known it is text."""
    return Column(kept["key"], form(kept, "form", Form.TEXT))


def series(kept: Json) -> Series:
    """Of a chart."""
    return Series(kept["key"], tuple(kept["values"]))


def table(kept: Json) -> Table | None:
    """None where a column has no name any more: its cells would stand beneath another."""
    if not all(one.get("key") in KNOWN for one in kept.get("columns", ())):
        return None
    columns = each(column, kept.get("columns"))
    rows = tuple(padded(row, len(columns)) for row in kept.get("rows", ()))
    total = padded(kept["total"], len(columns)) if kept.get("total") else ()
    return Table(kept["key"], columns, rows, total, int(kept.get("more") or 0))


def padded(row: Iterable[Raw], size: int) -> tuple[Raw, ...]:
    """As many cells as there are columns."""
    cells = tuple(row)[:size]
    return cells + (None,) * (size - len(cells))


def chart(kept: Json) -> Chart | None:
    """None where it isn't known how it is drawn."""
    shape, along = known(Shape, kept.get("shape")), known(Form, kept.get("along"))
    if shape is None or along is None:
        return None
    points = tuple(kept.get("points", ()))
    fitting = tuple(one for one in each(series, kept.get("series")) if len(one.values) == len(points))
    return Chart(kept["key"], shape, along, points, fitting, form(kept, "form", Form.COUNT))

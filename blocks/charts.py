"""Charts of a message: Slack's `data_visualization`, of which a message holds two.

docs.slack.dev told of 6 series first and of 12 later: 6 holds in both. Each series has a value for each category.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from blocks.parts import Block
from blocks.text import one_line

CHARTS, SERIES, POINTS, NAME, TITLE = 2, 6, 20, 20, 50

Figures = Mapping[str, Sequence[float]]
"""A series' name and its values, one a category."""


def line_chart(title: str, categories: Sequence[str], series: Figures, x: str = "", y: str = "") -> list[Block]:
    """How it went; of too many points the last ones stand there, and the axis says of how many."""
    first = max(0, len(categories) - POINTS)
    return _chart("line", title, categories[first:], _from(series, first), _axes(categories, x, y))


def bar_chart(title: str, categories: Sequence[str], series: Figures, x: str = "", y: str = "") -> list[Block]:
    """How much each has; of too many the first ones stand there, and the axis says of how many."""
    return _chart("bar", title, categories[:POINTS], _from(series, 0), _axes(categories, x, y))


def _chart(
    kind: Literal["line", "bar"], title: str, categories: Sequence[str], series: Figures, axes: Block
) -> list[Block]:
    labels = _names(categories)
    kept = list(series.values())[:SERIES]
    if not labels or not kept:
        return []
    lines = [
        {"name": name, "data": [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]}
        for name, values in zip(_names(list(series)[:SERIES]), kept, strict=True)
    ]
    return [_block(title, {"type": kind, "series": lines, "axis_config": {"categories": labels} | axes})]


def _from(series: Figures, first: int) -> Figures:
    return {name: values[first : first + POINTS] for name, values in series.items()}


def _axes(categories: Sequence[str], x: str, y: str) -> Block:
    count = f"{POINTS}/{len(categories)}" if len(categories) > POINTS else ""
    below = " · ".join(part for part in (x, count) if part)
    named = {"x_label": below, "y_label": y}
    return {name: one_line(text, TITLE) for name, text in named.items() if text}


def _block(title: str, chart: Block) -> Block:
    return {"type": "data_visualization", "title": one_line(title, TITLE), "chart": chart}


def _names(texts: Iterable[str]) -> list[str]:
    """As short as Slack wants them, and no two alike: it tells series and points apart by them."""
    names: list[str] = []
    for text in texts:
        name = one_line(text, NAME)
        at = 2
        while name in names:
            mark = f" {at}"
            name = one_line(text, NAME - len(mark)) + mark
            at += 1
        names.append(name)
    return names

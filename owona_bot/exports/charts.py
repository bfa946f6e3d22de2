"""Charts as SVG by pygal: calm, the same bytes for the same data, and nothing in them that would be fetched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pygal
from pygal.graph.graph import Graph
from pygal.style import Style

from owona_bot.domain.report import Shape

FONT = "Roboto"

INK, GREY, PALE = "#1d2733", "#4b5763", "#e3e7eb"

COLOURS = ("#1f5fbf", "#e08a1e", "#2f9e77", "#7c5cc4")
"""Blue and orange are told apart by everybody; they differ in lightness too, for who prints in grey."""

KEPT_AND_MISSED = ("#2f9e77", "#b3362b")

KINDS: Mapping[Shape, type[Graph]] = {
    Shape.BARS: pygal.Bar,
    Shape.LINES: pygal.Line,
    Shape.STACK: pygal.HorizontalStackedBar,
}

WIDTH, HEIGHT = 400, 230

NAMED = 8
"""Points along the axis that have room for a name."""

RULES = "inline:.series .line {stroke-width: 2.5px} .vertical .axis.x .line {stroke: none}"
"""A line that is seen, and no other one where the first point is."""

STEPS = (1, 2, 5)

TICKS = 5

UNWANTED = frozenset({"script", "desc", "title"})
"""pygal's tooltips, which nothing here shows."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart in one language: names along the axis, and values by the name of their series."""

    shape: Shape
    labels: Sequence[str]
    series: Mapping[str, Sequence[float | None]]
    number: Callable[[float], str]


def svg(drawing: Drawing) -> str:
    """Without script, remote font, date or random name."""
    lies = drawing.shape is Shape.STACK
    names = [label if at % every(drawing.labels) == 0 else "" for at, label in enumerate(drawing.labels)]
    found = KINDS[drawing.shape](
        style=look(KEPT_AND_MISSED if lies else COLOURS),
        width=WIDTH,
        height=HEIGHT,
        x_labels=list(reversed(names)) if lies else names,
        **scale(drawing),
        value_formatter=drawing.number,
        js=[],
        no_prefix=True,
        disable_xml_declaration=True,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(drawing.series),
        legend_box_size=11,
        show_legend=len(drawing.series) > 1,
        margin=4,
        margin_right=18,
        spacing=8,
        truncate_label=-1,
        truncate_legend=-1,
        css=["file://style.css", "file://graph.css", RULES],
        dots_size=2.5,
        print_values=lies,
        print_zeroes=False,
    )
    for name, values in drawing.series.items():
        found.add(name, list(reversed(values)) if lies else list(values))
    found.add_xml_filter(bare)
    return str(found.render(is_unicode=True))


def look(colours: Sequence[str]) -> Style:
    """The house's own; white below, so that it can be read wherever it is put."""
    return Style(
        background="#ffffff",
        plot_background="#ffffff",
        foreground=GREY,
        foreground_strong=INK,
        foreground_subtle=PALE,
        guide_stroke_color=PALE,
        guide_stroke_dasharray="none",
        major_guide_stroke_color=PALE,
        major_guide_stroke_dasharray="none",
        opacity="1",
        opacity_hover="1",
        transition="none",
        font_family=FONT,
        label_font_family=FONT,
        major_label_font_family=FONT,
        legend_font_family=FONT,
        value_font_family=FONT,
        label_font_size=12,
        major_label_font_size=12,
        legend_font_size=12,
        value_font_size=12,
        value_colors=("#ffffff", "#ffffff"),
        colors=tuple(colours),
    )


def every(labels: Sequence[str]) -> int:
    """Which of them are named: each, or each second …"""
    return max(1, -(-len(labels) // NAMED))


def scale(drawing: Drawing) -> dict[str, object]:
    """From zero on, in whole steps that people count in."""
    most = highest(drawing)
    step = step_of(most)
    ticks = [tick * step for tick in range(int(-(-most // step)) + 1)] if most else [0, 1]
    return {"y_labels": ticks, "range": (0, ticks[-1])}


def highest(drawing: Drawing) -> float:
    """Of all series, or of their sums where they lie one behind the other."""
    rows = [[value or 0 for value in values] for values in drawing.series.values()]
    if drawing.shape is Shape.STACK:
        return max((sum(column) for column in zip(*rows, strict=True)), default=0)
    return max((value for row in rows for value in row), default=0)


def step_of(most: float) -> int:
    """1, 2, 5, 10, 20 …: the least that needs no more ticks than there is room for."""
    power = 1
    while True:
        for step in STEPS:
            if most <= step * power * TICKS:
                return step * power
        power *= 10


def bare(root: Element) -> Element:
    """Without what a browser would run or what says when it was drawn."""
    for parent in root.iter():
        for child in list(parent):
            if not isinstance(child.tag, str) or child.tag.rpartition("}")[2] in UNWANTED:
                parent.remove(child)
    return root

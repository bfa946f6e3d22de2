"""slack-limits.md §2: table, data_table and data_visualization."""

from owona_bot.playground.checks import (
    Check,
    Report,
    Shape,
    by_type,
    flag,
    items,
    one_of,
    string,
    whole,
)
from owona_bot.playground.rich_rules import RICH_TEXT
from owona_bot.playground.wire import Json

CHARACTERS_MOST = 20_000


def _number(value: object, at: str, report: Report) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        report.say("must be a number", at)


_TEXT = Shape({"text": string(1, CHARACTERS_MOST)})
_NUMBER = Shape({"value": _number, "text": string(1, CHARACTERS_MOST)})
_PLAIN_CELLS: dict[str, Check] = {"raw_text": _TEXT, "raw_number": _NUMBER}
_CELL = by_type({**_PLAIN_CELLS, "rich_text": RICH_TEXT})
_HEADER_CELL = by_type(_PLAIN_CELLS)
_COLUMN = Shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})


def _column(value: object, at: str, report: Report) -> None:
    """A column may be skipped with null."""
    if value is not None:
        _COLUMN(value, at, report)


def _equal_rows(value: Json, at: str, report: Report) -> None:
    rows = value.get("rows")
    if not isinstance(rows, list):
        return
    widths = {len(row) for row in rows if isinstance(row, list)}
    if len(widths) > 1:
        report.say("all rows must have the same number of cells", f"{at}/rows")
    for index, cell in enumerate(rows[0] if rows and isinstance(rows[0], list) else ()):
        _HEADER_CELL(cell, f"{at}/rows/0/{index}", report)
    if _characters(rows) > CHARACTERS_MOST:
        report.say(f"must be less than {CHARACTERS_MOST + 1} characters", f"{at}/rows")


def _characters(value: object) -> int:
    """What stands in the cells, without the JSON around it."""
    if isinstance(value, list):
        return sum(map(_characters, value))
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(_characters(part) for part in value.values() if isinstance(part, dict | list))
    return 0


TABLE = Shape({"rows": items(1, 100, items(1, 20, _CELL))}, {"column_settings": items(0, 20, _column)})
DATA_TABLE = Shape(
    {"rows": items(2, 201, items(1, 20, _CELL)), "caption": string(1, CHARACTERS_MOST)},
    {"page_size": whole(1, 100), "row_header_column_index": whole(0, 19)},
    _equal_rows,
)

SERIES_MOST, POINTS_MOST = 12, 20
_LABEL, _NAME = string(1, 20), string(1, 50)


def _weight(value: object, at: str, report: Report) -> None:
    _number(value, at, report)
    if isinstance(value, int | float) and value <= 0:
        report.say("must be more than 0", at)


def _series(value: Json, at: str, report: Report) -> None:
    """Each series has one point for each category, and a name of its own."""
    series, axes = value.get("series"), value.get("axis_config")
    given = [one for one in series if isinstance(one, dict)] if isinstance(series, list) else []
    names = [one.get("name") for one in given]
    if len(set(map(str, names))) < len(names):
        report.say("series names must be unique", f"{at}/series")
    categories = axes.get("categories") if isinstance(axes, dict) else None
    for index, one in enumerate(given):
        points = one.get("data")
        labels = [point.get("label") for point in points if isinstance(point, dict)] if isinstance(points, list) else []
        if isinstance(categories, list) and sorted(map(str, labels)) != sorted(map(str, categories)):
            report.say("must have one data point for each category", f"{at}/series/{index}/data")


_POINT = Shape({"label": _LABEL, "value": _number})
_LINES = Shape(
    {
        "series": items(1, SERIES_MOST, Shape({"name": _LABEL, "data": items(1, POINTS_MOST, _POINT)})),
        "axis_config": Shape({"categories": items(1, POINTS_MOST, _LABEL)}, {"x_label": _NAME, "y_label": _NAME}),
    },
    {},
    _series,
)
_PIE = Shape({"segments": items(1, SERIES_MOST, Shape({"label": _LABEL, "value": _weight}))})
_CHART = by_type({"pie": _PIE, "bar": _LINES, "area": _LINES, "line": _LINES})
DATA_VISUALIZATION = Shape({"title": _NAME, "chart": _CHART})

"""slack-limits.md §2: table, data_table and data_visualization."""

from owona_bot.playground.checks import (
    Check,
    Report,
    Shape,
    anything,
    by_type,
    flag,
    items,
    one_of,
    string,
    whole,
)
from owona_bot.playground.rich_rules import RICH_TEXT
from owona_bot.playground.wire import Json, dumps

CHARACTERS_MOST = 20_000
_TEXT = Shape({"text": string(0, CHARACTERS_MOST)})
_NUMBER = Shape({"value": anything}, {"text": string(0, 255)})
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


def _caption(value: object, at: str, report: Report) -> None:
    """A string or a text object: slack-limits.md says only that it is required."""
    if not value or not isinstance(value, str | dict):
        report.say("must be more than 0 characters", at)


TABLE = Shape({"rows": items(1, 100, items(1, 20, _CELL))}, {"column_settings": items(0, 20, _column)})
DATA_TABLE = Shape(
    {"rows": items(2, 201, items(1, 20, _CELL)), "caption": _caption},
    {"page_size": whole(1, 100), "column_settings": items(0, 20, _column)},
    _equal_rows,
    loose=True,
)

_CHART_LISTS = {"segments": 12, "series": 12, "points": 20, "data": 20, "labels": 20}


def _chart(value: Json, at: str, report: Report) -> None:
    """≤ 12 segments or series, ≤ 20 points, labels ≤ 20 characters, wherever they stand in the block."""
    for name, part in value.items():
        here = f"{at}/{name}"
        if isinstance(part, list) and len(part) > _CHART_LISTS.get(name, 1000):
            report.say(f"no more than {_CHART_LISTS[name]} items allowed", here)
        if name == "label" and isinstance(part, str):
            string(1, 20)(part, here, report)
        for index, inner in enumerate(part if isinstance(part, list) else [part]):
            if isinstance(inner, dict):
                _chart(inner, f"{here}/{index}" if isinstance(part, list) else here, report)


def _title(value: object, at: str, report: Report) -> None:
    inner = value.get("text") if isinstance(value, dict) else value
    string(1, 50)(inner, at, report)


def _chart_block(value: Json, at: str, report: Report) -> None:
    if len(dumps(value)) > 10 * CHARACTERS_MOST:
        report.say("too large", at)
        return
    _chart({name: part for name, part in value.items() if name != "title"}, at, report)


DATA_VISUALIZATION = Shape({}, {"title": _title}, _chart_block, loose=True)

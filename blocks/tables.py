"""Tables of a message: Slack's `data_table`, which sorts and pages, and the older `table`.

docs.slack.dev told of 100 rows and 10,000 characters first and of 200 and 20,000 later: the smaller holds in both.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile, zip_longest

from blocks.parts import NOTIFICATION, Block, context, framed, plain
from blocks.text import NOTHING, one_line, width

ROWS, COLUMNS, CHARACTERS, CELL = 100, 20, 10_000, 150
"""Rows of which one is the header in a `table`, and none is in a `data_table`."""

PAGE = 10
"""Rows a page; Slack shows 5 by itself and at most 100."""

More = Callable[[int], str]
"""How many rows are missing, in words."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: a column of nothing else is sorted by `value`, and `text` is what is read."""

    value: float
    text: str


Cell = str | Number
Rows = Sequence[Sequence[Cell]]


def data_table(caption: str, header: Sequence[str], rows: Rows, more: More, page: int = PAGE) -> list[Block]:
    """None without a row. Where they are too many, the first stand there and a line below says how many don't."""
    kept = _fitting(header, rows, ROWS)
    if not kept:
        return []
    shape: Block = {
        "type": "data_table",
        "caption": one_line(caption, CELL),
        "page_size": min(max(page, 1), ROWS),
        "rows": [[_raw(name) for name in header[:COLUMNS]], *([_cell(one) for one in row] for row in kept)],
    }
    return [shape, *_missing(len(rows) - len(kept), more)]


def table(header: Sequence[str], rows: Rows, more: More) -> list[Block]:
    """The same for any Slack since 2025, without sorting; a message holds only one."""
    kept = _fitting(header, rows, ROWS - 1)
    if not kept:
        return []
    figures = [all(isinstance(row[at], Number) for row in kept) for at in range(len(kept[0]))]
    shape: Block = {
        "type": "table",
        "rows": [[_raw(name) for name in header[:COLUMNS]], *([_raw(_text(one)) for one in row] for row in kept)],
        "column_settings": [{"align": "right"} if figure else {"is_wrapped": True} for figure in figures],
    }
    return [shape, *_missing(len(rows) - len(kept), more)]


def typed_table(rows: Sequence[Sequence[str]]) -> list[Block]:
    """Rows in columns of equal width, the header first, for where no table can stand; as many as a block holds."""
    lines = [[one_line(cell, CELL) for cell in row] for row in rows]
    wide = [max(map(len, column)) for column in zip_longest(*lines, fillvalue="")]
    typed = ["  ".join(cell.ljust(size) for cell, size in zip(line, wide, strict=False)).rstrip() for line in lines]
    fitting = list(takewhile(lambda pair: pair[1] <= NOTIFICATION, zip(typed, _running(typed), strict=True)))
    shown = [line for line, _ in fitting] + (["…"] if len(fitting) < len(typed) else [])
    return [framed("\n".join(shown), "rich_text_preformatted")] if rows else []


def _fitting(header: Sequence[str], rows: Rows, most: int) -> list[Sequence[Cell]]:
    """As many rows from the first as Slack takes, each as wide as the header."""
    room = CHARACTERS - _width(header[:COLUMNS])
    padded = [[*row, *[NOTHING] * len(header)][: min(len(header), COLUMNS)] for row in rows[:most]]
    sums = accumulate(_width(map(_text, row)) for row in padded)
    return [row for row, total in zip(padded, sums, strict=True) if total <= room]


def _width(texts: Iterable[str]) -> int:
    return sum(width(character) for text in texts for character in one_line(text, CELL))


def _running(lines: Sequence[str]) -> Iterable[int]:
    return accumulate(1 + sum(map(width, line)) for line in lines)


def _missing(count: int, more: More) -> list[Block]:
    return [context(plain(more(count)))] if count > 0 else []


def _text(cell: Cell) -> str:
    return cell.text if isinstance(cell, Number) else cell


def _raw(text: str) -> Block:
    return {"type": "raw_text", "text": one_line(text, CELL)}


def _cell(cell: Cell) -> Block:
    if isinstance(cell, Number):
        return {"type": "raw_number", "value": cell.value, "text": one_line(cell.text, CELL)}
    return _raw(cell)

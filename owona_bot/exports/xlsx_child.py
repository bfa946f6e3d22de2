"""The child's side of XLSX: cells as lines of JSON on stdin, the workbook on stdout; memory stays flat however many.

The first line says of each sheet what it is called and what stands in its columns; a row is a list, `null` the next
sheet. The workbook grows in the folder that is named; when that is full the child ends with DISK_FULL.
"""

import errno
import json
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfileobj, rmtree
from typing import Any

from xlsxwriter import Workbook

from owona_bot.domain.export_cells import A_FORMULA, seen_text

DISK_FULL = 28

ROWS = 1_048_576
"""Of a sheet, with its headings."""

LONGEST = 32_767
"""Of a cell, in UTF-16."""

DAYS = (61, 2_958_466)
"""Between which Excel knows what a day is."""

MOMENT = "yyyy-mm-dd hh:mm:ss"

WIDTHS = {"title": 50, "message_text": 80, "description": 80, "id": 38}
HOLDS_WIDTHS = {"TIME": 22}
OTHER_WIDTH = 16
"""In digits: those named, else as what it holds needs; a moment that does not fit would be nothing but #."""


class Book:
    """A workbook whose rows come in order, sheet after sheet."""

    def __init__(self, path: Path, told: dict[str, Any]) -> None:  # as `xlsx.begin` writes it
        self.book = Workbook(path, {"constant_memory": True, "strings_to_urls": False, "tmpdir": str(path.parent)})
        self.book.set_properties({"created": datetime.fromtimestamp(told["at"], UTC).replace(tzinfo=None)})
        self.bold = self.book.add_format({"bold": True, "bottom": 1})
        self.moment = self.book.add_format({"num_format": MOMENT, "align": "left"})
        self.quoted = self.book.add_format({"quote_prefix": True})
        self.sheets = told["sheets"]
        self.at = self.parts = 0
        self.begin()

    def begin(self) -> None:
        """The sheet that is at hand, or a further one of the same."""
        sheet = self.sheets[self.at]
        self.parts += 1
        self.sheet = self.book.add_worksheet(f"{sheet['name']}{f' {self.parts}' if self.parts > 1 else ''}")
        columns = zip(sheet["columns"], sheet["headings"], sheet["holds"], strict=True)
        for n, (name, heading, holds) in enumerate(columns):
            self.sheet.set_column(n, n, WIDTHS.get(name) or HOLDS_WIDTHS.get(holds, OTHER_WIDTH))
            self.sheet.write_string(0, n, heading, self.bold)
        self.sheet.freeze_panes(1, 0)
        self.cells = [self.writer(holds) for holds in sheet["holds"]]
        self.row = 1

    def end(self) -> None:
        """Its headings sort and filter."""
        self.sheet.autofilter(0, 0, self.row - 1, len(self.cells) - 1)

    def next(self) -> None:
        """What follows is of the next sheet."""
        self.end()
        self.at, self.parts = self.at + 1, 0
        self.begin()

    def add(self, cells: list[Any]) -> None:  # values of JSON
        """A row."""
        if self.row == ROWS:
            self.end()
            self.begin()
        for column, (write, value) in enumerate(zip(self.cells, cells, strict=True)):
            if value is not None:
                write(column, value)
        self.row += 1

    def close(self) -> None:
        """It is whole."""
        self.end()
        self.book.close()

    def writer(self, holds: str) -> Callable[[int, Any], object]:  # of the value that `holds` names
        """Never `write`, which would make formulas and links of text."""
        match holds:
            case "NUMBER":
                return lambda column, value: self.sheet.write_number(self.row, column, value)
            case "TIME":
                return self.write_moment
        return self.write_text

    def write_text(self, column: int, value: str) -> None:
        """It stays text, also once somebody edits the cell."""
        text = fit(value)
        self.sheet.write_string(self.row, column, text, self.quoted if A_FORMULA.match(text) else None)

    def write_moment(self, column: int, days: float) -> None:
        """Days since 1899-12-30; those that Excel does not know stay a number."""
        known = DAYS[0] <= days < DAYS[1]
        self.sheet.write_number(self.row, column, days, self.moment if known else None)


def fit(text: str) -> str:
    """Nothing unseen, no more than a cell takes; nor what the library would take for markup of its own."""
    told = seen_text(text).replace("\ufffe", "").replace("\uffff", "")
    if len(told) > LONGEST // 2:
        told = told.encode("utf-16-le")[: 2 * LONGEST].decode("utf-16-le", "ignore")
    return f"'{told[: LONGEST - 1]}" if told.startswith("<r>") else told


def write(lines: Iterable[bytes], path: Path) -> None:
    """All that stdin says."""
    rows = iter(lines)
    book = Book(path, json.loads(next(rows)))
    for line in rows:
        cells = json.loads(line)
        if cells is None:
            book.next()
        else:
            book.add(cells)
    book.close()


def main(folder: Path) -> None:
    """One workbook; the folder goes even if whoever gave it has died."""
    path = folder / "tickets.xlsx"
    try:
        write(sys.stdin.buffer, path)
        with path.open("rb") as made:
            copyfileobj(made, sys.stdout.buffer, 256 * 1024)
    finally:
        rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            sys.exit(DISK_FULL)
        raise

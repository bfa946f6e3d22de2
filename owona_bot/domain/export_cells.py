"""What is taken out of the cells of CSV and XLSX: controls, and marks that turn the direction of what follows.

Joiners stay: they hold emoji together. Lines end in LF. What comes of it still begins as PostgreSQL left it
(`database/export_sql.py: harmless`), which looks through all of this.
"""

import re

CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n")

BEYOND = "[\u0080-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"

IN_BYTES = tuple(
    re.compile(re.escape(lead) + behind)
    for lead, behind in (
        (b"\xc2", rb"[\x80-\x9f]"),
        (b"\xd8\x9c", b""),
        (b"\xe2\x80", rb"[\x8b\x8e\x8f\xa8-\xae]"),
        (b"\xe2\x81", rb"[\xa0-\xa9]"),
        (b"\xef\xbb\xbf", b""),
    )
)
"""BEYOND in UTF-8, one for each beginning: that is ten times as fast as one for all."""

IN_TEXT = re.compile(f"[{CONTROLS.decode()}]|{BEYOND}")


def seen_bytes(cells: bytes) -> bytes:
    """Of very many cells at once, in UTF-8."""
    if b"\r" in cells:
        cells = cells.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    cells = cells.translate(None, CONTROLS)
    for pattern in IN_BYTES:
        cells = pattern.sub(b"", cells)
    return cells


def seen_text(cell: str) -> str:
    """Of one."""
    if cell.isascii() and cell.isprintable():
        return cell
    return IN_TEXT.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))

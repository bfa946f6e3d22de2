"""What may stand in the cells of CSV and XLSX: no formula, no controls, no marks that turn what follows.

Joiners stay: they hold emoji together. Lines end in LF.
"""

import re

UNSEEN = r"\u0001-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff"
"""What is taken out, and may stand before a formula until then."""

SPACE = r"\u0020\u00a0\u00ad\u1680\u2000-\u200d\u202f\u205f\u3000"

BLANK = rf"\t\n{SPACE}"

BEGINS = r"=+\-@\u2212\uff0b\uff0d\uff1d\uff20"
"""What makes a formula of a cell, in full width too."""

FORMULA = rf"(?=[{UNSEEN}]*[\t\r]|[{UNSEEN}{BLANK}]*[{BEGINS}])"
"""At the beginning of a cell; Python and PostgreSQL read it alike."""

A_FORMULA = re.compile(FORMULA)

SPLITS = {False: r";\t\n\r", True: r",\t\n\r"}
"""By `excel`: where a program splits our cells that takes the other character for the delimiter, or a tab."""

LATER = rf'(?=[{UNSEEN}{SPACE}"]*[{BEGINS}])'
"""A formula behind such a place. Quotes do not hold a cell together there, and may stand before it."""

A_LATER = {excel: re.compile(f"([{splits}]){LATER}") for excel, splits in SPLITS.items()}

LATER_IN_BYTES = (
    rb'(?=(?:["\x01-\x08\x0b-\x20\x7f]|\xc2[\x80-\xa0\xad]|\xd8\x9c|\xe1\x9a\x80'
    rb"|\xe2\x80[\x80-\x8f\xa8-\xaf]|\xe2\x81[\x9f-\xa9]|\xe3\x80\x80|\xef\xbb\xbf)*"
    rb"(?:[=+\-@]|\xe2\x88\x92|\xef\xbc[\x8b\x8d\x9d\xa0]))"
)
"""The same in UTF-8."""

SPLITS_IN_BYTES = {
    excel: {split: re.compile(split + LATER_IN_BYTES) for split in (other, b"\t", b"\r")}
    for excel, other in ((False, b";"), (True, b","))
}
"""But for LF, which stands between rows as well; CR at last, for it may stand before a formula behind the others."""

CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n")

IN_TEXT = re.compile(f"[{UNSEEN}]")

IN_BYTES = {
    lead: re.compile(re.escape(lead) + behind)
    for lead, behind in (
        (b"\xc2", rb"[\x80-\x9f]"),
        (b"\xd8", rb"\x9c"),
        (b"\xe2", rb"(?:\x80[\x8b\x8e\x8f\xa8-\xae]|\x81[\xa0-\xa9])"),
        (b"\xef", rb"\xbb\xbf"),
    )
}
"""The same in UTF-8 beyond CONTROLS by its first byte; to look for that alone takes next to no time."""


def harmless(text: str) -> str:
    """As `database/export_sql.py: harmless` has it of many."""
    return f"'{text}" if A_FORMULA.match(text) else text


def harmless_in_csv(text: str, *, excel: bool) -> str:
    """Also where it is split in the middle; in very many SQL looks behind line breaks, `harmless_lines` elsewhere."""
    return A_LATER[excel].sub(r"\1'", harmless(text))


def harmless_lines(lines: bytes, *, excel: bool) -> bytes:
    """Of a file, very many at once, as they are seen: what `harmless_in_csv` does, but for line breaks.

    Where one cell ends and the next begins nothing is found: no `harmless` cell begins with a formula.
    """
    for split, pattern in SPLITS_IN_BYTES[excel].items():
        if split in lines:
            lines = pattern.sub(split + b"'", lines)
    return seen_bytes(lines)


def seen_bytes(cells: bytes) -> bytes:
    """Of very many cells at once, in UTF-8."""
    if b"\r" in cells:
        cells = cells.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    cells = cells.translate(None, CONTROLS)
    for lead, pattern in IN_BYTES.items():
        if lead in cells:
            cells = pattern.sub(b"", cells)
    return cells


def seen_text(cell: str) -> str:
    """Of one."""
    if cell.isascii() and cell.isprintable():
        return cell
    return IN_TEXT.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))

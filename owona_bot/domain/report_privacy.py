"""What of a customer stands in no report: channels read them, paper is passed on, and what is kept can't be erased."""

import re
from dataclasses import replace

from owona_bot.domain.report import Form, Raw, Report, Table

WORDS = re.compile(r"""([\s:,;=()<>"']+)""")
"""What parts addresses from each other, and in a filter from what they are of."""


def without_addresses(report: Report) -> Report:
    """The same; of an address in a text its domain is left."""
    return replace(report, tables=tuple(covered(table) for table in report.tables))


def covered(table: Table) -> Table:
    """Columns of texts alone: who is of the team is told by name."""
    texts = {at for at, column in enumerate(table.columns) if column.form is Form.TEXT}
    rows = tuple(tuple(hidden(raw) if at in texts else raw for at, raw in enumerate(row)) for row in table.rows)
    return replace(table, rows=rows)


def hidden(raw: Raw) -> Raw:
    """`l…@example.com`."""
    if not isinstance(raw, str) or "@" not in raw:
        return raw
    return "".join(masked(word) if "@" in word else word for word in WORDS.split(raw))


def masked(word: str) -> str:
    """`lena@example.com` is `l…@example.com`; a name behind an @ alone is nobody's address."""
    local, _, domain = word.rpartition("@")
    start = re.match(r"\W*", local)
    first = start.end() + 1 if start else 1
    return f"{local[:first]}…@{domain}" if "." in domain and local else word

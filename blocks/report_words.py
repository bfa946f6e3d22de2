"""An order for a report in a line: which one, of which tickets, and for whom."""

from blocks.parts import Block, channel_link, gap
from blocks.text import one_line
from owona_bot.domain.clock import Translate
from owona_bot.domain.filters import parse, write
from owona_bot.domain.report_schedule import Made, Order
from owona_bot.domain.report_words import TITLE

FILTER = 200


def runs(order: Order, t: Translate) -> list[Block]:
    """Of a rich text."""
    channel = [gap(" → "), channel_link(order.channel)] if order.channel else []
    others = readers(order, t)
    return [
        gap(" · ".join([t(TITLE[order.kind]), *filtered(order, t)])),
        *channel,
        *(gap(f", {one}" if channel or n else f" → {one}") for n, one in enumerate(others)),
        *([gap(" · PDF")] if order.pdf else []),
    ]


def filtered(order: Order, t: Translate) -> list[str]:
    """In the reader's words; nothing of all tickets."""
    return [one_line(write(parse(order.filter), t.locale), FILTER)] if order.filter else []


def readers(order: Order, t: Translate) -> list[str]:
    """How many read it by themselves."""
    people = [t("report_schedule.people", count=len(order.people))] if order.people else []
    return [*people, *([t("report_schedule.mails", count=len(order.mails))] if order.mails else [])]


def missed(made: Made, t: Translate) -> str:
    """How often nothing ran, and which days are told nowhere; nothing where none was missed."""
    if not made.missed:
        return ""
    often = t("report_schedule.missed", count=made.missed)
    if made.days_untold is None:
        return often
    first, last = made.days_untold
    span = t.day(first) if first == last else f"{t.day(first)} – {t.day(last)}"
    return " ".join([often, t("report_schedule.untold", span=span)])


def told(order: Order, t: Translate) -> str:
    """For the ear."""
    channel = [t("report_schedule.a_channel")] if order.channel else []
    return " · ".join([t(TITLE[order.kind]), *filtered(order, t), *channel, *readers(order, t)])

"""An order for a report in a line: which one, of which tickets, and for whom."""

from datetime import date

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
    """How often none came, which one is still made, and which days are told nowhere; nothing where none was missed."""
    if not made.missed:
        return ""
    told = [t("report_schedule.missed", count=t.number(made.missed))]
    if made.made_up:
        told.append(t("report_schedule.made_up", span=days(*made.made_up, t)))
    if made.days_untold:
        told.append(t("report_schedule.untold", span=days(*made.days_untold, t)))
    return " ".join(told)


def days(first: date, last: date, t: Translate) -> str:
    """One alone by itself."""
    return t.day(first) if first == last else f"{t.day(first)} – {t.day(last)}"


def no_pdf(made: Made, t: Translate) -> str:
    """Why there is none, where one was wanted."""
    return t("report_schedule.no_pdf") if made.order.pdf and made.report.empty else ""


def told(order: Order, t: Translate) -> str:
    """For the ear."""
    channel = [t("report_schedule.a_channel")] if order.channel else []
    return " · ".join([t(TITLE[order.kind]), *filtered(order, t), *channel, *readers(order, t)])

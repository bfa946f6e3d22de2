"""The desk's figures on one screen: what is told first, a table against the period before, and what each has done."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from blocks import ids, notice
from blocks.fairness import bar
from blocks.parts import Block, Post, actions, button, context, gap, labels, plain, post, rich, said, section
from blocks.tables import Cell, table
from blocks.text import one_line
from blocks.ticket_card import NAME
from owona_bot.domain.clock import Translate
from owona_bot.domain.filters import parse, write
from owona_bot.domain.metrics import Dimension, Figures, Group
from owona_bot.domain.metrics_period import Period, day_of
from owona_bot.domain.report import Figure, Form, Good, Line
from owona_bot.domain.report_change import change
from owona_bot.domain.report_figures import headline, lines
from owona_bot.domain.report_words import NONE, moment, of_number, spoken, value
from owona_bot.domain.stats import LAST_MONTH, LAST_WEEK, MONTH, YESTERDAY, Stats, Wish

SHOWN = 8
"""Agents of one screen."""

FILTER, VALUE = 200, 2_000

SPARKS = "▁▂▃▄▅▆▇█"

MOST_DAYS = 31
"""Of a line of sparks."""

SPANS = {"1d": ids.STATS_TODAY, "7d": ids.STATS_WEEK, "30d": ids.STATS_DAYS, MONTH: ids.STATS_MONTH}
"""Periods that are offered, and their buttons."""

NAMED: dict[str, str] = {
    "1d": "stats.today",
    YESTERDAY: "stats.yesterday",
    LAST_WEEK: "stats.last_week",
    MONTH: "stats.month",
    LAST_MONTH: "stats.last_month",
}

WHY: dict[str, str] = {
    "report.figure.resolved": "stats.why_resolved",
    "report.figure.open": "stats.why_open",
    "report.figure.first_response": "stats.why_first_response",
    "report.figure.resolution": "stats.why_resolution",
    "report.figure.escalated": "stats.why_escalated",
    "stats.figure_overdue": "stats.why_overdue",
}
"""Why the portal says something else."""


def counting(t: Translate) -> Post:
    """Until they are known."""
    return notice.sentence(t("stats.counting"))


def shown(stats: Stats, t: Translate) -> Post:
    """For the asker alone."""
    now = stats.now
    title = heading(stats.wish, t)
    sentences = [told(line, stats, t) for line in lines(now)]
    found = figures(stats)
    return post(
        " ".join([title, *sentences]),
        rich(said(title, "bold")),
        context(plain(labels(about(stats, t)))),
        section("\n".join(sentences)),
        *table(header(t), [row(one, t) for one in found], lambda count: t("stats.more", count=count)),
        *differences(found, t),
        *trend(now, t),
        *team(now, t),
        context(plain(mail(now, t))),
        *actions(*spans(stats.wish, t)),
    )


def heading(wish: Wish, t: Translate) -> str:
    """`Die letzten 7 Tage`, `November 2026`."""
    match wish.named:
        case (year, month):
            return t.month(date(year, month, 1))
        case (year, month, day):
            return t.day(date(year, month, day))
    return t(NAMED[wish.span]) if wish.span in NAMED else t("stats.days", days=wish.days)


def about(stats: Stats, t: Translate) -> list[str]:
    """Which tickets, when, since when there are any, and what that is held against."""
    words = write(parse(stats.now.filter), t.locale) if stats.now.filter else ""
    which = [one_line(words, FILTER)] if words else []
    before = [t("stats.before", span=between(stats.before.period, stats, t))] if stats.comparable else []
    since = [t("stats.since", when=t.day(day_of(stats.since, stats.zone)))] if stats.since and not before else []
    return [*which, between(stats.now.period, stats, t), *since, *before]


def between(period: Period, stats: Stats, t: Translate) -> str:
    """`20.11., 00:00 – 26.11., 14:30`; of another year than today's with it."""
    year = stats.now.as_of.astimezone(stats.zone).year
    return f"{moment(period.start, stats.zone, t, year)} – {moment(period.end, stats.zone, t, year)}"


def told(line: Line, stats: Stats, t: Translate) -> str:
    """A sentence of the reports'."""
    return t(line.key, **{name: spoken(one.form, one.raw, stats.zone, t) for name, one in line.values.items()})


def figures(stats: Stats) -> Sequence[Figure]:
    """The reports' headline, and what is late at this moment, which no earlier one can be held against."""
    late = stats.now.stock.breached
    overdue = Figure("stats.figure_overdue", Form.COUNT, late.honest, None, Good.DOWN, late.portal)
    told = headline(stats.now, stats.before)
    return [*(told if stats.comparable else [replace(one, before=None) for one in told]), overdue]


def header(t: Translate) -> list[str]:
    """Of the table."""
    return [t("stats.column_figure"), t("stats.column_now"), t("stats.column_change"), t("stats.column_portal")]


def row(one: Figure, t: Translate) -> list[Cell]:
    """A figure, how it was before, and what the portal says where it defines one."""
    by_portal = NONE if one.portal is None else of_number(one.form, one.portal, t)
    return [t(one.key), value(one, t), change(one, t) or NONE, by_portal]


def differences(found: Sequence[Figure], t: Translate) -> list[Block]:
    """A line for each figure of which the portal says something else."""
    why = [t(WHY[one.key]) for one in found if one.key in WHY and one.portal is not None and differs(one, t)]
    return [context(plain(t("stats.why", reasons=" ".join(why))))] if why else []


def differs(one: Figure, t: Translate) -> bool:
    """As it is read."""
    return of_number(one.form, one.portal or 0, t) != value(one, t)


def trend(now: Figures, t: Translate) -> list[Block]:
    """How the days went, where they are more than one and not too many."""
    if not 1 < len(now.days) <= MOST_DAYS:
        return []
    came = sparks([day.created for day in now.days])
    went = sparks([day.resolved.honest or 0 for day in now.days])
    left = sparks([day.open.honest or 0 for day in now.days])
    names = (t("report.series.created"), t("report.series.resolved"), t("report.series.open"))
    return [context(plain(labels(f"{name} {line}" for name, line in zip(names, (came, went, left), strict=True))))]


def sparks(values: Sequence[float]) -> str:
    """A bar a day, by the highest of them."""
    most = max(values)
    return "".join(SPARKS[round(one / most * (len(SPARKS) - 1)) if most > 0 else 0] for one in values)


def team(now: Figures, t: Translate) -> list[Block]:
    """Who resolved most, a line each."""
    worked = [one for one in now.groups.get(Dimension.AGENT, ()) if one.key and (one.resolved or one.open)]
    ordered = sorted(worked, key=lambda one: (-one.resolved, -one.open, one.key))[:SHOWN]
    if not ordered:
        return []
    most = max(one.resolved for one in ordered)
    each = [agent(one, most, t) for one in ordered]
    runs = [run for n, one in enumerate(each) for run in ([gap("\n"), *one] if n else one)]
    rest = len(worked) - len(ordered)
    return [rich(*runs), *([context(plain(t("stats.others", count=rest)))] if rest else [])]


def agent(one: Group, most: int, t: Translate) -> list[Block]:
    """`▰▰▰▱▱▱▱▱▱▱ Anna · 12 gelöst · 3 offen · erste Antwort 25 Min.`."""
    first = one.first_response.median
    answered = [] if first is None else [t("stats.answered", span=of_number(Form.SPAN, first, t))]
    facts = [t("stats.resolved", count=one.resolved), t("stats.open", count=one.open), *answered]
    name = one_line(one.name or one.key, NAME)
    return [gap(f"{bar(one.resolved, most)} "), said(name, "bold"), gap(f" · {labels(facts)}")]


def mail(now: Figures, t: Translate) -> str:
    """What came and went."""
    found = now.mail
    counts = {"received": found.received, "sent": found.sent, "bounced": found.bounced}
    return t("stats.mail", quarantined=found.quarantined, dead=found.dead, **counts)


def spans(wish: Wish, t: Translate) -> list[Block]:
    """The other periods, of the same tickets; none where the filter is too long to stand behind a button."""
    if len(wish.filter) > VALUE - len(MONTH) - 1:
        return []
    others = {span: id_ for span, id_ in SPANS.items() if span != wish.span}
    return [button(heading(Wish(span, ""), t), id_, wish.say(span)) for span, id_ in others.items()]

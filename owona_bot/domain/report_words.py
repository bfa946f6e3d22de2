"""What of a report is said in which words: the same in Slack and on paper."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from owona_bot.domain.clock import Translate
from owona_bot.domain.filter_tree import Filter, People
from owona_bot.domain.filters import parse, write
from owona_bot.domain.report import Chart, Column, Figure, Form, Line, Raw, Report, ReportKind, Table, Value
from owona_bot.domain.report_hand_over import ASKS, TITLES, Heap
from owona_bot.domain.report_privacy import hidden

NONE = "–"

NOTHING: Mapping[Form, str] = {Form.AGENT: "report.nobody", Form.CHANNEL: "report.channel.unknown"}
"""What nothing is called, where it has a name."""

NOWHERE = ZoneInfo("UTC")
"""For values that are no moments."""

HOUR, TWO_DAYS, MANY_DAYS = 60, 48 * 60, 10 * 24 * 60
"""Minutes."""

TITLE: Mapping[ReportKind, str] = {
    ReportKind.DAILY: "report.daily",
    ReportKind.WEEKLY: "report.weekly",
    ReportKind.MONTHLY: "report.monthly",
    ReportKind.HANDOVER: "report.handover",
}

WORDS: Mapping[Form, Mapping[str, str]] = {
    Form.STATUS: {
        "new": "status.new",
        "investigating": "status.investigating",
        "waiting_customer": "status.waiting_customer",
        "resolved": "status.resolved",
        "closed": "status.closed",
    },
    Form.PRIORITY: {
        "low": "priority.low",
        "normal": "priority.normal",
        "high": "priority.high",
        "urgent": "priority.urgent",
    },
    Form.CATEGORY: {
        "bug": "category.bug",
        "billing": "category.billing",
        "integration": "category.integration",
        "ux": "category.ux",
        "other": "category.other",
    },
    Form.CHANNEL: {
        "web": "report.channel.web",
        "mail": "report.channel.mail",
        "slack": "report.channel.slack",
        "chat": "report.channel.chat",
    },
    Form.METRIC: {
        "first_response": "metric.first_response",
        "next_response": "metric.next_response",
        "resolution": "metric.resolution",
    },
}
"""Values that have a word; any other is said as it is."""

WEEKDAYS: Mapping[int, str] = {
    0: "weekday.monday",
    1: "weekday.tuesday",
    2: "weekday.wednesday",
    3: "weekday.thursday",
    4: "weekday.friday",
    5: "weekday.saturday",
    6: "weekday.sunday",
}


def title(report: Report, t: Translate) -> str:
    """`Wochenbericht`."""
    return t(TITLE[report.kind])


def span(report: Report, t: Translate) -> str:
    """`Mo., 16. Nov. 2026 – So., 22. Nov. 2026`, of one day that day alone; of a hand-over from when until when."""
    zone = ZoneInfo(report.zone)
    start, end = report.start.astimezone(zone), report.end.astimezone(zone)
    match report.kind:
        case ReportKind.DAILY:
            first, last = start.date(), (end - timedelta(microseconds=1)).date()
            return t.day(first) if first == last else f"{t.day(first)} – {t.day(last)}"
        case ReportKind.WEEKLY:
            last = (end - timedelta(microseconds=1)).date()
            return t("report.week", week=start.isocalendar().week, first=t.day(start.date()), last=t.day(last))
        case ReportKind.MONTHLY:
            return t.month(start.date())
        case ReportKind.HANDOVER:
            return f"{moment(start, zone, t)} – {moment(end, zone, t)}"


def about(report: Report, t: Translate) -> str:
    """Which tickets, in the reader's words and without addresses: channels read it. Nothing of all of them."""
    words = hidden(write(parse(report.filter), t.locale)) if report.filter else ""
    return t("report.about", filter=words) if words else ""


def made(report: Report, t: Translate) -> str:
    """When, and by which clock."""
    return t("report.made", when=moment(report.made_at, ZoneInfo(report.zone), t), zone=report.zone)


def sentence(line: Line, report: Report, t: Translate) -> str:
    """One of the summary."""
    return t(line.key, **{name: said(value, report, t) for name, value in line.values.items()})


def said(value: Value, report: Report, t: Translate) -> str:
    """A value in a sentence or a cell."""
    return spoken(value.form, value.raw, ZoneInfo(report.zone), t, year_of(report))


def spoken(form: Form, raw: Raw, zone: ZoneInfo, t: Translate, year: int | None = None) -> str:
    """What the form makes of it; what doesn't fit the form is said as it is. `year` goes without saying."""
    if raw is None:
        return t(NOTHING[form]) if form in NOTHING else NONE
    if isinstance(raw, str):
        return of_text(form, raw, zone, t, year)
    return of_number(form, raw, t)


def of_text(form: Form, raw: str, zone: ZoneInfo, t: Translate, year: int | None) -> str:
    """Days, moments, words that we know, and all that we don't."""
    if form is Form.DAY:
        return t.day(date.fromisoformat(raw), short=True)
    if form is Form.MOMENT:
        return moment(datetime.fromisoformat(raw), zone, t, year)
    word = WORDS.get(form, {}).get(raw)
    return t(word) if word else raw


def of_number(form: Form, raw: float, t: Translate) -> str:
    """With its unit."""
    match form:
        case Form.SPAN:
            return length(raw, t)
        case Form.SHARE:
            return t("report.percent", share=t.number(raw, 0 if raw in (0, 100) else 1))
        case Form.TICKET:
            return f"#{int(raw)}"
        case Form.HOUR:
            return t("report.hour", start=int(raw), end=(int(raw) + 1) % 24)
        case Form.WEEKDAY:
            return t(WEEKDAYS[int(raw) % 7])
    return t.number(raw)


def length(minutes: float, t: Translate) -> str:
    """`12 Min.`, `3 Std. 20 Min.`, `2,5 Tage`."""
    whole = round(minutes)
    if whole < HOUR:
        return t("report.minutes", minutes=whole)
    if whole >= TWO_DAYS:
        return t("report.days", days=t.number(minutes / (24 * HOUR), 0 if whole >= MANY_DAYS else 1))
    hours, rest = divmod(whole, HOUR)
    return t("report.hours_minutes", hours=hours, minutes=rest) if rest else t("report.hours", hours=hours)


def year_of(report: Report) -> int:
    """In which it was made."""
    return report.made_at.astimezone(ZoneInfo(report.zone)).year


def moment(when: datetime, zone: ZoneInfo, t: Translate, year: int | None = None) -> str:
    """`16.11., 14:30`: on the wall in `zone`, always with its day; with its year where that is not `year`."""
    there = when.astimezone(zone)
    day = t.day(there.date(), short=True)
    dated = day if year in (None, there.year) else t("report.with_year", day=day, year=there.year)
    return f"{dated}, {there:%H:%M}"


def by_portal(figure: Figure, t: Translate) -> str:
    """What the portal says where it says something else."""
    if figure.portal is None or of_number(figure.form, figure.portal, t) == value(figure, t):
        return ""
    return t("report.portal", value=of_number(figure.form, figure.portal, t))


def value(figure: Figure, t: Translate) -> str:
    """The number itself."""
    return NONE if figure.value is None else of_number(figure.form, figure.value, t)


def cells(table: Table, row: tuple[Raw, ...], report: Report, t: Translate) -> list[str]:
    """One text a column."""
    zone, year = ZoneInfo(report.zone), year_of(report)
    return [spoken(column.form, raw, zone, t, year) for column, raw in zip(table.columns, row, strict=True)]


def sums(table: Table, report: Report, t: Translate) -> list[str]:
    """Of the last row, whose first cell says that it has them."""
    if not table.total:
        return []
    zone, year = ZoneInfo(report.zone), year_of(report)
    told = [
        "" if raw is None else spoken(one.form, raw, zone, t, year)
        for one, raw in zip(table.columns, table.total, strict=True)
    ]
    return [t("report.sum"), *told[1:]]


def along(chart: Chart, point: Raw, t: Translate) -> str:
    """A point of a chart, as short as it can be."""
    if chart.along is Form.HOUR and isinstance(point, (int, float)):
        return t("report.oclock", hour=int(point))
    return spoken(chart.along, point, NOWHERE, t)


def heading(table: Table, t: Translate) -> str:
    """Of tickets also how many there are."""
    name = t(table.key)
    return t("report.heap", name=name, count=t.number(len(table.rows) + table.more)) if is_heap(table) else name


def beneath(table: Table, report: Report, t: Translate, shown: int | None = None) -> str:
    """How many are missing where the first `shown` rows are told, and where they are; None is all of the table's."""
    missing = table.more + (0 if shown is None else max(0, len(table.rows) - shown))
    if not missing:
        return ""
    count, there = t.number(missing), listed(table, report, t)
    if there:
        return t("report.heap_more_in", count=count, command=f"/ticket list {there}")
    return t("report.heap_more" if is_heap(table) else "report.more", count=count)


def listed(table: Table, report: Report, t: Translate) -> str:
    """The filter of a heap's list; nothing where there is none, or where it would name people."""
    ask = next((ask for heap, ask in ASKS.items() if TITLES[heap] == table.key and heap is not Heap.NEW), None)
    asked = parse(report.filter)
    if ask is None or any(isinstance(term.condition, People) for term in asked.terms):
        return ""
    found = parse(ask)
    return write(Filter((*asked.terms, *found.terms), found.sort), t.locale)


def is_heap(table: Table) -> bool:
    """Whether its rows are tickets."""
    return any(column.form is Form.TICKET for column in table.columns)


def headings(table: Table, t: Translate) -> list[str]:
    """One a column."""
    return [t(column.key) for column in table.columns]


def is_measure(column: Column) -> bool:
    """Whether what stands in it is read from the right, digit under digit."""
    return column.form in (Form.COUNT, Form.SPAN, Form.SHARE)

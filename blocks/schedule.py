"""The schedule as people see it: what happens by itself, when, how it went last, and what can be done about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from blocks import ids
from blocks.new_ticket import State, text_in
from blocks.parts import (
    Block,
    Post,
    View,
    actions,
    bullets,
    button,
    context,
    day_and_time,
    field,
    gap,
    labels,
    modal,
    plain,
    post,
    rich,
    said,
    section,
    spoken,
    suggesting,
    typed,
)
from blocks.report_words import runs
from blocks.rhythm import LINE, when
from blocks.text import cut, one_line
from owona_bot.domain.clock import Translate
from owona_bot.domain.report_schedule import from_json
from owona_bot.domain.schedule import Chore, Entry, Forecast, Meant, NewTime, Ran, Shown

SHOWN = 9
"""Entries of one message; the others are shown by their names."""

SAMPLE = 10
"""Tickets that a preview names."""

NAME, TITLE, REASON = 60, 80, 300

DOES: dict[str, str] = {
    Chore.AUTO_CLOSE: "schedule.does_auto_close",
    Chore.REMIND: "schedule.does_remind",
    Chore.PRUNE: "schedule.does_prune",
    Chore.ASSIGN: "schedule.does_assign",
}

COUNTED: dict[str, str] = {
    "closed": "schedule.closed",
    "not_closed": "schedule.not_closed",
    "reminded": "schedule.reminded",
    "not_written_to": "schedule.not_written_to",
    "rows": "schedule.rows",
    "queued": "schedule.queued",
    "reports": "schedule.reports",
}
"""Of an outcome."""

MEANT: dict[str, str] = {
    Chore.AUTO_CLOSE: "schedule.would_close",
    Chore.REMIND: "schedule.would_remind",
    Chore.ASSIGN: "schedule.would_assign",
}
"""What a run would do to tickets."""


def listed(entries: Sequence[Shown], now: datetime, t: Translate, *, changes: bool) -> Post:
    """All of them; `changes` adds the buttons for whoever may."""
    shown = entries[:SHOWN]
    more = [context(plain(t("schedule.more", count=len(entries) - SHOWN)))] if len(entries) > SHOWN else []
    blocks = [block for one in shown for block in entry(one, now, t, changes=changes)]
    told = [f"{one.entry.name}: {when(one.entry, t)}, {state(one, now, t)}" for one in shown]
    heading = t("schedule.heading") if entries else t("schedule.empty")
    return post(f"{heading} {'; '.join(told)}", section(heading), *blocks, *more)


def one(shown: Shown, now: datetime, t: Translate, *, changes: bool) -> Post:
    """What it is like now."""
    told = f"{shown.entry.name}: {when(shown.entry, t)}, {state(shown, now, t)}"
    return post(told, *entry(shown, now, t, changes=changes))


def entry(shown: Shown, now: datetime, t: Translate, *, changes: bool) -> list[Block]:
    """Its name and what it does; when, next and last; the buttons."""
    one = shown.entry
    failed = reason(shown.ran) if shown.ran else []
    return [
        rich(said(one_line(one.name, NAME), "bold"), *does(shown, t)),
        context(plain(labels([when(one, t), *([t("schedule.paused")] if one.paused else [])])), *next_run(one, now, t)),
        *last_run(shown.ran, now, t),
        *failed,
        *(actions(*buttons(one, t)) if changes else []),
    ]


def does(shown: Shown, t: Translate) -> list[Block]:
    """What it is for, in a rich text."""
    one = shown.entry
    if one.job == Chore.REPORT:
        what = t("schedule.does_report")
        return [gap(f" {what} "), *runs(from_json(one.spec), t)]
    what = t(DOES[one.job], span=span(shown.days or 0, t)) if one.job in DOES else one_line(one.job, NAME)
    return [gap(f" {what}")]


def span(days: int, t: Translate) -> str:
    """`14 days`; German says them as they follow `seit`."""
    return t("schedule.one_day") if days == 1 else t("schedule.many_days", days=days)


def buttons(one: Entry, t: Translate) -> list[Block]:
    """Each says what would be typed."""
    name = key(one)
    resume = button(t("schedule.resume"), ids.SCHEDULE_TURN, f"resume {name}", "primary")
    turn = resume if one.paused else button(t("schedule.pause"), ids.SCHEDULE_TURN, f"pause {name}")
    return [
        button(t("schedule.run"), ids.SCHEDULE_NOW, f"run {name}"),
        *([] if one.needed else [turn]),
        button(t("schedule.time"), ids.SCHEDULE_CLOCK, f"time {name}"),
    ]


def key(one: Entry) -> str:
    """What a button and a form know it by."""
    return one_line(one.name, NAME)


def next_run(one: Entry, now: datetime, t: Translate) -> list[Block]:
    """In the reader's own zone; nothing while it is paused."""
    if one.paused or one.next_at is None:
        return []
    return [plain(t("schedule.next")), day_and_time(one.next_at.timestamp(), t.moment(one.next_at, now))]


def last_run(ran: Ran | None, now: datetime, t: Translate) -> list[Block]:
    """When, and how it ended."""
    if ran is None:
        return [context(plain(t("schedule.never")))]
    moment = day_and_time(ran.fired_at.timestamp(), t.moment(ran.fired_at, now))
    return [context(plain(t("schedule.last")), moment, plain(labels([*marks(ran, t), ended(ran, t)])))]


def marks(ran: Ran, t: Translate) -> list[str]:
    """By hand, or late."""
    if ran.by_hand is not None:
        return [t("schedule.by_hand")]
    if ran.missed:
        return [t("schedule.late_missed", count=ran.missed)]
    return [t("schedule.late")] if ran.late else []


def ended(ran: Ran, t: Translate) -> str:
    """How far it is, or what it did."""
    if ran.state in ("waiting", "running"):
        return t("schedule.runs")
    if ran.state == "failed":
        return t("schedule.failed")
    return counted(ran.outcome, t)


def counted(outcome: Mapping[str, int], t: Translate) -> str:
    """`3 closed`; what counts nothing is not told."""
    told = [t(COUNTED[name], count=count) for name, count in outcome.items() if count and name in COUNTED]
    return ", ".join(told) or t("schedule.nothing")


def reason(ran: Ran) -> list[Block]:
    """Why it failed; the words may be anybody's."""
    if ran.state != "failed" or not ran.reason:
        return []
    return spoken(cut(ran.reason, REASON), "rich_text_preformatted", rest="")


def state(shown: Shown, now: datetime, t: Translate) -> str:
    """For the ear, and where Slack writes no dates."""
    one = shown.entry
    if one.paused:
        return t("schedule.paused")
    return f"{t('schedule.next')} {t.moment(one.next_at, now)}" if one.next_at else t("schedule.stands_still")


def preview(one: Entry, forecast: Forecast | None, t: Translate) -> View:
    """What a run would do now, before it does; `forecast` None: nobody has counted yet."""
    counts = promised(one.job, forecast, t) if forecast is not None else [context(plain(t("schedule.counting")))]
    blocks = [section(t("schedule.preview", name=one_line(one.name, NAME))), *counts]
    title, submit = t("schedule.run_title"), t("schedule.run")
    return modal(ids.SCHEDULE_RUN, title, submit, t("form.close"), blocks, key(one))


def promised(job: str, forecast: Forecast, t: Translate) -> list[Block]:
    """Tickets by number and title, or rows in sum."""
    if job == Chore.REPORT:
        return [rich(said(t("schedule.would_report", count=sum(forecast.rows.values())), "bold"))]
    if job not in MEANT:
        return [rich(said(t("schedule.would_prune", count=sum(forecast.rows.values())), "bold"))]
    count = f"{forecast.count}+" if forecast.more else f"{forecast.count}"
    meant = [one for one in forecast.tickets if one.why_not is None]
    silent = len(forecast.tickets) - forecast.count
    rest = [context(plain(t("bulk.others", count=len(meant) - SAMPLE)))] if len(meant) > SAMPLE else []
    passed = [context(plain(t("schedule.would_not", count=silent)))] if silent else []
    sample = [bullets(*([gap(line(one, t))] for one in meant[:SAMPLE]))] if meant else []
    return [rich(said(t(MEANT[job], count=count), "bold")), *sample, *rest, *passed]


def line(one: Meant, t: Translate) -> str:
    """`#1001 Bilder fehlen`."""
    return f"#{one.number} {one_line(one.title, TITLE) or t('letter.untitled')}"


def begun(name: str, t: Translate) -> View:
    """In the preview's place."""
    sentence = t("schedule.begun", name=one_line(name, NAME))
    return modal(ids.NOTICE, t("schedule.run_title"), "", t("notice.close"), [section(sentence)])


def time_form(one: Entry, zone: str, t: Translate) -> View:
    """The cron line, with an example for whoever has never seen one."""
    cron = suggesting(typed(ids.VALUE, one.cron, LINE), "30 3 * * *")
    blocks = [
        section(t("schedule.time_about", name=one_line(one.name, NAME), when=when(one, t))),
        field(ids.CRON, t("schedule.cron_label"), cron, t("schedule.cron_hint", zone=zone)),
    ]
    return modal(ids.SCHEDULE_TIME, t("schedule.time_title"), t("form.save"), t("form.close"), blocks, key(one))


def read(name: str, state: State, zone: str) -> NewTime:
    """As it was typed."""
    return NewTime(name, text_in(state, ids.CRON), zone)


def changed(shown: Shown, now: datetime, t: Translate) -> View:
    """In the form's place: when it runs from now on."""
    return modal(ids.NOTICE, t("schedule.time_title"), "", t("notice.close"), entry(shown, now, t, changes=False))


def alarm(name: str, ran: Ran, t: Translate) -> Post:
    """To operations: it failed, what that means, and that nothing has to be pressed."""
    sentence, next_time = t("schedule.alarm", name=one_line(name, NAME)), t("schedule.alarm_next")
    return post(f"{sentence} {next_time}", section(sentence), *reason(ran), context(plain(next_time)))

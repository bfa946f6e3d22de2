"""Reports that people want: the two forms, and what is scheduled, with what can be done about it."""

from collections.abc import Sequence
from datetime import datetime

from blocks import ids
from blocks.new_ticket import State, chosen_in, several_in, text_in
from blocks.parts import (
    Block,
    Post,
    View,
    actions,
    button,
    channel,
    context,
    day,
    field,
    gap,
    labels,
    modal,
    people,
    plain,
    post,
    rich,
    said,
    section,
    select,
    suggesting,
    sure,
    switch,
    time_of_day,
    typed,
)
from blocks.report_words import runs, told
from blocks.rhythm import LINE, when
from blocks.schedule import last_run, next_run, reason, state
from blocks.words import WEEKDAY
from owona_bot.domain.clock import Translate
from owona_bot.domain.report import ReportKind
from owona_bot.domain.report_ask import Asked
from owona_bot.domain.report_schedule import LAST_OF_MONTH, MONTHDAY, RHYTHMS, USUAL, Rhythm, Typed, from_json
from owona_bot.domain.report_schedule import WEEKDAY as ON_WEEKDAY
from owona_bot.domain.report_words import TITLE
from owona_bot.domain.schedule import Shown

SHOWN = 9
"""Entries of one message."""

FILTER = 1_000

HAS_PDF = "pdf"

LANGUAGES = {"de": "Deutsch", "en": "English"}


def form(asked: Asked, t: Translate, channel_asked_in: str = "") -> View:
    """One report, now; where it was asked for comes back with it."""
    fields = [
        *which(asked, t),
        field(ids.DAY, t("report_schedule.day"), day(ids.VALUE), t("report_schedule.day_hint"), optional=True),
        field(
            ids.CHANNEL,
            t("report_schedule.channel"),
            channel(ids.VALUE),
            t("report_schedule.channel_now"),
            optional=True,
        ),
        pdf(t),
    ]
    title, submit = t("report_schedule.now_title"), t("report_schedule.make")
    return modal(ids.REPORT_FORM, title, submit, t("form.close"), fields, channel_asked_in)


def plan_form(asked: Asked, zone: str, t: Translate) -> View:
    """Again and again, by the clock of `zone`; for nobody else it is for who asks."""
    kind = asked.kind or ReportKind.WEEKLY
    fields = [
        *which(asked, t),
        field(ids.RHYTHM, t("report_schedule.rhythm"), select(ids.VALUE, rhythms(t), USUAL[kind])),
        field(
            ids.AT, t("report_schedule.at"), time_of_day(ids.VALUE, "08:00"), t("report_schedule.at_hint", zone=zone)
        ),
        field(
            ids.CRON,
            t("report_schedule.cron"),
            suggesting(typed(ids.VALUE, "", LINE), "0 6,14,22 * * *"),
            t("report_schedule.cron_hint"),
            optional=True,
        ),
        field(
            ids.CHANNEL,
            t("report_schedule.channel"),
            channel(ids.VALUE),
            t("report_schedule.channel_hint"),
            optional=True,
        ),
        field(
            ids.PEOPLE,
            t("report_schedule.to_people"),
            people(ids.VALUE),
            t("report_schedule.people_hint"),
            optional=True,
        ),
        field(
            ids.MAILS, t("report_schedule.to_mails"), people(ids.VALUE), t("report_schedule.mails_hint"), optional=True
        ),
        pdf(t),
        field(ids.LANGUAGE, t("report_schedule.language"), select(ids.VALUE, LANGUAGES, t.locale)),
    ]
    return modal(ids.REPORT_SCHEDULE, t("report_schedule.title"), t("form.save"), t("form.close"), fields)


def which(asked: Asked, t: Translate) -> list[Block]:
    """Which report, of which tickets."""
    kinds = {kind.value: t(TITLE[kind]) for kind in ReportKind}
    return [
        field(ids.KIND, t("report_schedule.kind"), select(ids.VALUE, kinds, asked.kind or ReportKind.WEEKLY)),
        field(
            ids.FILTER,
            t("report_schedule.filter"),
            suggesting(typed(ids.VALUE, asked.filter, FILTER), t("report_schedule.filter_example")),
            t("report_schedule.filter_hint"),
            optional=True,
        ),
    ]


def pdf(t: Translate) -> Block:
    """Whether the file is wanted."""
    box = switch(ids.VALUE, HAS_PDF, t("report_schedule.with_pdf"), on=False)
    return field(ids.PDF, t("report_schedule.file"), box, optional=True)


def rhythms(t: Translate) -> dict[str, str]:
    """Simple answers to when."""
    return {one: rhythm(one, t) for one in RHYTHMS}


def rhythm(one: str, t: Translate) -> str:
    """In words."""
    if one.startswith(ON_WEEKDAY):
        return t("report_schedule.each_week", day=t(WEEKDAY[int(one.removeprefix(ON_WEEKDAY))]))
    if one == f"{MONTHDAY}{LAST_OF_MONTH}":
        return t("report_schedule.each_month_end")
    if one.startswith(MONTHDAY):
        return t("report_schedule.each_month", day=one.removeprefix(MONTHDAY))
    return t("report_schedule.each_day" if one == Rhythm.DAILY else "report_schedule.each_workday")


def read(state_: State) -> Typed:
    """Of either form, as it was chosen and typed."""
    return Typed(
        kind=chosen_in(state_, ids.KIND),
        filter=text_in(state_, ids.FILTER),
        channel=picked(state_, ids.CHANNEL, "selected_conversation"),
        people=users_in(state_, ids.PEOPLE),
        mails=users_in(state_, ids.MAILS),
        pdf=HAS_PDF in several_in(state_, ids.PDF),
        locale=chosen_in(state_, ids.LANGUAGE),
        day=picked(state_, ids.DAY, "selected_date"),
        rhythm=chosen_in(state_, ids.RHYTHM),
        at=picked(state_, ids.AT, "selected_time"),
        cron=text_in(state_, ids.CRON),
    )


def picked(state_: State, name: str, key: str) -> str:
    """Of a picker; empty when nothing was."""
    value = state_.get(name, {}).get(ids.VALUE, {}).get(key)
    return value if isinstance(value, str) else ""


def users_in(state_: State, name: str) -> list[str]:
    """Slack ids."""
    chosen = state_.get(name, {}).get(ids.VALUE, {}).get("selected_users")
    return [one for one in chosen if isinstance(one, str)] if isinstance(chosen, list) else []


def listed(entries: Sequence[tuple[Shown, bool]], now: datetime, t: Translate) -> Post:
    """All that the team scheduled; whether the reader may change it stands beside each."""
    heading = t("report_schedule.heading") if entries else t("report_schedule.none")
    shown = [block for one, changes in entries[:SHOWN] for block in entry(one, now, t, changes=changes)]
    more = [context(plain(t("schedule.more", count=len(entries) - SHOWN)))] if len(entries) > SHOWN else []
    words = "; ".join(spoken(one, now, t) for one, _ in entries)
    new = actions(button(t("report_schedule.new"), ids.REPORT_PLAN, "schedule"))
    return post(f"{heading} {words}", section(heading), *shown, *more, *new)


def one(shown: Shown, now: datetime, t: Translate, *, changes: bool, heading: str = "") -> Post:
    """As it is now, after what the heading says was done."""
    first = [section(heading)] if heading else []
    return post(f"{heading} {spoken(shown, now, t)}", *first, *entry(shown, now, t, changes=changes))


def spoken(shown: Shown, now: datetime, t: Translate) -> str:
    """For the ear."""
    order = from_json(shown.entry.spec)
    return f"{shown.entry.name}: {told(order, t)}, {when(shown.entry, t)}, {state(shown, now, t)}"


def entry(shown: Shown, now: datetime, t: Translate, *, changes: bool) -> list[Block]:
    """Its name and what it is; when, next and last; the buttons."""
    one = shown.entry
    paused = [t("schedule.paused")] if one.paused else []
    return [
        rich(said(one.name, "bold"), gap(" "), *runs(from_json(one.spec), t)),
        context(plain(labels([when(one, t), *paused])), *next_run(one, now, t)),
        *last_run(shown.ran, now, t),
        *(reason(shown.ran) if shown.ran else []),
        *(actions(*buttons(shown, t)) if changes else []),
    ]


def buttons(shown: Shown, t: Translate) -> list[Block]:
    """Each says what would be typed."""
    name = shown.entry.name
    if shown.entry.paused:
        turn = button(t("schedule.resume"), ids.REPORT_TURN, f"resume {name}", "primary")
    else:
        turn = button(t("schedule.pause"), ids.REPORT_TURN, f"pause {name}")
    return [button(t("report_schedule.run"), ids.REPORT_NOW, f"run {name}"), turn, deleting(name, t)]


def deleting(name: str, t: Translate) -> Block:
    """Asks once more."""
    asked = button(t("report_schedule.delete"), ids.REPORT_DELETE, f"delete {name} yes", "danger")
    question = t("report_schedule.delete_sure", name=name)
    return sure(
        asked, t("report_schedule.delete_title"), question, t("report_schedule.delete"), t("report_schedule.keep")
    )


def doomed(shown: Shown, now: datetime, t: Translate) -> Post:
    """Typed, it is not done before somebody presses."""
    question = t("report_schedule.delete_asks", name=shown.entry.name)
    blocks = entry(shown, now, t, changes=False)
    return post(question, section(question), *blocks, *actions(deleting(shown.entry.name, t)))


def deleted(name: str, t: Translate) -> Post:
    """Gone."""
    sentence = t("report_schedule.deleted", name=name)
    return post(sentence, section(sentence))


def begun(t: Translate) -> Post:
    """It comes by itself."""
    sentence = t("report_schedule.begun")
    return post(sentence, section(sentence))


def begun_view(t: Translate) -> View:
    """In the form's place."""
    return modal(ids.NOTICE, t("report_schedule.now_title"), "", t("notice.close"), begun(t).blocks)


def saved(shown: Shown, now: datetime, t: Translate) -> View:
    """In the form's place: when it comes first."""
    blocks = [section(t("report_schedule.saved")), *entry(shown, now, t, changes=False)]
    return modal(ids.NOTICE, t("report_schedule.title"), "", t("notice.close"), blocks)

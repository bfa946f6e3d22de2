"""An export: the form, the one message that tells how far it has come, and the last ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from blocks import ids, notice
from blocks.new_ticket import State, chosen_in, several_in, text_in
from blocks.parts import (
    INPUT,
    Block,
    Post,
    View,
    actions,
    boxes,
    button,
    context,
    dated,
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
    select,
    several,
    suggesting,
    sure,
    ticked,
    typed,
)
from blocks.parts import day as day_picker
from blocks.parts import link as link_to
from blocks.text import one_line
from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Export, Format, Spec, What
from owona_bot.domain.export_columns import PAPER, TICKET
from owona_bot.domain.export_job import Progress, Reason, Way, filter_words, left, refusal_in, share
from owona_bot.domain.export_words import Asked, Kind, between, kind_of
from owona_bot.domain.list_errors import FilterTooLong

MESSAGES, NOTES = "messages", "notes"

FILTER, NAME = 200, 60
"""Characters that each may take of a line."""

KIND: dict[Kind, str] = {
    Kind.CSV: "export.csv",
    Kind.EXCEL: "export.excel",
    Kind.JSON: "export.json",
    Kind.NDJSON: "export.ndjson",
    Kind.XLSX: "export.xlsx",
    Kind.PDF: "export.pdf",
}

WHAT: dict[What, str] = {What.TICKETS: "export.what_tickets", What.METRICS: "export.what_metrics"}

ALL: dict[What, str] = {What.TICKETS: "export.all_tickets", What.METRICS: "export.what_metrics"}

FAILED: dict[str, str] = {
    Reason.DISK_FULL: "export.failed_disk_full",
    Reason.MAY_NOT: "export.failed_may_not",
    Reason.LEFT: "export.failed_left",
    Reason.DIED: "export.failed_died",
    Reason.FAULT: "export.failed_fault",
}

STATE: dict[str, str] = {
    "waiting": "export.is_waiting",
    "running": "export.is_running",
    "done": "export.is_done",
    "failed": "export.is_failed",
    "cancelled": "export.is_cancelled",
}


def form(asked: Asked, t: Translate, *, notes: bool) -> View:
    """What was said already stands there; `notes`: whether whoever asks may have internal ones. Raises FilterTooLong.

    The filter comes first: what is wrong with its words is told there.
    """
    if len(asked.filter) > INPUT:
        raise FilterTooLong(limit=INPUT, length=len(asked.filter))
    which = suggesting(typed(ids.VALUE, asked.filter), t("export.example"))
    blocks = [
        field(ids.FILTER, t("export.filter"), which, t("export.filter_hint"), optional=True),
        field(ids.SINCE, t("export.since"), day_picker(ids.VALUE), optional=True),
        field(ids.UNTIL, t("export.until"), day_picker(ids.VALUE), optional=True),
        field(
            ids.KIND,
            t("export.kind"),
            select(ids.VALUE, kinds(t), (asked.kind or Kind.CSV).value),
            t("export.kind_hint", most=t.number(PAPER)),
        ),
        field(
            ids.WHAT, t("export.what"), select(ids.VALUE, {one.value: t(WHAT[one]) for one in What}, asked.what.value)
        ),
        field(ids.WITH, t("export.with"), contents(asked, t, notes=notes), optional=True),
        field(ids.COLUMNS, t("export.columns"), columns(t), t("export.columns_hint"), optional=True),
    ]
    return modal(ids.EXPORT_FORM, t("export.title"), t("export.start"), t("form.close"), blocks)


def kinds(t: Translate) -> dict[str, str]:
    """Value to label."""
    return {kind.value: t(KIND[kind]) for kind in Kind}


def contents(asked: Asked, t: Translate, *, notes: bool) -> Block:
    """Boxes; that of the notes only for who may."""
    offered = {MESSAGES: t("export.messages")} | ({NOTES: t("export.notes")} if notes else {})
    on = {MESSAGES} if asked.messages else set()
    return ticked(boxes(ids.VALUE, offered), on | ({NOTES} if asked.notes else set()))


def columns(t: Translate) -> Block:
    """None chosen: the usual ones."""
    return several(ids.VALUE, {column.name: t(column.heading) for column in TICKET})


def read(state: State) -> Asked:
    """As it was chosen and typed."""
    first, last = (day_in(state, name) for name in (ids.SINCE, ids.UNTIL))
    ticks = several_in(state, ids.WITH)
    return Asked(
        kind=Kind(chosen_in(state, ids.KIND) or Kind.CSV),
        what=What(chosen_in(state, ids.WHAT) or What.TICKETS),
        messages=MESSAGES in ticks,
        notes=NOTES in ticks,
        columns=tuple(several_in(state, ids.COLUMNS)),
        filter=between(text_in(state, ids.FILTER).strip(), first, last),
    )


def day_in(state: State, name: str) -> str:
    """`2026-11-26`; empty where none was chosen."""
    value = state.get(name, {}).get(ids.VALUE, {}).get("selected_date")
    return value if isinstance(value, str) else ""


def begun(spec: Spec, t: Translate) -> Post:
    """To whoever typed it: where the rest is told."""
    sentence = t("export.begun", kind=t(KIND[kind_of(spec)]))
    paper = spec.what is What.TICKETS and spec.format is Format.PDF
    limit = [context(plain(t("export.kind_hint", most=t.number(PAPER))))] if paper else []
    return post(sentence, section(sentence), *limit)


def progress(so_far: Progress, link: str | None, t: Translate) -> Post:
    """One message all the way; `link` leads to the file, where there is one."""
    sentence = told(so_far, t)
    return post(
        sentence,
        section(sentence),
        context(plain(labels(about(so_far.export.spec, t)))),
        *whole(so_far, link, t),
        *([] if so_far.ended else actions(stop(so_far, t))),
    )


def told(so_far: Progress, t: Translate) -> str:
    """Where it stands."""
    export = so_far.export
    kind = t(KIND[kind_of(export.spec)])
    match export.state:
        case "waiting":
            return t("export.waiting", kind=kind)
        case "running":
            return labels([t("export.running", kind=kind), *moving(so_far, t)])
        case "cancelled":
            return t("export.cancelled", kind=kind)
        case "failed":
            return " ".join([t("export.failed", kind=kind), why(export.reason or "", t)])
    if export.rows == 0:
        return t("export.empty", kind=kind)
    return labels([t("export.done", kind=kind), count(so_far, t), size(export.size, t)])


def why(reason: str, t: Translate) -> str:
    """In words; a refusal has its own."""
    refusal = refusal_in(reason)
    return notice.refusal(*refusal, t) if refusal else t(FAILED.get(reason, "export.failed_fault"))


def moving(so_far: Progress, t: Translate) -> list[str]:
    """Rows, share and the time that is left, as far as they are known."""
    export = so_far.export
    if not export.total or export.total < export.rows:
        return [count(so_far, t)] if export.rows else []
    of = t("export.rows_of", rows=t.number(export.rows), total=t.number(export.total))
    rest = left(export.rows, export.total, so_far.elapsed)
    return [of, f"{share(export.rows, export.total)} %", *([lasts(rest, t)] if rest else [])]


def lasts(rest: timedelta, t: Translate) -> str:
    """`about 20 seconds left`, `about 3 minutes left`."""
    seconds = round(rest.total_seconds())
    if seconds < 60:
        return t("export.seconds_left", count=seconds)
    return t("export.minute_left") if seconds == 60 else t("export.minutes_left", count=t.number(seconds // 60))


def count(so_far: Progress, t: Translate) -> str:
    """`1,234 tickets`."""
    export = so_far.export
    if export.spec.what is What.METRICS:
        return t("export.figures", count=t.number(export.rows))
    return t("export.one_ticket") if export.rows == 1 else t("export.tickets", count=t.number(export.rows))


def size(many: int, t: Translate) -> str:
    """`12,3 MB`; a thousand is a thousand."""
    for unit, of in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if many >= of:
            return f"{t.number(many / of, 1)} {unit}"
    return f"{t.number(many)} B"


def about(spec: Spec, t: Translate) -> list[str]:
    """What it is of."""
    what = one_line(filter_words(spec, t.locale), FILTER) if spec.filter else t(ALL[spec.what])
    inside = [t("export.messages")] if spec.messages else []
    return [what, *inside, *([t("export.notes")] if spec.notes else [])]


def title(export: Export, t: Translate) -> str:
    """Of the file, where it stands."""
    return labels([one_line(export.name, NAME), *about(export.spec, t)])


def whole(so_far: Progress, link: str | None, t: Translate) -> list[Block]:
    """Once it is done: its checksum, and where it is."""
    export = so_far.export
    if export.state != "done" or export.sha256 is None:
        return []
    checksum = rich(said(one_line(export.name, NAME)), gap(" · SHA-256 "), said(export.sha256.hex(), "code"))
    return [checksum, *where(so_far, link, t)]


def where(so_far: Progress, link: str | None, t: Translate) -> list[Block]:
    """Beneath, behind a link until a day, or not here."""
    export, upload = so_far.export, so_far.upload
    if link is not None:
        until = dated(export.expires_at.timestamp(), "{date_short_pretty}", t.day(export.expires_at.date()))
        until_when = t("export.link_until")
        return [rich(link_to(link, t("export.download")), gap(f" {until_when} "), until)]
    if upload.handed is Way.FILE:
        return [context(plain(t("export.beneath")))]
    if upload.handed is Way.NOTHING:
        return [context(plain(t("export.too_large" if export.size else "export.no_bytes")))]
    return [context(plain(t("export.again" if upload.tries > 1 else "export.uploading")))]


def stop(so_far: Progress, t: Translate) -> Block:
    """Nothing of it stays: asked once more."""
    asked = button(t("export.cancel"), ids.EXPORT_CANCEL, str(so_far.export.id))
    return sure(asked, t("export.cancel"), t("export.cancel_text"), t("export.cancel_yes"), t("export.cancel_no"))


def listed(found: Sequence[Progress], now: datetime, t: Translate, *, others: bool, links: bool) -> Post:
    """The newest first; `others`: not only one's own, so each has a name."""
    heading = t("export.heading") if found else t("export.none")
    blocks = [block for one in found for block in entry(one, now, t, others=others, links=links)]
    names = [f"{one.export.name}: {t(STATE[one.export.state])}" for one in found]
    return post(" ".join([heading, *names]), section(heading), *blocks)


def entry(one: Progress, now: datetime, t: Translate, *, others: bool, links: bool) -> list[Block]:
    """Its name and what came of it; what it is of; what can be done."""
    export = one.export
    made = [count(one, t), size(export.size, t)] if export.state == "done" else []
    by = [one_line(one.agent, NAME)] if others else []
    kept = export.state == "done" and export.expires_at > now
    fetch = [button(t("export.link"), ids.EXPORT_LINK, str(export.id))] if links and kept and export.size else []
    gone = [t("export.gone")] if export.state == "done" and not kept else []
    return [
        rich(said(one_line(export.name, NAME), "bold"), gap(f" · {labels([t(STATE[export.state]), *made, *gone])}")),
        context(
            plain(labels([*by, *about(export.spec, t)])),
            day_and_time(export.as_of.timestamp(), t.moment(export.as_of, now)),
        ),
        *actions(*fetch, *([] if one.ended else [stop(one, t)])),
    ]


def fetched(so_far: Progress, link: str, t: Translate) -> Post:
    """A link for whoever pressed."""
    sentence = t("export.here", name=one_line(so_far.export.name, NAME))
    return post(sentence, section(sentence), *where(so_far, link, t))

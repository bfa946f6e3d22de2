"""The two modals of an answer: what is to be said, and how it goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from typing import Literal, TypedDict

from blocks import ids
from blocks.new_ticket import State, chosen_in
from blocks.parts import (
    Block,
    View,
    context,
    field,
    files,
    formatted,
    framed,
    labels,
    modal,
    plain,
    section,
    select,
    switch,
    verbatim,
)
from blocks.text import cut, lines, one_line
from blocks.thread import author
from blocks.ticket_card import ADDRESS, NAME, headline, requester
from blocks.words import STATUS
from owona_bot.domain.clock import Translate
from owona_bot.domain.message import Author, Message
from owona_bot.domain.reply import CHOICES, KEEP, MOST_FILES, File
from owona_bot.domain.text import is_blank
from owona_bot.domain.ticket import DONE, Status, Ticket

NEWS = 5
"""Messages that are shown before an answer goes out; more would hide it."""

NEWS_TEXT = 1_500
"""Characters of each."""

RichText = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form's fields, unchecked; `status` is one of CHOICES or KEEP."""

    rich_text: RichText = made(default_factory=dict)
    status: str = KEEP
    internal: bool = False
    files: Sequence[File] = ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What leaves with the Send button. `body` is the letter's text; without a letter (`why_no_letter`, a key of the
    catalogue) or for a note it is the text alone. `since` is what people wrote in the meantime.
    """

    body: str
    subject: str
    to: str
    internal: bool
    status: Status | None
    files: Sequence[File]
    since: Sequence[Message]
    why_no_letter: str | None


class Shown(TypedDict):
    """The arguments of an ack that shows a view above the form, or in place of the one that was sent."""

    response_action: Literal["push", "update"]
    view: View


def form(ticket: Ticket, memo: str, t: Translate, values: Typed) -> View:
    """`memo` comes back with the submission; of `values` the files can't stand there already."""
    about = labels([one_line(headline(ticket, t), 100), requester(ticket.requester, t)])
    return modal(
        ids.REPLY_FORM,
        t("reply.title"),
        t("reply.next"),
        t("reply.close"),
        [context(plain(about)), *fields(values, t)],
        memo,
    )


def usual(ticket: Ticket) -> str:
    """The status that an answer brings unless its writer says otherwise; what is done stays done."""
    return KEEP if ticket.status in DONE else CHOICES[0].value


def fields(values: Typed, t: Translate) -> list[Block]:
    """What is said, what becomes of the ticket, to whom it goes, and what goes along."""
    rich_text = values.rich_text if values.rich_text.get("elements") else None
    statuses = {status.value: t(STATUS[status]) for status in CHOICES} | {KEEP: t("reply.keep")}
    note = switch(ids.VALUE, ids.INTERNAL, t("reply.internal"), on=values.internal)
    return [
        field(ids.TEXT, t("reply.text"), formatted(ids.VALUE, rich_text)),
        field(ids.STATUS, t("reply.status"), select(ids.VALUE, statuses, values.status)),
        field(ids.INTERNAL, t("reply.audience"), note, t("reply.internal_hint"), optional=True),
        field(ids.FILES, t("reply.files"), files(ids.VALUE, MOST_FILES), t("reply.files_hint"), optional=True),
    ]


def read(state: State) -> Typed:
    """As it was typed and chosen; what is no file object is none."""
    rich_text = value_in(state, ids.TEXT).get("rich_text_value")
    chosen = value_in(state, ids.INTERNAL).get("selected_options")
    sent = value_in(state, ids.FILES).get("files")
    return Typed(
        rich_text=rich_text if isinstance(rich_text, Mapping) else {},
        status=chosen_in(state, ids.STATUS),
        internal=bool(chosen),
        files=[file_of(file) for file in sent if isinstance(file, Mapping)] if isinstance(sent, list) else (),
    )


def value_in(state: State, name: str) -> Mapping[str, object]:
    """What the element of that field says."""
    return state.get(name, {}).get(ids.VALUE, {})


def file_of(file: Mapping[str, object]) -> File:
    """https://docs.slack.dev/reference/objects/file-object; its size is measured again when it is fetched."""
    id_, size = str(file.get("id")), file.get("size")
    name = one_line(str(file.get("name") or file.get("title") or id_), 200)
    return File(
        id_, name, str(file.get("mimetype") or "application/octet-stream"), size if isinstance(size, int) else 0
    )


def preview(outgoing: Outgoing, memo: str, t: Translate) -> View:
    """What was written in the meantime first; then every character of what goes out."""
    send = t("reply.file_note") if outgoing.internal else t("reply.send")
    blocks = [*news(outgoing.since, t), *heading(outgoing, t), *verbatim(outgoing.body), *consequences(outgoing, t)]
    return modal(ids.REPLY_PREVIEW, t("reply.preview"), send, t("reply.back"), blocks, memo)


def news(since: Sequence[Message], t: Translate) -> list[Block]:
    """The newest of what the writer can't have seen, oldest first."""
    if not since:
        return []
    shown = since[-NEWS:]
    more = [context(plain(t("reply.more_news", count=len(since) - NEWS)))] if len(since) > NEWS else []
    return [section(t("reply.news")), *more, *(block for message in shown for block in quoted(message, t))]


def quoted(message: Message, t: Translate) -> list[Block]:
    """Who, and what was said."""
    said = t("thread.writes") if message.author is Author.CUSTOMER else t("thread.answers")
    text = cut(lines(message.text[: 4 * NEWS_TEXT]), NEWS_TEXT)
    body = [] if is_blank(text) else [framed(text, "rich_text_quote")]
    return [context(plain(f"{author(message, t)} {said}")), *body]


def heading(outgoing: Outgoing, t: Translate) -> list[Block]:
    """To whom it goes, or why to nobody."""
    if outgoing.internal:
        return [section(t("reply.stays_inside"))]
    if outgoing.why_no_letter:
        return [section(t("reply.no_letter", why=t(outgoing.why_no_letter)))]
    to = t("reply.to", address=one_line(outgoing.to, ADDRESS))
    return [context(plain(to)), context(plain(t("reply.subject", subject=one_line(outgoing.subject, 250))))]


def consequences(outgoing: Outgoing, t: Translate) -> list[Block]:
    """What goes along, and what becomes of the ticket."""
    names = ", ".join(one_line(file.name, NAME) for file in outgoing.files)
    status = t(STATUS[outgoing.status]) if outgoing.status else t("reply.keep")
    told = [t("reply.with_files", names=names)] if names else []
    return [context(plain(line)) for line in [*told, *([] if outgoing.internal else [t("reply.then", status=status)])]]


def above(view: View) -> Shown:
    """For `await ack(**above(…))`: closing it shows the form again, with what was typed."""
    return {"response_action": "push", "view": view}


def instead(view: View) -> Shown:
    """For `await ack(**instead(…))`: in place of what was sent."""
    return {"response_action": "update", "view": view}


def memo(what: str, seen_until: datetime) -> str:
    """What a modal brings back: a ticket's number or a draft's id, and until when its reader knows the messages."""
    return f"{what} {seen_until.isoformat()}"


def remembered(text: str) -> tuple[str, datetime]:
    """What `memo` wrote."""
    what, _, moment = text.partition(" ")
    return what, datetime.fromisoformat(moment)

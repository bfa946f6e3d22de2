"""The two modals of an answer: what is to be said, and how it goes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from typing import Literal, TypedDict

from blocks import ids
from blocks.held import found
from blocks.new_ticket import State, chosen_in, text_in
from blocks.parts import (
    Block,
    View,
    asking,
    boxes,
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
    sending,
    switch,
    typed,
    verbatim,
)
from blocks.text import cut, lines, one_line
from blocks.thread import author
from blocks.ticket_card import ADDRESS, NAME, headline, requester
from blocks.words import STATUS
from owona_bot.domain.clock import Translate
from owona_bot.domain.guard import Finding
from owona_bot.domain.message import Author, Message
from owona_bot.domain.reply import CHOICES, KEEP, MOST_FILES, MOST_QUICK_REPLIES, QUICK_REPLY, File, Seen
from owona_bot.domain.text import is_blank
from owona_bot.domain.ticket import DONE, Status, Ticket

NEWS = 5
"""Messages that are shown before an answer goes out; more would hide it."""

NEWS_TEXT = 1_500
"""Characters of each."""

RichText = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form's fields, unchecked; `status` is one of CHOICES or KEEP.

    `quick_replies` are lines; `kept` are ids of files of an earlier draft that stay.
    """

    rich_text: RichText = made(default_factory=dict)
    status: str = KEEP
    internal: bool = False
    files: Sequence[File] = ()
    quick_replies: str = ""
    kept: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Memo:
    """What a modal brings back: a ticket's number or a draft's id, and what its reader knows.

    `more` is, of a form, the draft that its writer goes on with; of a preview, FOUND when it said what was found.
    """

    what: str
    seen: Seen
    more: str = ""


FOUND = "found"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What leaves with the Send button. `body` is the letter's text; without a letter (`why_no_letter`, a key of the
    catalogue) or for a note it is the text alone. `since` is what people wrote in the meantime, `became` the status
    that the ticket has been given by somebody else. `findings` are the guard's; only who `may_override` sends them.
    """

    body: str
    subject: str
    to: str
    internal: bool
    status: Status | None
    files: Sequence[File]
    since: Sequence[Message]
    why_no_letter: str | None
    became: Status | None = None
    quick_replies: Sequence[str] = ()
    findings: Sequence[Finding] = ()
    may_override: bool = False


class Shown(TypedDict):
    """The arguments of an ack that shows a view above the form, or in place of the one that was sent."""

    response_action: Literal["push", "update"]
    view: View


@dataclass(frozen=True, slots=True)
class Page:
    """What a form shows beside its fields: `offered` are files of an earlier draft, `trouble` sentences at the top.

    `edition` counts how often we have written into the editor: Slack takes its value from us in a new block alone.
    """

    offered: Sequence[File] = ()
    trouble: Sequence[str] = ()
    edition: int = 0


def form(ticket: Ticket, memo: str, t: Translate, values: Typed, page: Page = Page()) -> View:
    """`memo` comes back with the submission; of `values` the files can't stand there already."""
    about = labels([one_line(headline(ticket, t), 100), requester(ticket.requester, t)])
    trouble = [section(sentence) for sentence in page.trouble]
    return modal(
        ids.REPLY_FORM,
        t("reply.title"),
        t("reply.next"),
        t("reply.close"),
        [*trouble, context(plain(about)), *fields(values, page, t)],
        memo,
    )


def usual(ticket: Ticket) -> str:
    """The status that an answer brings unless its writer says otherwise; what is done stays done."""
    return KEEP if ticket.status in DONE else CHOICES[0].value


def fields(values: Typed, page: Page, t: Translate) -> list[Block]:
    """What is said, what becomes of the ticket, to whom it goes, and what goes along."""
    rich_text = values.rich_text if values.rich_text.get("elements") else None
    statuses = {status.value: t(STATUS[status]) for status in CHOICES} | {KEEP: t("reply.keep")}
    note = switch(ids.VALUE, ids.INTERNAL, t("reply.internal"), on=values.internal)
    canned = asking(ids.CANNED_PICK, t("reply.canned_choose"))
    rows = typed(ids.VALUE, values.quick_replies, QUICK_REPLIES_TYPED, multiline=True)
    return [
        field(edition_of(ids.TEXT, page.edition), t("reply.text"), formatted(ids.VALUE, rich_text)),
        sending(field(edition_of(ids.CANNED, page.edition), t("reply.canned"), canned, optional=True)),
        field(ids.STATUS, t("reply.status"), select(ids.VALUE, statuses, values.status)),
        field(ids.INTERNAL, t("reply.audience"), note, t("reply.internal_hint"), optional=True),
        *kept(page.offered, t),
        field(ids.FILES, t("reply.files"), files(ids.VALUE, MOST_FILES), t("reply.files_hint"), optional=True),
        field(ids.QUICK_REPLIES, t("reply.quick_replies"), rows, quick_hint(t), optional=True),
    ]


QUICK_REPLIES_TYPED = 1_000
"""Characters that the field takes: what is too much is said beside it."""


def quick_hint(t: Translate) -> str:
    """With the limits."""
    return t("reply.quick_replies_hint", most=MOST_QUICK_REPLIES, length=QUICK_REPLY)


def kept(offered: Sequence[File], t: Translate) -> list[Block]:
    """Files that came with an earlier draft: Slack lets none stand in the field for new ones."""
    if not offered:
        return []
    names = {file.id: file.name for file in offered[:MOST_FILES]}
    return [field(ids.KEPT, t("reply.kept"), boxes(ids.VALUE, names), optional=True)]


def edition_of(block: str, edition: int) -> str:
    """A new block's id: what was chosen or stood there is forgotten."""
    return f"{block}.{edition}" if edition else block


def edition_in(state: State) -> int:
    """Of the form that this is the state of."""
    edition = next((block for block in state if block.split(".")[0] == ids.TEXT), "").partition(".")[2]
    return int(edition) if edition.isdecimal() else 0


def read(state: State) -> Typed:
    """As it was typed and chosen; what is no file object is none."""
    rich_text = value_in(state, edition_of(ids.TEXT, edition_in(state))).get("rich_text_value")
    chosen = value_in(state, ids.INTERNAL).get("selected_options")
    sent = value_in(state, ids.FILES).get("files")
    stay = value_in(state, ids.KEPT).get("selected_options")
    return Typed(
        rich_text=rich_text if isinstance(rich_text, Mapping) else {},
        status=chosen_in(state, ids.STATUS),
        internal=bool(chosen),
        files=[file_of(file) for file in sent if isinstance(file, Mapping)] if isinstance(sent, list) else (),
        quick_replies=text_in(state, ids.QUICK_REPLIES),
        kept=[str(box.get("value")) for box in stay if isinstance(box, Mapping)] if isinstance(stay, list) else (),
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
    shown = whole(outgoing, t)
    return modal(ids.REPLY_PREVIEW, t("reply.preview"), send(outgoing, t), t("reply.back"), shown, memo)


def release(outgoing: Outgoing, memo: str, t: Translate) -> View:
    """The same of somebody else's answer, for who may let it go."""
    title, submit = t("reply.release_title"), t("button.release_reply")
    return modal(ids.RELEASE_FORM, title, submit, t("reply.close"), whole(outgoing, t), memo)


def whole(outgoing: Outgoing, t: Translate) -> list[Block]:
    """All of it."""
    news = [*moved(outgoing.became, t), *written(outgoing.since, t)]
    return [*news, *warned(outgoing, t), *heading(outgoing, t), *verbatim(outgoing.body), *consequences(outgoing, t)]


def send(outgoing: Outgoing, t: Translate) -> str:
    """What the button says that sends it."""
    if outgoing.internal:
        return t("reply.file_note")
    if not outgoing.findings:
        return t("reply.send")
    return t("reply.send_anyway") if outgoing.may_override else t("reply.ask_release")


def warned(outgoing: Outgoing, t: Translate) -> list[Block]:
    """What the guard saw, and what becomes of it."""
    if not outgoing.findings:
        return []
    then = t("reply.found_override") if outgoing.may_override else t("reply.found_release")
    return [section(t("reply.found")), *found(outgoing.findings, t), context(plain(then))]


def moved(became: Status | None, t: Translate) -> list[Block]:
    """The status that somebody else has set since."""
    return [section(t("reply.status_moved", status=t(STATUS[became])))] if became else []


def written(since: Sequence[Message], t: Translate) -> list[Block]:
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
    if outgoing.quick_replies:
        told.append(t("reply.with_quick_replies", labels=labels(one_line(row, NAME) for row in outgoing.quick_replies)))
    return [context(plain(line)) for line in [*told, *([] if outgoing.internal else [t("reply.then", status=status)])]]


def above(view: View) -> Shown:
    """For `await ack(**above(…))`: closing it shows the form again, with what was typed."""
    return {"response_action": "push", "view": view}


def instead(view: View) -> Shown:
    """For `await ack(**instead(…))`: in place of what was sent."""
    return {"response_action": "update", "view": view}


def memo(what: str, seen: Seen, more: str = "") -> str:
    """For a modal to bring back."""
    return f"{what} {seen.until.isoformat()} {seen.status} {more}".rstrip()


def remembered(text: str) -> Memo:
    """What `memo` wrote."""
    what, moment, status, more = (*text.split(" "), "")[:4]
    return Memo(what, Seen(datetime.fromisoformat(moment), Status(status)), more)

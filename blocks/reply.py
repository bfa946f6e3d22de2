"""The form of an answer: what is to be said, and what comes back of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from datetime import datetime
from typing import Literal, TypedDict

from blocks import ids
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
    labels,
    modal,
    plain,
    section,
    select,
    sending,
    switch,
    typed,
)
from blocks.text import one_line
from blocks.ticket_card import headline, requester
from blocks.words import STATUS
from owona_bot.domain.clock import Translate
from owona_bot.domain.reply import CHOICES, KEEP, MOST_FILES, MOST_QUICK_REPLIES, QUICK_REPLY, File, Seen
from owona_bot.domain.ticket import DONE, Status, Ticket

RichText = Mapping[str, object]

ROOM = 200_000
"""Bytes of a text that leave the form its own; Slack takes 250 kB of a view."""


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

    `more` is, of a form, the draft that its writer goes on with, or NOTE; of a preview, FOUND when it said what was
    found.
    """

    what: str
    seen: Seen
    more: str = ""


FOUND, NOTE = "found", "note"

NOTHING = "-"
"""Where a memo has no more to say, and something follows."""


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


def note_form(ticket: Ticket, seen: Seen, t: Translate) -> View:
    """What is kept for the team alone: nothing in it goes to a customer, so nothing in it asks who that is."""
    text = field(ids.TEXT, t("reply.text"), formatted(ids.VALUE, None), t("reply.note_hint"))
    about = context(plain(one_line(headline(ticket, t), 100)))
    kind = memo(str(ticket.number), seen, NOTE)
    return modal(ids.REPLY_FORM, t("reply.note_title"), t("reply.next"), t("reply.close"), [about, text], kind)


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


def read_as(memo: Memo, state: State) -> Typed:
    """What the form said that `memo` is of: a note's is a note's, whatever else stands in it."""
    typed = read(state)
    return Typed(typed.rich_text, internal=True) if memo.more == NOTE else typed


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


def above(view: View) -> Shown:
    """For `await ack(**above(…))`: closing it shows the form again, with what was typed."""
    return {"response_action": "push", "view": view}


def instead(view: View) -> Shown:
    """For `await ack(**instead(…))`: in place of what was sent."""
    return {"response_action": "update", "view": view}


def memo(what: str, seen: Seen, more: str = "") -> str:
    """For a modal to bring back."""
    return f"{what} {seen.until.isoformat()} {seen.status} {more or NOTHING} {seen.readers}".rstrip()


def remembered(text: str) -> Memo:
    """What `memo` wrote."""
    what, moment, status, more, readers = (*text.split(" "), "", "")[:5]
    seen = Seen(datetime.fromisoformat(moment), Status(status), readers)
    return Memo(what, seen, "" if more == NOTHING else more)

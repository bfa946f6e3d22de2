"""How an answer goes out: every character of it, for who sends it and for who releases it."""

from collections.abc import Sequence
from dataclasses import dataclass

from blocks import ids
from blocks.held import found
from blocks.parts import Block, View, context, framed, labels, modal, plain, section, verbatim
from blocks.text import cut, lines, one_line
from blocks.thread import author
from blocks.ticket_card import ADDRESS, NAME, requester
from blocks.words import STATUS
from owona_bot.domain.clock import Translate
from owona_bot.domain.guard import Finding
from owona_bot.domain.message import Author, Message
from owona_bot.domain.reply import File
from owona_bot.domain.text import is_blank
from owona_bot.domain.ticket import Requester, Status

NEWS = 5
"""Messages that are shown before an answer goes out; more would hide it."""

MOST = 10
"""Other customers who are named."""

NEWS_TEXT = 1_500
"""Characters of each."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What leaves with the Send button. `body` is the letter's text; without a letter (`why_no_letter`, a key of the
    catalogue) or for a note it is the text alone. `since` is what people wrote in the meantime, `became` the status
    that the ticket has been given by somebody else. `findings` are the guard's; only who `may_override` sends them.
    `also` are other customers, with their tickets' numbers, who get it because theirs go on here; `others_read` says
    that they are not who they were.
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
    also: Sequence[tuple[int, Requester]] = ()
    others_read: bool = False


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
    others = [section(t("reply.readers_moved"))] if outgoing.others_read else []
    news = [*moved(outgoing.became, t), *others, *written(outgoing.since, t)]
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
    also = [t("reply.also", number=number, who=requester(who, t)) for number, who in outgoing.also[:MOST]]
    rest = [t("reply.also_more", count=len(outgoing.also) - MOST)] if len(outgoing.also) > MOST else []
    subject = t("reply.subject", subject=one_line(outgoing.subject, 250))
    return [context(plain(line)) for line in [to, *also, *rest, subject]]


def consequences(outgoing: Outgoing, t: Translate) -> list[Block]:
    """What goes along, and what becomes of the ticket."""
    names = ", ".join(one_line(file.name, NAME) for file in outgoing.files)
    status = t(STATUS[outgoing.status]) if outgoing.status else t("reply.keep")
    told = [t("reply.with_files", names=names)] if names else []
    if outgoing.quick_replies:
        told.append(t("reply.with_quick_replies", labels=labels(one_line(row, NAME) for row in outgoing.quick_replies)))
    return [context(plain(line)) for line in [*told, *([] if outgoing.internal else [t("reply.then", status=status)])]]

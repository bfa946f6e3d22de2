"""Two tickets that are one: the forms, the lines in both threads, and what whoever asked reads."""

from collections.abc import Mapping

from blocks import ids
from blocks.elsewhere import HERE, linked, named
from blocks.new_ticket import State, text_in
from blocks.parts import Block, Post, View, context, field, modal, plain, post, section, typed
from blocks.text import one_line
from blocks.thread import message as said
from blocks.ticket_card import NAME, headline, requester
from owona_bot.domain.clock import Translate
from owona_bot.domain.merge import Elsewhere, of_different_customers
from owona_bot.domain.message import Message
from owona_bot.domain.ticket import Ticket

TITLE = 80
"""Characters of a title inside a sentence."""

NUMBER = 20
"""Characters that a number may be typed with."""


def form(source: Ticket, t: Translate) -> View:
    """Asks for the target; what it is stands on the next page."""
    asked = field(ids.TARGET, t("merge.target"), typed(ids.VALUE, "", NUMBER), t("merge.target_hint"))
    blocks = [*about(source, t), asked]
    return modal(ids.MERGE_FORM, t("merge.title"), t("merge.next"), t("form.close"), blocks, str(source.number))


def confirm(source: Ticket, target: Ticket, messages: int, t: Translate) -> View:
    """Both titles, and what follows of it."""
    blocks = [
        *about(source, t),
        section(t("merge.into")),
        *about(target, t),
        section(t("merge.consequences", count=messages)),
        *([section(t("merge.others"))] if of_different_customers(source, target) else []),
    ]
    memo = f"{source.number} {target.number}"
    return modal(ids.MERGE_CONFIRM, t("merge.title"), t("merge.submit"), t("form.close"), blocks, memo)


def about(ticket: Ticket, t: Translate) -> list[Block]:
    """Which it is, and whose."""
    return [context(plain(one_line(headline(ticket, t), 150))), context(plain(requester(ticket.requester, t)))]


def numbers_in(view: Mapping[str, object]) -> list[int]:
    """The source's, and of the second page the target's."""
    return [int(word) for word in str(view["private_metadata"]).split()]


def target_in(state: State) -> str:
    """As it was typed."""
    return text_in(state, ids.TARGET).strip()


def done(source: Ticket, target: Ticket, t: Translate) -> Post:
    """To whoever said it."""
    sentence = t("merge.done", number=source.number, target=one_line(headline(target, t), TITLE))
    return post(sentence, section(sentence))


def undone(source: Ticket, t: Translate) -> Post:
    """The same of parting."""
    sentence = t("merge.undone", ticket=one_line(headline(source, t), TITLE))
    return post(sentence, section(sentence))


def merged(who: str | None, number: int, into: Elsewhere, t: Translate) -> Post:
    """In the source's thread."""
    return line(number, t("merge.merged", who=name(who, t), ticket=HERE), into)


def joined(who: str | None, number: int, source: Elsewhere, messages: int, t: Translate) -> Post:
    """In the target's: what came in."""
    return line(number, t("merge.joined", who=name(who, t), ticket=HERE, count=messages), source)


def unmerged(who: str | None, number: int, other: Elsewhere, t: Translate) -> Post:
    """In the source's thread."""
    return line(number, t("merge.unmerged", who=name(who, t), ticket=HERE), other)


def parted(who: str | None, number: int, other: Elsewhere, t: Translate) -> Post:
    """In the target's."""
    return line(number, t("merge.parted", who=name(who, t), ticket=HERE), other)


def joined_message(message: Message, number: int, source: Elsewhere, t: Translate, whole: int | None = None) -> Post:
    """What somebody wrote on a source, in the target's thread."""
    shown = said(message, t, whole)
    return Post(f"#{number}: {shown.text}", [linked(t("merge.written_on", ticket=HERE), source), *shown.blocks])


def line(number: int, sentence: str, other: Elsewhere) -> Post:
    """`sentence` has HERE where the other is named."""
    return post(f"#{number}: {named(sentence, other)}", linked(sentence, other))


def name(who: str | None, t: Translate) -> str:
    """A display name, or somebody."""
    return one_line(who, NAME) if who else t("change.somebody")

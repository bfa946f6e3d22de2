"""Canned replies: the list, the form of one, and what a select of them offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from blocks import ids
from blocks.new_ticket import State, text_in
from blocks.parts import (
    INPUT,
    OPTION,
    Block,
    View,
    actions,
    asking,
    button,
    context,
    field,
    labels,
    modal,
    option,
    plain,
    section,
    spoken,
    sure,
    switch,
    typed,
)
from blocks.text import head, lines, one_line
from owona_bot.domain.canned import NAME_LIMIT, WORDS, CannedReply
from owona_bot.domain.clock import Translate

GROUP = 75
"""Characters of a group's label."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form, unchecked; `shared` None where it was not asked."""

    name: str
    body: str
    shared: bool


class Offer(TypedDict):
    """The arguments of an ack that answers a select: groups, or no options at all."""

    option_groups: list[Block]


class Nothing(TypedDict):
    """The same when nothing fits."""

    options: list[Block]


def overview(t: Translate) -> View:
    """Choose one, or make a new one."""
    new = button(t("canned.new"), ids.CANNED_NEW, "new", "primary")
    chosen = asking(ids.CANNED_OPEN, t("reply.canned_choose"))
    return modal(
        ids.NOTICE, t("canned.title"), "", t("notice.close"), [section(t("canned.about")), *actions(chosen, new)]
    )


def opened(reply: CannedReply, t: Translate, *, may_change: bool, may_share: bool) -> View:
    """To change it where that can be done, else to read it."""
    if not may_change:
        return shown(reply, [context(plain(t("canned.not_yours")))], t)
    if not fits(reply.body):
        return shown(reply, [context(plain(t("canned.too_long"))), *actions(removal(reply, t))], t)
    return form(t, may_share=may_share, reply=reply)


def fits(body: str) -> bool:
    """Whether a field takes all of it: what is cut off there would be gone with the next Save."""
    whole = lines(body)
    return len(head(whole, INPUT)) == len(whole)


def form(t: Translate, *, may_share: bool, reply: CannedReply | None = None) -> View:
    """A new one, or `reply` to change."""
    shared = reply is not None and reply.owner is None
    box = switch(ids.VALUE, ids.SHARED, t("canned.shared"), on=shared)
    share = [field(ids.SHARED, t("canned.for"), box, optional=True)] if may_share else []
    title = t("canned.edit") if reply else t("canned.new")
    fields = [
        field(ids.NAME, t("canned.name"), typed(ids.VALUE, reply.name if reply else "", NAME_LIMIT)),
        field(ids.BODY, t("canned.body"), body_field(reply), hint(t)),
        *share,
        *(actions(removal(reply, t)) if reply else []),
    ]
    return modal(ids.CANNED_FORM, title, t("canned.save"), t("reply.close"), fields, str(reply.id if reply else 0))


def body_field(reply: CannedReply | None) -> Block:
    """Slack's fields hold no more than that."""
    return typed(ids.VALUE, reply.body if reply else "", INPUT, multiline=True)


def hint(t: Translate) -> str:
    """Every placeholder, in the reader's words."""
    words = [f"{{{{{written[1 if t.locale == 'de' else 0]}}}}}" for written in WORDS.values()]
    return t("canned.body_hint", names=", ".join(words))


def removal(reply: CannedReply, t: Translate) -> Block:
    """Asks once more."""
    asked = button(t("canned.delete"), ids.CANNED_DELETE, str(reply.id), "danger")
    name = one_line(reply.name, NAME_LIMIT)
    return sure(asked, t("canned.delete"), t("canned.delete_sure", name=name), t("canned.delete"), t("reply.close"))


def shown(reply: CannedReply, why: list[Block], t: Translate) -> View:
    """Only to read; `why` stands beneath it."""
    body = spoken(reply.body, "rich_text_quote", t("thread.cut", length=len(reply.body)))
    name = one_line(reply.name, NAME_LIMIT)
    return modal(ids.NOTICE, t("canned.title"), "", t("notice.close"), [section(name), *body, *why])


def deleted(reply: CannedReply, t: Translate) -> View:
    """In the form's place."""
    sentence = t("canned.deleted", name=one_line(reply.name, NAME_LIMIT))
    return modal(ids.NOTICE, t("canned.title"), "", t("notice.close"), [section(sentence)])


def read(state: State) -> Typed:
    """As it was typed."""
    chosen = state.get(ids.SHARED, {}).get(ids.VALUE, {}).get("selected_options")
    return Typed(text_in(state, ids.NAME), text_in(state, ids.BODY), bool(chosen))


def offer(replies: Sequence[CannedReply], t: Translate) -> Offer | Nothing:
    """One's own first."""
    own = [reply for reply in replies if reply.owner is not None]
    shared = [reply for reply in replies if reply.owner is None]
    groups = [group(t("canned.own"), own), group(t("canned.team"), shared)]
    filled = [made for made in groups if made["options"]]
    return {"option_groups": filled} if filled else {"options": []}


def group(label: str, replies: Sequence[CannedReply]) -> Block:
    """Of a select."""
    return {"label": plain(label, GROUP), "options": [option(str(reply.id), reply.name) for reply in replies]}


def trouble(empty: Sequence[str], unknown: Sequence[str], t: Translate) -> list[str]:
    """What must be done by hand, at the top of the answer's form."""
    sentences = []
    if empty:
        sentences.append(t("canned.empty", names=named(empty)))
    if unknown:
        sentences.append(t("canned.unknown", names=named(unknown)))
    return sentences


def named(placeholders: Sequence[str]) -> str:
    """On one line."""
    return labels(one_line(name, OPTION) for name in placeholders[:10])

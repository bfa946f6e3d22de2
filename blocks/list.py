"""A list of tickets: one line a ticket, made to be scanned, and how it goes on."""

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
    field,
    gap,
    labels,
    link,
    menu,
    modal,
    plain,
    post,
    said,
    section,
    several,
    switch,
    typed,
)
from blocks.text import one_line
from blocks.ticket_card import NAME, headline, state
from owona_bot.domain.clock import Translate
from owona_bot.domain.filter_tree import Sort
from owona_bot.domain.filters import write
from owona_bot.domain.hit import Place, Snippet
from owona_bot.domain.listing import Line, Listing, NewView, SavedView, list_id
from owona_bot.domain.ticket import Ticket

TITLE, FILTER, WORD = 90, 200, 40
"""Characters that each may take of a line."""

COUNTED = 1_000
"""From here on only that there are more is known."""

SORTED: dict[Sort, str] = {
    Sort.UPDATED: "list.sorted_updated",
    Sort.CREATED: "list.sorted_created",
    Sort.PRIORITY: "list.sorted_priority",
}

FORGET = "forget"
"""The entry of the menu that leads to the form in which views are deleted."""


def listed(listing: Listing, views: Sequence[SavedView], workspace: str, now: datetime, t: Translate) -> Post:
    """`workspace` is the address of Slack's own pages, which cards are linked by."""
    heading = labels([counted(listing.total, t), t(SORTED[listing.asked.sort]), *asked(listing)])
    shown = [row(line, workspace, now, t) for line in listing.lines]
    return post(
        " ".join([heading, *(headline(line.ticket, t) for line in listing.lines)]),
        context(plain(heading)),
        *hints(listing, t),
        *([bullets(*shown)] if shown else [section(t("list.none"))]),
        *actions(*controls(listing, views, t)),
    )


def counted(total: int, t: Translate) -> str:
    """How many there are, as far as they were counted."""
    if total == 1:
        return t("list.one")
    return t("list.heading_more", count=COUNTED) if total > COUNTED else t("list.heading", count=total)


def asked(listing: Listing) -> list[str]:
    """The filter as it was understood."""
    words = write(listing.asked)
    return [one_line(words, FILTER)] if words else []


def hints(listing: Listing, t: Translate) -> list[Block]:
    """What was not found as it was asked for."""
    names = ", ".join(one_line(name, WORD) for name in listing.strangers[:5])
    strange = [t("list.strangers", names=names)] if names else []
    instead = [
        t("list.instead", words=", ".join(one_line(one, WORD) for one in words[:3]), word=one_line(word, WORD))
        for word, words in listing.instead.items()
    ]
    return [context(plain(hint)) for hint in [*strange, *instead[:3]]]


def row(line: Line, workspace: str, now: datetime, t: Translate) -> list[Block]:
    """`#1001 Title`, where it stands, who has it, how old it is; beneath it where the words were found."""
    ticket = line.ticket
    title = one_line(headline(ticket, t).removeprefix(f"#{ticket.number} "), TITLE)
    found = snippet(line.snippet, t) if line.snippet else []
    return [
        number(ticket, line.card, workspace),
        gap(" "),
        said(title, "bold"),
        gap("\n"),
        *facts(ticket, now, t),
        *found,
    ]


def number(ticket: Ticket, card: tuple[str, str] | None, workspace: str) -> Block:
    """Leads to the card, where one stands."""
    if card is None or not workspace:
        return said(f"#{ticket.number}", "bold")
    channel, ts = card
    return link(f"{workspace}archives/{channel}/p{ts.replace('.', '')}", f"#{ticket.number}")


def facts(ticket: Ticket, now: datetime, t: Translate) -> list[Block]:
    """What decides which one is taken next."""
    holder = t("card.agent", agent=one_line(ticket.agent.name, NAME)) if ticket.agent else t("card.nobody")
    age = t("card.age", age=t.age(ticket.created_at, now))
    return [said(labels([*state(ticket, t), holder, age]))]


def snippet(found: Snippet, t: Translate) -> list[Block]:
    """The words that were looked for are bold in it; a title stands there already."""
    if found.place is Place.TITLE or not any(found.parts):
        return []
    note = [said(t("list.note"), "italic"), gap(" ")] if found.place is Place.NOTE else []
    runs = [said(part, "bold") if n % 2 else gap(one_line_kept(part)) for n, part in enumerate(found.parts) if part]
    return [gap("\n"), *note, *runs]


def one_line_kept(text: str) -> str:
    """On one line, with the spaces that part it from the words beside it."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    core = one_line(text.strip(), 400) if text.strip() else ""
    return (" " if before else "") + core + (" " if after and core else "")


def controls(listing: Listing, views: Sequence[SavedView], t: Translate) -> list[Block]:
    """On, keep, choose."""
    on = [button(t("list.more"), ids.MORE, str(listing.id), "primary")] if listing.more else []
    keep = [button(t("list.save"), ids.SAVE_VIEW, str(listing.id))] if listing.asked.terms else []
    known = {str(view.id): t("list.shared", name=view.name) if view.shared else view.name for view in views[:99]}
    choose = [menu(ids.VIEW, t("list.views"), known | {FORGET: t("list.forget")})] if known else []
    many = [button(t("list.bulk"), ids.BULK, str(listing.id))] if listing.total > 1 else []
    return [*on, *keep, *many, *choose]


def save_form(list_id: str, t: Translate, *, may_share: bool) -> View:
    """A name for the filter of that list."""
    share = [field(ids.SHARED, t("view.who"), switch(ids.VALUE, ids.SHARED, t("view.shared"), on=False), optional=True)]
    return modal(
        ids.VIEW_FORM,
        t("view.title"),
        t("view.save"),
        t("notice.close"),
        [field(ids.NAME, t("view.name"), typed(ids.VALUE, "", 60)), *(share if may_share else [])],
        list_id,
    )


def read_saved(memo: str, state: State) -> NewView:
    """As it was typed; `memo` is the list's id."""
    ticked = state.get(ids.SHARED, {}).get(ids.VALUE, {}).get("selected_options")
    return NewView(list_id(memo), text_in(state, ids.NAME), bool(ticked))


def forget_form(views: Sequence[SavedView], t: Translate, *, shared_too: bool) -> View:
    """Those that the reader may delete."""
    own = {str(view.id): view.name for view in views if shared_too or not view.shared}
    which = [field(ids.NAME, t("view.which"), several(ids.VALUE, own))] if own else [section(t("view.none"))]
    submit = t("view.forget") if own else ""
    return modal(ids.FORGET_FORM, t("view.forget_title"), submit, t("notice.close"), which)


def read_forgotten(state: State) -> list[int]:
    """Ids of the views."""
    chosen = state.get(ids.NAME, {}).get(ids.VALUE, {}).get("selected_options")
    values = [one.get("value") for one in chosen if isinstance(one, Mapping)] if isinstance(chosen, list) else []
    return [int(value) for value in values if isinstance(value, str) and value.isdecimal()]

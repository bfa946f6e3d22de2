"""A list of tickets: a title and a grey line each, made to be scanned, and how it goes on."""

from collections.abc import Sequence
from datetime import datetime

from blocks import ids
from blocks.new_ticket import State, several_in, text_in
from blocks.parts import (
    Block,
    Post,
    View,
    actions,
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
    rich,
    said,
    section,
    several,
    since,
    switch,
    typed,
)
from blocks.text import nothing_in, one_line
from blocks.ticket_card import NAME, headline, priority, title_of
from blocks.words import METRIC, STATUS, TONE
from owona_bot.domain.alert import Deadline, Tone
from owona_bot.domain.clock import Translate
from owona_bot.domain.filter_tree import Sort
from owona_bot.domain.filters import write
from owona_bot.domain.hit import Place, Snippet
from owona_bot.domain.listing import Line, Listing, NewView, SavedView, Sheet, list_id
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.ticket import Priority, Ticket

TITLE, FILTER, WORD = 90, 200, 40
"""Characters that each may take of a line."""

COUNTED = 1_000
"""From here on only that there are more is known."""

SORTED: dict[Sort, str] = {
    Sort.UPDATED: "list.sorted_updated",
    Sort.CREATED: "list.sorted_created",
    Sort.OLDEST: "list.sorted_oldest",
    Sort.DUE: "list.sorted_due",
    Sort.PRIORITY: "list.sorted_priority",
}

FORGET = "forget"
"""The entry of the menu that leads to the form in which views are deleted."""


def listed(
    listing: Listing, views: Sequence[SavedView], reader: Agent, workspace: str, now: datetime, t: Translate
) -> Post:
    """`workspace` is the address of Slack's own pages, which cards are linked by."""
    words = labels(heading(listing, t))
    none = [] if listing.lines else [t("list.none")]
    return post(
        " ".join([*none, words, *(headline(line.ticket, t) for line in listing.lines)]),
        *(section(sentence) for sentence in none),
        *([context(plain(words))] if words else []),
        *hints(listing, t),
        *(block for line in listing.lines for block in row(line, listing.asked.sort, workspace, now, t)),
        *actions(*controls(listing, views, reader, t)),
    )


def heading(listing: Listing, t: Translate) -> list[str]:
    """How many, in which order, and of what; of none at all nothing but what was asked for."""
    count = [counted(listing, t)] if listing.total or listing.at_least else []
    order = [t(SORTED[listing.asked.sort])] if listing.total > 1 else []
    page = [t("home.page", page=listing.page)] if listing.page > 1 else []
    return [*count, *order, *asked(listing, t), *page]


def counted(listing: Listing | Sheet, t: Translate) -> str:
    """How many there are, as far as they were counted."""
    total = listing.total
    if listing.at_least and total <= COUNTED:
        return t("list.at_least", count=total)
    if total == 1:
        return t("list.one")
    return t("list.heading_more", count=COUNTED) if total > COUNTED else t("list.heading", count=total)


def asked(listing: Listing | Sheet, t: Translate) -> list[str]:
    """The filter as it was understood, in the reader's words."""
    words = write(listing.asked, t.locale)
    return [one_line(words, FILTER)] if words else []


def hints(listing: Listing | Sheet, t: Translate) -> list[Block]:
    """What was not found as it was asked for, or can't be found yet."""
    names = ", ".join(one_line(name, WORD) for name in listing.strangers[:5])
    strange = [t("list.strangers", names=names)] if names else []
    instead = [
        t("list.instead", words=", ".join(one_line(one, WORD) for one in words[:3]), word=one_line(word, WORD))
        for word, words in listing.instead.items()
    ]
    waiting = [t("list.waiting", count=listing.waiting)] if listing.waiting else []
    return [context(plain(hint)) for hint in [*waiting, *strange, *instead[:3]]]


def row(line: Line, sort: Sort, workspace: str, now: datetime, t: Translate) -> list[Block]:
    """`#1001 Title` and where the words were found; in grey what decides which one is taken next."""
    ticket = line.ticket
    title = title_of(ticket, TITLE, t)
    found = snippet(line.snippet, t) if line.snippet else []
    named = rich(number(ticket, line.card, workspace), gap(" "), said(title, "bold"), *found)
    return [named, context(*facts(line, sort, now, t))]


def number(ticket: Ticket, card: tuple[str, str] | None, workspace: str) -> Block:
    """Leads to the card, where one stands."""
    if card is None or not workspace:
        return said(f"#{ticket.number}", "bold")
    return link(address(card, workspace), f"#{ticket.number}")


def address(card: tuple[str, str], workspace: str) -> str:
    """Of a message in Slack's own pages."""
    channel, ts = card
    return f"{workspace}archives/{channel}/p{ts.replace('.', '')}"


def facts(line: Line, sort: Sort, now: datetime, t: Translate) -> list[Block]:
    """Where it stands, who has it, and an age, which keeps itself; a priority only where it is another than usual."""
    ticket = line.ticket
    holder = t("card.agent", agent=one_line(ticket.agent.name, NAME)) if ticket.agent else t("card.nobody")
    pressing = [] if ticket.priority is Priority.NORMAL else [priority(ticket.priority, t)]
    word, moment = age(line, sort, now, t)
    return [plain(labels([t(STATUS[ticket.status]), *pressing, holder, *word])), moment]


def age(line: Line, sort: Sort, now: datetime, t: Translate) -> tuple[list[str], Block]:
    """A deadline that presses; else how long ago it was changed, where the list is sorted by that, or made."""
    if line.deadline is not None:
        return [due(line.deadline, t)], until(line.deadline.due, now, t)
    if sort is Sort.UPDATED and line.updated_at is not None and line.updated_at > line.ticket.created_at:
        return [t("list.changed")], until(line.updated_at, now, t)
    created = line.ticket.created_at
    return [], since(created.timestamp(), t("card.age", age=t.age(created, now)))


def due(deadline: Deadline, t: Translate) -> str:
    """What was promised, and whether it is late."""
    key = "list.overdue" if deadline.tone is Tone.LATE else "alert.due"
    return TONE[deadline.tone] + t(key, metric=t(METRIC[deadline.metric]))


def until(moment: datetime, now: datetime, t: Translate) -> Block:
    """How long it is until then, or was since."""
    span = t.age(min(now, moment), max(now, moment))
    return since(moment.timestamp(), t("span.ago", span=span) if moment <= now else t("span.in", span=span))


def snippet(found: Snippet, t: Translate) -> list[Block]:
    """The words that were looked for are bold in it; a title stands there already."""
    if found.place is Place.TITLE or nothing_in("".join(found.parts)):
        return []
    note = [said(t("list.note"), "italic"), gap(" ")] if found.place is Place.NOTE else []
    runs = [said(part, "bold") if n % 2 else gap(one_line_kept(part)) for n, part in enumerate(found.parts) if part]
    return [gap("\n"), *note, *runs]


def one_line_kept(text: str) -> str:
    """On one line, with the spaces that part it from the words beside it."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    core = one_line(text.strip(), 400) if text.strip() else ""
    return (" " if before else "") + core + (" " if after and core else "")


def controls(listing: Listing, views: Sequence[SavedView], reader: Agent, t: Translate) -> list[Block]:
    """On, back, keep, choose; nothing that the reader may not do."""
    on = [button(t("list.more"), ids.MORE, str(listing.id), "primary")] if listing.more else []
    first = [button(t("home.first"), ids.FIRST, str(listing.id))] if listing.page > 1 else []
    keep = [button(t("list.save"), ids.SAVE_VIEW, str(listing.id))] if listing.asked.terms else []
    choose = [menu(ids.VIEW, t("list.views"), choices(views, t))] if views else []
    many = [button(t("list.bulk"), ids.BULK, str(listing.id))] if listing.total > 1 and may(reader, Act.BULK) else []
    take = [button(t("list.export"), ids.EXPORT, str(listing.id))] if may(reader, Act.EXPORT) and listing.lines else []
    return [*on, *first, *keep, *many, *take, *choose]


def choices(views: Sequence[SavedView], t: Translate) -> dict[str, str]:
    """The views by id, and the form in which they are deleted."""
    known = {str(view.id): named(view, t) for view in views[:99]}
    return known | {FORGET: t("list.forget")}


def named(view: SavedView, t: Translate) -> str:
    """Short enough for a hundred of them."""
    name = one_line(view.name, WORD)
    return t("list.shared", name=name) if view.shared else name


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
    return [int(value) for value in several_in(state, ids.NAME) if value.isdecimal()]

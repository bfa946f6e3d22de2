"""The Home of the app: one list at a time, what is chosen by tabs or a filter, and one's own settings beneath it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from blocks import fairness, ids, me, notice, promises
from blocks import list as listing
from blocks import team as people
from blocks.parts import (
    Block,
    View,
    actions,
    beside,
    bullets,
    button,
    context,
    divider,
    entered,
    field,
    labels,
    lasting,
    leading,
    mention,
    menu,
    moment,
    plain,
    rich,
    section,
    sending,
    since,
    suggesting,
    typed,
)
from blocks.parts import home as view
from blocks.text import one_line
from blocks.ticket_card import NAME, state, title_of
from owona_bot.domain.clock import Translate
from owona_bot.domain.filter_tree import Sort
from owona_bot.domain.home import Change, Home, Reception, Tab
from owona_bot.domain.listing import Line, Sheet
from owona_bot.domain.me import SLACKS
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.ticket import DONE, Ticket
from owona_bot.domain.verbs import Verb

FILTER = 500
"""Characters that the field takes."""

TABS: Mapping[Tab, tuple[str, str]] = {
    Tab.MINE: (ids.HOME_MINE, "home.mine"),
    Tab.UNASSIGNED: (ids.HOME_UNASSIGNED, "home.unassigned"),
    Tab.WAITING: (ids.HOME_WAITING, "home.waiting"),
    Tab.CHANGED: (ids.HOME_CHANGED, "home.changed"),
    Tab.TEAM: (ids.HOME_TEAM, "home.team"),
}

NONE: Mapping[Tab, str] = {
    Tab.MINE: "home.none_mine",
    Tab.UNASSIGNED: "home.none_unassigned",
    Tab.WAITING: "home.none_waiting",
    Tab.CHANGED: "home.none_changed",
}


def home(shown: Sequence[Block], now: datetime, t: Translate) -> View:
    """With the moment at which it was drawn, which each reader sees in their own zone."""
    return view([*shown, context(plain(t("home.drawn")), moment(now.timestamp(), t.moment(now, now)))])


def blocks(home: Home, workspace: str, now: datetime, t: Translate) -> list[Block]:
    """All but that moment."""
    return [
        *actions(*tabs(home, t)),
        *promises.outlook(home, t),
        filter_line(home, t),
        *fault(home, t),
        *beneath_filter(home, t),
        *listed(home, workspace, now, t),
        *pages(home, t),
        *promises.coming(home, workspace, now, t),
        *settings(home, now, t),
    ]


def reception(page: Reception, t: Translate) -> list[Block]:
    """For who is none of the team: what this is, and whom to ask."""
    ask = [section(t("home.ask")), bullets(*([mention(admin)] for admin in page.admins))] if page.admins else []
    return [section(t("home.stranger")), *ask]


def tabs(home: Home, t: Translate) -> list[Block]:
    """Each with its count; the one that is shown stands out."""
    return [
        button(
            t(text, count=promises.counted(home.counts[tab])),
            action,
            tab,
            "primary" if tab is home.wish.tab and not home.filtered else None,
        )
        for tab, (action, text) in TABS.items()
    ]


def filter_line(home: Home, t: Translate) -> Block:
    """What is typed there stays through redraws, until another filter takes its place."""
    line = suggesting(entered(typed(ids.HOME_FILTER, home.wish.filter, FILTER)), t("home.example"))
    return sending(field(f"{ids.HOME_FILTER}.{home.wish.field}", t("home.filter"), line))


def fault(home: Home, t: Translate) -> list[Block]:
    """Which word of the filter, and what would fit."""
    return [section(f"⚠️ {notice.reason(home.fault, t)}")] if home.fault else []


def beneath_filter(home: Home, t: Translate) -> list[Block]:
    """Views that are kept, and what can be done with this filter."""
    clear = [button(t("home.clear"), ids.HOME_CLEAR, home.wish.tab)] if home.wish.filter else []
    keep = [button(t("list.save"), ids.HOME_SAVE, "filter")] if home.filtered else []
    choose = [menu(ids.HOME_VIEW, t("list.views"), listing.choices(home.views, t))] if home.views else []
    return [block | {"block_id": f"home.views.{home.wish.edition}"} for block in actions(*choose, *keep, *clear)]


def listed(home: Home, workspace: str, now: datetime, t: Translate) -> list[Block]:
    """What the tab or the filter shows."""
    if home.sheet is not None:
        return sheet(home, home.sheet, workspace, now, t)
    if home.wish.tab is Tab.TEAM:
        return team(home, now, t)
    return parted(change_row(home, one, workspace, now, t) for one in home.changes) or [section(t(NONE[Tab.CHANGED]))]


def parted(rows: Iterable[Sequence[Block]]) -> list[Block]:
    """With a thin line between two."""
    return [block for n, row in enumerate(rows) for block in ([divider(), *row] if n else row)]


def sheet(home: Home, found: Sheet, workspace: str, now: datetime, t: Translate) -> list[Block]:
    """How many, in which order, and one page of them."""
    page = [t("home.page", page=home.wish.page)] if home.wish.page > 1 else []
    asked = listing.asked(found, t) if home.filtered else []
    heading = labels([listing.counted(found, t), t(listing.SORTED[found.asked.sort]), *asked, *page])
    rows = parted(row(home, one, found.asked.sort, workspace, now, t) for one in found.lines)
    none = [section(t("list.none") if home.filtered else t(NONE[home.wish.tab]))]
    return [context(plain(heading)), *listing.hints(found, t), *(rows or none)]


def row(home: Home, one: Line, sort: Sort, workspace: str, now: datetime, t: Translate) -> list[Block]:
    """The title with what can be done at once, beneath it in grey what decides whether it is."""
    ticket = one.ticket
    holder = t("card.agent", agent=one_line(ticket.agent.name, NAME)) if ticket.agent else t("card.nobody")
    word, age = listing.age(one, sort, now, t)
    found = listing.snippet(one.snippet, t)[1:] if one.snippet else []
    return [
        titled(home, ticket, t),
        *([rich(*found)] if found else []),
        context(number(one, workspace), plain(labels([*state(ticket, t), holder, *word])), age),
    ]


def change_row(home: Home, change: Change, workspace: str, now: datetime, t: Translate) -> list[Block]:
    """The same with what happened last, and when."""
    who = one_line(change.who, NAME) if change.who else t("home.somebody")
    what = t("home.wrote", who=who) if change.wrote else t("home.did", who=who)
    age = since(change.at.timestamp(), t.age(change.at, now))
    facts = labels([what, *state(change.line.ticket, t)])
    return [titled(home, change.line.ticket, t), context(number(change.line, workspace), plain(facts), age)]


def titled(home: Home, ticket: Ticket, t: Translate) -> Block:
    """The title, and the one act that suggests itself."""
    title = title_of(ticket, listing.TITLE, t)
    act = suggested(home.agent, ticket, t)
    return lasting(beside(section(title), act), f"ticket.{ticket.number}") if act else section(title)


def suggested(agent: Agent, ticket: Ticket, t: Translate) -> Block | None:
    """Taken before it is answered; nothing for readers, nor on what is done or goes on elsewhere."""
    if ticket.status in DONE or ticket.merged_into:
        return None
    if ticket.agent is None:
        return button(t("button.claim"), ids.CLAIM, str(ticket.number)) if may(agent, Act.CLAIM, ticket) else None
    return button(t("button.reply"), ids.REPLY, str(ticket.number)) if may(agent, Act.REPLY, ticket) else None


def number(one: Line, workspace: str) -> Block:
    """Leads to the card, where one stands."""
    label = f"#{one.ticket.number}"
    return leading(listing.address(one.card, workspace), label) if one.card and workspace else plain(label)


def team(home: Home, now: datetime, t: Translate) -> list[Block]:
    """How much everybody has, who is not there and why, and how tickets fell to whom lately."""
    reader = people.Reader(home.agent, now, home.zone, t)
    return [
        *people.loads(home.team, reader),
        *people.more(home.team, t),
        *actions(*people.changes(home.team, reader)),
        *fairness.blocks_of(home.tallies, t),
    ]


def pages(home: Home, t: Translate) -> list[Block]:
    """On, and back to the first one."""
    first = [button(t("home.first"), ids.HOME_FIRST, "1")] if home.wish.page > 1 else []
    more = [button(t("list.more"), ids.HOME_MORE, str(home.wish.page + 1))] if home.next else []
    return actions(*more, *first)


def settings(home: Home, now: datetime, t: Translate) -> list[Block]:
    """What is so, and the forms that change it and that open a ticket."""
    language = me.languages(t)[home.me.language or SLACKS]
    facts = labels([me.presence(home.me, now, t), t("home.language", language=language), me.hears(home.me, t)])
    return [divider(), context(plain(facts)), *actions(*forms(home.agent, t))]


def forms(agent: Agent, t: Translate) -> list[Block]:
    """No two buttons of a row may have one action id: both of these say a verb."""
    change = button(t("home.settings"), ids.SAY, Verb.ME)
    return [change, button(t("home.new"), ids.MENU, Verb.NEW)] if may(agent, Act.NEW) else [change]

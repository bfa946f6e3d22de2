"""Home: what somebody wants to see of the desk when they open the app, and what it is now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from uuid import UUID

from owona_bot.database import agents, homes, index, lists, outlook, posts, shown_lists, tickets
from owona_bot.database.engine import Database, Raw
from owona_bot.database.homes import Changed
from owona_bot.database.lists_where import where_of
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.errors import UserError
from owona_bot.domain.filter_tree import View
from owona_bot.domain.filter_words import tidy
from owona_bot.domain.filters import parse
from owona_bot.domain.hit import read_further
from owona_bot.domain.home import ASKS, Change, Home, Reception, Tab, Wish
from owona_bot.domain.list_errors import ViewGone
from owona_bot.domain.listing import AT_ONCE, Line, Sheet
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket
from owona_bot.services.fairness import Tallies
from owona_bot.services.list import Reader, read_sheet
from owona_bot.services.seats import seats_of


async def open_home(db: Database, slack_user: str, knock: str | None) -> None:
    """Anybody of the workspace may; what they see is decided when it is drawn."""
    async with db.change_raw(by=f"slack:{slack_user}", once=knock) as raw:
        await homes.open_(raw, slack_user)


async def choose_tab(db: Database, tab: Tab, agent: Agent, knock: str | None) -> None:
    """In place of another one, or of a filter."""
    permit(agent, Act.SHOW)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        await homes.want(raw, agent.slack_user, tab, "")


async def filter_home(db: Database, text: str, agent: Agent, knock: str | None) -> None:
    """No text goes back to the tab; one that can't be read is told above it."""
    permit(agent, Act.SHOW)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        await homes.want(raw, agent.slack_user, None, tidy(text), typed=True)


async def show_deadlines(db: Database, text: str, agent: Agent, knock: str | None) -> None:
    """The filter of a button, in its reader's words."""
    permit(agent, Act.SHOW)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        await homes.want(raw, agent.slack_user, None, tidy(text))


async def choose_view(db: Database, id_: int, agent: Agent, knock: str | None) -> None:
    """Raises ViewGone."""
    permit(agent, Act.SHOW)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        found = await shown_lists.view(raw, agent.id, id_)
        if found is None:
            raise ViewGone
        await homes.want(raw, agent.slack_user, None, found.filter)


async def turn_page(db: Database, page: int, agent: Agent, knock: str | None) -> None:
    """To the one behind the one that stands there, or back to the first."""
    permit(agent, Act.SHOW)
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        await homes.turn(raw, agent.slack_user, page)


async def keep_filter(db: Database, agent: Agent) -> UUID:
    """A list with the Home's filter, for the form in which it gets a name. Raises as `filters.parse` does."""
    permit(agent, Act.SHOW)
    async with db.read_raw() as raw:
        standing = await homes.of(raw, agent.slack_user)
        text = standing.wish.filter if standing else ""
        parse(text, agent.locale)
        return await shown_lists.keep(raw, agent.id, shown_lists.Kept(text, None, []))


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody is to see; `version` is how new it is at least, `open` and `shown` are `homes.Standing`'s."""

    page: Home | Reception
    version: int
    open: bool
    shown: bytes | None


@dataclass(frozen=True, slots=True)
class Wall:
    """When and where it is seen, by which rules tickets find somebody, and who got how many lately."""

    now: datetime
    zone: tzinfo
    rules: AssignRules
    tallies: Tallies = field(default_factory=Tallies)


async def see_home(db: Database, slack_user: str, wall: Wall) -> Seen | None:
    """None for who never opened it."""
    await index.settle(db)
    async with db.read_raw() as raw:
        version = await homes.version(raw)
        standing = await homes.of(raw, slack_user)
        if standing is None:
            return None
        agent = await agents.recognised(raw, slack_user)
        admins = [] if agent else await homes.admins(raw)
    page = await _home(db, standing.wish, agent, wall) if agent else Reception(admins)
    return Seen(page, version, standing.open, standing.shown)


async def _home(db: Database, wish: Wish, agent: Agent, wall: Wall) -> Home:
    reader = Reader(agent, wall.now, wall.zone)
    async with db.read_raw() as raw:
        seats = await seats_of(raw, wall.rules, wall.now)
        counts = {tab: await _count(raw, text, reader.view) for tab, text in ASKS.items()}
        changes = await homes.changes(raw, agent, None, lists.COUNTED)
        counts |= {Tab.CHANGED: len(changes), Tab.TEAM: sum(one.absent is None for one in seats)}
        me, views = await homes.me(raw, agent.id), await shown_lists.views(raw, agent.id)
        seen = await outlook.outlook(raw, reader.now, reader.zone)
    fault, zone = _fault(wish.filter, agent.locale), str(wall.zone)
    empty = Home(agent, me, wish, counts, views, fault, outlook=seen, team=seats, zone=zone)
    return await _filled(db, await _with_coming(db, empty, reader.now), reader, wall.tallies)


async def _with_coming(db: Database, home: Home, now: datetime) -> Home:
    """On the first tab alone."""
    if home.filtered or home.wish.tab is not Tab.MINE:
        return home
    async with db.read_raw() as raw:
        found = await outlook.coming(raw, now, AT_ONCE)
    ids = [one.ticket for one in found]
    async with db.read() as connection:
        known, cards = await tickets.by_ids(connection, ids), await posts.cards_of(connection, ids)
    coming = [
        Line(known[one.ticket], cards.get(one.ticket), None, deadline=one.deadline)
        for one in found
        if one.ticket in known
    ]
    return replace(home, coming=coming)


async def _count(raw: Raw, text: str, view: View) -> int:
    return await lists.count(raw, await where_of(raw, parse(text), view))


def _fault(text: str, locale: str) -> UserError | None:
    """Why a filter can't be read."""
    try:
        parse(text, locale)
    except UserError as fault:
        return fault
    return None


async def _filled(db: Database, home: Home, reader: Reader, tallies: Tallies) -> Home:
    """With what the filter or the tab asks for."""
    if home.filtered or home.wish.tab in ASKS:
        sheet = await _sheet(db, home.wish.filter if home.filtered else ASKS[home.wish.tab], home.wish, reader)
        return replace(home, sheet=sheet, next=sheet.after.write() if sheet.after else None)
    if home.wish.tab is Tab.TEAM:
        async with db.read_raw() as raw:
            return replace(home, tallies=await tallies.read(raw, reader.now))
    return await _with_changes(db, home)


async def _sheet(db: Database, text: str, wish: Wish, reader: Reader) -> Sheet:
    asked = parse(text, reader.agent.locale)
    return await read_sheet(db, asked, read_further(wish.after, asked.sort) if wish.after else None, reader)


async def _with_changes(db: Database, home: Home) -> Home:
    after = home.wish.after
    async with db.read_raw() as raw:
        found = await homes.changes(raw, home.agent, int(after) if after else None, AT_ONCE + 1)
    shown, ids = found[:AT_ONCE], [one.ticket for one in found[:AT_ONCE]]
    async with db.read() as connection:
        known, cards = await tickets.by_ids(connection, ids), await posts.cards_of(connection, ids)
    changes = [_change(one, known[one.ticket], cards) for one in shown if one.ticket in known]
    return replace(home, changes=changes, next=str(shown[-1].event) if len(found) > AT_ONCE else None)


def _change(changed: Changed, ticket: Ticket, cards: Mapping[UUID, tuple[str, str]]) -> Change:
    who = changed.agent or (ticket.requester.name or ticket.requester.address if changed.customer else None)
    return Change(Line(ticket, cards.get(ticket.id), None), who, changed.wrote, changed.at)

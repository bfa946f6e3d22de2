"""List: a page of the tickets that fit a filter, and the next one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

from owona_bot.database import agents, index, lists, posts, search, shown_lists, tickets
from owona_bot.database.engine import Database, Raw
from owona_bot.database.lists_lines import Look, looks, old_waiting
from owona_bot.database.lists_where import where_of
from owona_bot.database.shown_lists import Kept
from owona_bot.domain.filter_tree import Filter, Named, OneOf, People, Person, Text, View
from owona_bot.domain.filters import is_named, parse, write
from owona_bot.domain.hit import Found, Further, Hit, Place, Snippet, read_further
from owona_bot.domain.list_errors import ListGone
from owona_bot.domain.listing import AT_ONCE, Line, Listing, Sheet
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.ticket import Ticket
from owona_bot.services.mentions import by_address

STEPS = 20
"""Of a search for a phrase of common words: each looks at so many tickets that nobody waits."""

NOWHERE = Snippet(Place.TITLE, ())
"""Of a ticket in which nothing was looked for."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks, when, and where they live: what `me` and `today` mean."""

    agent: Agent
    now: datetime
    zone: tzinfo

    @property
    def view(self) -> View:
        """As filters read it."""
        return View(self.now, self.zone, self.agent.id)


async def list_tickets(db: Database, text: str, reader: Reader) -> Listing:
    """The first page of what fits `text`, which may mention people as Slack does. Raises as `filters.parse` does."""
    permit(reader.agent, Act.SHOW)
    async with db.read_raw() as raw:
        named = await by_address(raw, text)
    return await _page(db, parse(named, reader.agent.locale), None, reader, 1)


async def list_more(db: Database, id_: UUID, reader: Reader) -> Listing:
    """The page behind the one that list showed. Raises ListGone."""
    permit(reader.agent, Act.SHOW)
    kept = await _kept(db, id_, reader.agent)
    asked = parse(kept.filter, reader.agent.locale)
    further = read_further(kept.after, asked.sort) if kept.after is not None else None
    if further is None:
        raise ListGone
    return await _page(db, asked, further, reader, kept.page + 1)


async def list_again(db: Database, id_: UUID, reader: Reader) -> Listing:
    """The first page of what that list was asked for, as it is now. Raises ListGone."""
    permit(reader.agent, Act.SHOW)
    kept = await _kept(db, id_, reader.agent)
    return await _page(db, parse(kept.filter, reader.agent.locale), None, reader, 1)


async def _kept(db: Database, id_: UUID, agent: Agent) -> Kept:
    async with db.read_raw() as raw:
        kept = await shown_lists.kept(raw, id_, agent.id)
    if kept is None:
        raise ListGone
    return kept


async def _page(db: Database, asked: Filter, after: Further | None, reader: Reader, page: int) -> Listing:
    sheet = await read_sheet(db, asked, after, reader)
    further = sheet.after.write() if sheet.after else None
    shown = [line.ticket.id for line in sheet.lines]
    async with db.read_raw() as raw:
        id_ = await shown_lists.keep(raw, reader.agent.id, Kept(write(asked), further, shown, page))
    return Listing(
        id=id_,
        asked=asked,
        lines=sheet.lines,
        total=sheet.total,
        more=further is not None,
        strangers=sheet.strangers,
        instead=sheet.instead,
        at_least=sheet.at_least,
        waiting=sheet.waiting,
        page=page,
    )


async def read_sheet(db: Database, asked: Filter, after: Further | None, reader: Reader) -> Sheet:
    """A page that nobody has to find again."""
    if after is None:
        await index.settle(db)
    async with db.read_raw() as raw:
        found = await _found(raw, asked, after, reader.view)
        where = await where_of(raw, asked, reader.view)
        total = await lists.count(raw, where)
        strangers, waiting = await _strangers(raw, asked), await old_waiting(raw)
        seen = await looks(raw, [hit.ticket for hit in found.hits], reader.now)
    lines = await _lines(db, found.hits, seen, with_snippets=has_text(asked))
    return Sheet(asked, lines, total, found.after, strangers, found.instead, where.laborious, waiting)


async def _found(raw: Raw, asked: Filter, after: Further | None, view: View) -> Found:
    """Words are searched for, all else is looked up; a search that takes its time goes on until it has found one."""
    if has_text(asked):
        found = await search.find(raw, asked, view, after, AT_ONCE)
        for _ in range(STEPS):
            if found.hits or found.after is None:
                break
            found = await search.find(raw, asked, view, found.after, AT_ONCE)
        return found
    where = await where_of(raw, asked, view)
    page = await lists.page(raw, where, asked.sort, after.cursor if after else None, AT_ONCE)
    further = Further(exact=False, cursor=page.after) if page.after else None
    return Found(tuple(Hit(ticket, NOWHERE) for ticket in page.tickets), 0, {}, further)


def has_text(asked: Filter) -> bool:
    """Whether it asks for words that must be there."""
    return any(isinstance(term.condition, Text) and not term.negated for term in asked.terms)


async def _lines(db: Database, hits: Sequence[Hit], seen: Mapping[UUID, Look], *, with_snippets: bool) -> list[Line]:
    """In the order of the hits; a ticket that was deleted meanwhile is left out."""
    ids = [hit.ticket for hit in hits]
    async with db.read() as connection:
        known = await tickets.by_ids(connection, ids)
        cards = await posts.cards_of(connection, ids)
    return [
        _line(known[hit.ticket], cards.get(hit.ticket), hit.snippet if with_snippets else None, seen.get(hit.ticket))
        for hit in hits
        if hit.ticket in known
    ]


def _line(ticket: Ticket, card: tuple[str, str] | None, snippet: Snippet | None, seen: Look | None) -> Line:
    return Line(ticket, card, snippet, seen.updated_at if seen else None, seen.deadline if seen else None)


async def _strangers(raw: Raw, asked: Filter) -> list[str]:
    """Names that nobody of the team has, tags that no ticket has: why a list may be empty."""
    names, tags = named_agents(asked), tags_of(asked)
    people = [Person(row.id, row.name, row.email) for row in await agents.everybody(raw)] if names else []
    missing = [name for name in names if not any(is_named(name, person) for person in people)]
    return [*missing, *(await shown_lists.unknown_tags(raw, tags) if tags else [])]


def named_agents(asked: Filter) -> list[str]:
    """Whom the filter names as holder."""
    people = [term.condition for term in asked.terms if isinstance(term.condition, People)]
    return sorted(who.text for one in people if one.field == "agent" for who in one.who if isinstance(who, Named))


def tags_of(asked: Filter) -> list[str]:
    """Which tags the filter names."""
    choices = [term.condition for term in asked.terms if isinstance(term.condition, OneOf)]
    return sorted(tag for one in choices if one.field == "tag" for tag in one.values)

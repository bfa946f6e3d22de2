"""Lists that somebody pages through, and filters with a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from asyncpg import UniqueViolationError

from owona_bot.database.engine import Raw
from owona_bot.domain.list_errors import ViewNameTaken
from owona_bot.domain.listing import SavedView
from owona_bot.domain.people import AgentId

KEEP = """
    insert into owona_bot.shown_lists (agent_id, filter, after, tickets, page) values ($1, $2, $3, $4, $5)
    returning id"""

KEPT = "select filter, after, tickets, page from owona_bot.shown_lists where id = $1 and agent_id = $2"

VIEWS = """
    select id, name, filter, owner is null as shared from owona_bot.saved_views
    where owner = $1 or owner is null
    order by owner is null, lower(name) limit 100"""

VIEW = """
    select id, name, filter, owner is null as shared from owona_bot.saved_views
    where id = $2 and (owner = $1 or owner is null)"""

SAVE = """
    insert into owona_bot.saved_views (owner, name, filter, changed_by) values ($1, $2, $3, $4)"""

FORGET = """
    delete from owona_bot.saved_views where id = any($2::bigint[]) and (owner = $1 or (owner is null and $3))"""

TAGS_UNKNOWN = """
    select tag from unnest($1::text[]) tag
    where not exists (select from owona_bot.ticket_state s where s.tags <> '{}' and s.tags @> array[tag])"""


@dataclass(frozen=True, slots=True)
class Kept:
    """The filter, where the next page begins, what stood on this one, and which it is, from 1."""

    filter: str
    after: str | None
    tickets: Sequence[UUID]
    page: int = 1


async def keep(raw: Raw, agent: AgentId, shown: Kept) -> UUID:
    """Its id is what a button carries; nobody but `agent` can use it."""
    id_: UUID = await raw.fetchval(KEEP, agent, shown.filter, shown.after, list(shown.tickets), shown.page)
    return id_


async def kept(raw: Raw, id_: UUID, agent: AgentId) -> Kept | None:
    """None for somebody else's, and for one of long ago."""
    row = await raw.fetchrow(KEPT, id_, agent)
    return Kept(*row) if row else None


async def views(raw: Raw, agent: AgentId) -> list[SavedView]:
    """One's own first, then everybody's; as many as a menu takes."""
    return [SavedView(*row) for row in await raw.fetch(VIEWS, agent)]


async def view(raw: Raw, agent: AgentId, id_: int) -> SavedView | None:
    """None for one that was deleted, or is somebody else's."""
    row = await raw.fetchrow(VIEW, agent, id_)
    return SavedView(*row) if row else None


async def save(raw: Raw, agent: AgentId, name: str, filter_: str, *, shared: bool) -> None:
    """Raises ViewNameTaken."""
    try:
        await raw.execute(SAVE, None if shared else agent, name, filter_, agent)
    except UniqueViolationError as taken:
        raise ViewNameTaken("name", name=name) from taken


async def forget(raw: Raw, agent: AgentId, ids: list[int], *, shared_too: bool) -> None:
    """Somebody else's stay."""
    await raw.execute(FORGET, agent, ids, shared_too)


async def unknown_tags(raw: Raw, tags: list[str]) -> list[str]:
    """Which of them no ticket has."""
    return [row["tag"] for row in await raw.fetch(TAGS_UNKNOWN, tags)]

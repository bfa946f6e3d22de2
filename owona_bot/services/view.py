"""View: filters that are kept under a name, one's own or everybody's."""

from collections.abc import Sequence

from owona_bot.database import shown_lists
from owona_bot.database.engine import Database
from owona_bot.domain.filter_words import tidy
from owona_bot.domain.list_errors import ListGone, ViewGone, ViewNameMissing
from owona_bot.domain.listing import NewView, SavedView
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may, permit
from owona_bot.domain.text import is_blank


async def saved_views(db: Database, agent: Agent) -> list[SavedView]:
    """One's own first, then everybody's."""
    async with db.read_raw() as raw:
        return await shown_lists.views(raw, agent.id)


async def view_text(db: Database, id_: int, agent: Agent) -> str:
    """The filter of a saved view. Raises ViewGone."""
    async with db.read_raw() as raw:
        found = await shown_lists.view(raw, agent.id, id_)
    if found is None:
        raise ViewGone
    return found.filter


async def save_view(db: Database, new: NewView, agent: Agent, knock: str | None) -> None:
    """Raises ViewNameMissing, ViewNameTaken, MayNot, or ListGone when nobody knows any more what it is to show."""
    permit(agent, Act.VIEW_SHARED if new.shared else Act.SHOW)
    name = tidy(new.name)
    if is_blank(name):
        raise ViewNameMissing("name")
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        kept = await shown_lists.kept(raw, new.list, agent.id)
        if kept is None:
            raise ListGone
        await shown_lists.save(raw, agent.id, name, kept.filter, shared=new.shared)


async def forget_views(db: Database, ids: Sequence[int], agent: Agent, knock: str | None) -> None:
    """One's own, and shared ones for whoever may."""
    async with db.change_raw(by=agent.actor, once=knock) as raw:
        await shown_lists.forget(raw, agent.id, list(ids), shared_too=may(agent, Act.VIEW_SHARED))

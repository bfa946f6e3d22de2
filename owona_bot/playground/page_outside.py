"""What the page needs of the world beyond Slack: the site on its database, and the mailboxes."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

import asyncpg

from owona_bot.playground import page_sql as sql
from owona_bot.playground.mailbox import Mailbox
from owona_bot.playground.options import World
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.site import Site
from owona_bot.playground.wire import Json

PATIENCE = 2.0
"""Seconds for the database; a stopped one never answers."""

T = TypeVar("T")


class Outside:
    """The site is opened when somebody first needs it."""

    def __init__(self, world: World, mailbox: Mailbox) -> None:
        self.world = world
        self.mailbox = mailbox
        self._site: Site | None = None
        self._late: set[asyncio.Future[Any]] = set()

    async def site(self) -> Site:
        """Opened when first needed: the bot may still be making the tables. Raises CannotDo."""
        if self.world.database is None:
            raise CannotDo("this playground was started without a database")
        if self._site is None:
            try:
                self._site = await Site.open(self.world.database, size=4)
            except (OSError, asyncpg.PostgresError) as gone:
                raise CannotDo("the database can't be reached") from gone
        return self._site

    async def fetch(self, query: str, *values: object) -> list[Mapping[str, Any]]:
        """Reads as the owner. Raises CannotDo."""
        site = await self.site()
        try:
            async with site.pool.acquire() as connection:
                return [dict(row) for row in await connection.fetch(query, *values)]
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as gone:
            raise CannotDo(f"the database says: {gone}") from gone

    async def patiently(self, asked: Awaitable[T]) -> T:
        """Gives up on it after PATIENCE; it may end later, or never. Raises CannotDo."""
        task = asyncio.ensure_future(asked)
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        if not done:
            self._late.add(task)
            task.add_done_callback(self._forget)
            raise CannotDo("the database does not answer")
        return task.result()

    def _forget(self, task: asyncio.Future[Any]) -> None:
        self._late.discard(task)
        if not task.cancelled():
            task.exception()

    async def stamp(self) -> Json:
        """Differs when anything happened; `gone` says why nothing is known."""
        if self.world.database is None:
            return {}
        try:
            return dict((await self.patiently(self.fetch(sql.STAMP)))[0])
        except CannotDo as why:
            return {"gone": str(why)}

    async def stop(self) -> None:
        """Whatever still waits is left alone."""
        for task in list(self._late):
            task.cancel()
        if self._site is not None:
            self._site.pool.terminate()

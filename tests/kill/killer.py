"""Two replicas that are killed again and again, and whether a kill fell on somebody at work."""

import asyncio
import os
import random
import signal
from asyncio.subprocess import Process
from contextlib import suppress
from dataclasses import dataclass, field

from owona_bot.playground.stage import DidNotHappen, until
from tests.handlers.desk import Scene

WATCH = (
    "create table public.leases (delivery bigint primary key, bot text not null)",
    """create function public.leased() returns trigger language plpgsql as $$ begin
           insert into public.leases values (new.id, current_setting('application_name'))
           on conflict (delivery) do update set bot = excluded.bot;
           return new; end $$""",
    """create trigger leased before update on owona_bot.deliveries for each row
       when (old.state <> 'leased' and new.state = 'leased') execute function public.leased()""",
)
"""Who holds which lease: each replica connects under a name of its own."""

HELD = """
    select count(*)::integer from owona_bot.deliveries d join public.leases l on l.delivery = d.id
    where d.state = 'leased' and l.bot = $1"""

CONNECTED = "select count(*)::integer from pg_stat_activity where application_name = $1"


@dataclass(slots=True)
class Killer:
    """`kills` so far, and how many fell on leases (`hits`)."""

    scene: Scene
    luck: random.Random
    kills: int = 0
    hits: int = 0
    born: int = 0
    bots: dict[str, Process] = field(default_factory=dict)
    moved: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def raise_two(self) -> None:
        """Both listen."""
        async with self.scene.site.pool.acquire() as connection:
            for statement in WATCH:
                await connection.execute(statement)
        for _ in range(2):
            await self.bear()
        await self.scene.stage.ready(2)

    async def bear(self) -> None:
        """One more replica."""
        self.born += 1
        name = f"bot-{self.born}"
        url = f"{self.scene.stage.database}&application_name={name}"
        self.bots[name] = await self.scene.stage.start_bot(OWONA_DATABASE_URL=url)

    async def rage(self, kills: int) -> None:
        """Until so many have died; a dead one is followed by a new one at once."""
        while self.kills < kills:
            await self.kill(await self.victim())
            if self.luck.random() < 0.1:
                await self.kill(next(iter(self.bots)))
            while len(self.bots) < 2:
                await self.bear()

    async def victim(self) -> str:
        """Mostly whoever holds a lease, while two listen or one; else anybody, even before it is ready."""
        calm = self.luck.choices([2, 1, 0], [5, 3, 2])[0]
        if calm:
            await self.scene.slack.connected(calm, 90)
        await asyncio.sleep(self.luck.random() / 2)
        if calm:
            with suppress(DidNotHappen):  # on a busy machine nobody may be seen at it
                return await until(self.at_work, "somebody holds a lease", within=20)
        return self.luck.choice(list(self.bots))

    async def at_work(self) -> str | None:
        """One who holds a lease."""
        busy = [name for name in self.bots if await self.holds(name)]
        return self.luck.choice(busy) if busy else None

    async def holds(self, name: str) -> int:
        return await self.scene.fetchval(HELD, name) or 0

    async def kill(self, name: str) -> None:
        """SIGKILL; what it still had in PostgreSQL's hands is waited for."""
        bot = self.bots.pop(name)
        self.scene.stage.bots.remove(bot)
        os.kill(bot.pid, signal.SIGKILL)
        await bot.wait()

        async def gone() -> bool:
            return await self.scene.fetchval(CONNECTED, name) == 0

        await until(gone, f"{name} has left PostgreSQL")
        self.hits += bool(await self.holds(name))
        async with self.moved:
            self.kills += 1
            self.moved.notify_all()

    async def until_kills(self, kills: int) -> None:
        """Wait until so many have died."""
        async with self.moved:
            await self.moved.wait_for(lambda: self.kills >= kills)

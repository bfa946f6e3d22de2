"""The bot opens as many connections as it is allowed, and no more: PostgreSQL itself refuses the next one here."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.database.pools import FEWEST
from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage, said
from tests.handlers.test_merge import merged
from tests.postgres import a_database

pytestmark = pytest.mark.database

OPEN = "select count(*)::integer from pg_stat_activity where usename = $1"

END = "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1"

MANY = 12

roles = count(1)


@dataclass(frozen=True)
class Desk:
    """A desk whose bot is `role` in the database; what it wrote of its life is in `log`."""

    scene: Scene
    role: str
    admin: asyncpg.Connection
    log: Path

    async def open(self) -> int:
        """What the bot has opened by now: it keeps what it has."""
        found: int = await self.admin.fetchval(OPEN, self.role)
        return found

    async def refuse(self, how: str) -> None:
        """From now on the bot is let in no more, whatever it had open."""
        await self.admin.execute(f"alter role {self.role} {how}")
        await self.admin.execute(END, self.role)

        async def is_out() -> bool:
            return not await self.open()

        await until(is_out, "PostgreSQL has ended all of its connections")

    def lines(self, event: str, after: int = 0) -> list[str]:
        """Of the log, behind so many characters."""
        return [line for line in self.log.read_text()[after:].splitlines() if f'"event": "{event}"' in line]

    @property
    def written(self) -> int:
        """How far the log is."""
        return len(self.log.read_text())


@asynccontextmanager
async def a_role(admin: asyncpg.Connection) -> AsyncIterator[str]:
    """One that PostgreSQL lets have FEWEST connections."""
    name = f"owona_few_{next(roles)}"
    await admin.execute(f"create role {name} login bypassrls connection limit {FEWEST}")
    await admin.execute(f"grant pg_read_all_data, pg_write_all_data to {name}")
    try:
        yield name
    finally:
        await admin.execute(f"drop role {name}")


async def granted(url: str, role: str) -> None:
    """What the README asks for a role that owns nothing."""
    owner = await asyncpg.connect(url)
    await owner.execute(f"grant execute on all functions in schema owona_bot to {role}")
    await owner.close()


@pytest.fixture(scope="module")
async def few(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Desk]:
    async with a_role(admin) as role, a_database(postgres, admin, template) as url:
        name = url.split("@/")[1].split("?")[0]
        await granted(url, role)
        log, own = tmp_path_factory.mktemp("few") / "bot.log", postgres.url(name, role)
        async with a_quick_stage(url, log, OWONA_DATABASE_URL=own, OWONA_DATABASE_CONNECTIONS=str(FEWEST)) as stage:
            scene = Scene(stage)
            await scene.system_user()
            yield Desk(scene, role, admin, log)


async def test_with_the_fewest_connections_all_goes_on_and_none_is_asked_for_beyond_them(few: Desk) -> None:
    desk, before = few.scene, few.written
    await desk.customer()
    asked = await asyncio.gather(*(desk.asked(settled=False, acknowledge=True) for _ in range(MANY)))
    exports = [desk.says("anna", "/ticket export csv is:open"), desk.says("anna", "/ticket export json is:open")]
    people = ("anna", "ben") * (MANY // 2)
    claims = [desk.insists(who, f"/ticket claim {one.number}") for who, one in zip(people, asked, strict=True)]
    for answer in await asyncio.gather(*exports, *claims, *(desk.insists("ben", "/ticket list") for _ in range(MANY))):
        said(answer)
    await desk.settled(*asked, *await merged(desk))
    for who, one in zip(people, asked, strict=True):
        assert await desk.holder(one) == f"{who}@owona.de"
        await desk.once_and_in_order(one)

    async def done() -> bool:
        told = " ".join(text_of(one) for one in await desk.slack.messages("U0ANNA"))
        return "Export als CSV fertig" in told and "Export als JSON fertig" in told

    await until(done, "both files stand in Slack")
    assert FEWEST - 3 <= await few.open() <= FEWEST
    assert few.lines("database.away", before) + few.lines("job.crashed", before) == []


async def test_a_bot_that_is_let_in_no_more_says_so_once_and_goes_on(few: Desk) -> None:
    before = few.written
    await away_and_back(few, "connection limit 0", f"connection limit {FEWEST}")
    (away,) = few.lines("database.away", before)
    assert few.role in away
    assert len(few.lines("database.back", before)) == 1
    await away_and_back(few, "nologin", "login")  # as with another password; so soon that it isn't told again
    assert 1 <= len(few.lines("job.interrupted", before)) < 10  # once a minute, not each of forty jobs again and again
    assert few.lines("job.crashed", before) + few.lines("fault", before) == []


async def away_and_back(few: Desk, how: str, again: str) -> None:
    """Knocks are answered, and what is asked meanwhile is done afterwards."""
    desk, ticket = few.scene, await few.scene.asked()
    await few.refuse(how)

    async def apologises() -> bool:
        return "nicht erreichbar" in said(await desk.says("anna", f"/ticket nimm {ticket.number}"))

    await until(apologises, "Anna hears that PostgreSQL is away")
    meanwhile = await desk.asked(settled=False, acknowledge=False)
    for _ in range(3):
        assert await apologises()
    await few.admin.execute(f"alter role {few.role} {again}")
    await desk.settled(ticket, meanwhile)
    assert "liegt jetzt bei dir" in said(await desk.insists("anna", f"/ticket nimm {meanwhile.number}"))
    assert await desk.holder(ticket) is None

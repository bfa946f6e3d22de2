"""The tickets' figures for those who watch: the same as everywhere, and read seldom."""

import pytest
from aiohttp import ClientSession

from handlers.http import watched
from handlers.http.metrics import Metrics
from owona_bot.database.engine import Database
from owona_bot.desk import Desk
from owona_bot.domain.filter_tree import View
from owona_bot.playground.site import Site
from owona_bot.services.metrics import stock_of
from tests.http.conftest import served
from tests.http.doors import Doors

pytestmark = pytest.mark.database

AGE = "update public.support_tickets set created_at = now() - interval '50 hours' where id = $1"


async def told(watch: Doors) -> dict[str, float]:
    """What is said of tickets."""
    _, text = await watch.get("/metrics")
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if line.startswith(("owona_tickets", "owona_oldest_un"))]
    return {name: float(value) for name, value in lines}


async def test_they_are_those_of_all_figures_and_kept_a_while(desk: Desk, db: Database, database_url: str) -> None:
    site = await Site.open(database_url, size=1)
    lena = await site.sign_up("lena@example.com")
    async with served(watched(desk, Metrics())) as url, ClientSession() as session:
        watch = Doors(url, session, db)
        old, _ = [await site.create_ticket(lena, title, "…", acknowledge=False) for title in ("Eins", "Zwei")]
        async with db.raw.acquire() as raw:
            await raw.execute(AGE, old)
        first = await told(watch)
        stock = await stock_of(db, View(desk.clock(), desk.zone, None))
        assert first['owona_tickets{status="new"}'] == stock.by_status["new"] == 2
        assert first['owona_tickets_open{priority="normal"}'] == stock.by_priority["normal"] == 2
        assert first["owona_tickets_unassigned"] == stock.unassigned == 2
        assert first['owona_tickets_breached{definition="portal"}'] == stock.breached.portal == 1
        assert first['owona_tickets_breached{definition="honest"}'] == stock.breached.honest == 0
        assert first["owona_oldest_unassigned_seconds"] == 50 * 3600
        await site.create_ticket(lena, "Drei", "…", acknowledge=False)
        assert await told(watch) == first
    async with served(watched(desk, Metrics())) as url, ClientSession() as session:
        assert (await told(Doors(url, session, db)))['owona_tickets{status="new"}'] == 3
    await site.close()

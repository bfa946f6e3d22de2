"""Whoever can't reach PostgreSQL says so once, and once that it is back."""

import pytest
from structlog.testing import capture_logs

from owona_bot.database.embedded import Server
from owona_bot.database.reach import STEADY, NotReached, Reach

pytestmark = pytest.mark.database


async def test_an_outage_is_told_once_and_so_is_its_end(postgres: Server) -> None:
    now = 0.0
    reach, there, gone = Reach(lambda: now), postgres.url("postgres"), postgres.url("no such database")
    with capture_logs() as told:
        await reached(reach, there)
        for _ in range(3):
            with pytest.raises(NotReached, match="does not exist"):
                await reach(gone)
        now = 7.0
        await reached(reach, there)
        with pytest.raises(NotReached):
            await reach(gone)  # at once again: it is the same
        await reached(reach, there)
        now += 2 * STEADY
        with pytest.raises(NotReached):
            await reach(gone)
    assert [(line["event"], line.get("seconds")) for line in told] == [
        ("database.away", None),
        ("database.back", 7.0),
        ("database.away", None),
    ]


async def reached(reach: Reach, url: str) -> None:
    await (await reach(url)).close()

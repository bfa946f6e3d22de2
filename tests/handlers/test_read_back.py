"""Nobody listens for longer than Slack repeats itself: afterwards the notes are complete, in order and once."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage
from tests.handlers.test_note import kept, notes, writes
from tests.postgres import a_database

pytestmark = pytest.mark.database

QUIET = "update owona_bot.heard set known = now() + interval '10 minutes'"
"""As if the last quarter of an hour before the outage had been without a word."""

LONG_AGO = "update owona_bot.heard set heard_at = heard_at - interval '1 hour'"

HEARD = "select count(*) from owona_bot.heard where channel = 'C0TICKETS' and gaps = 0"


@pytest.fixture(scope="module")
async def desk(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """A Slack that gives up soon."""
    log = tmp_path_factory.mktemp("read_back") / "bot.log"
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, log, "--redelivery", "0.1") as stage,
    ):
        yield Scene(stage)


@asynccontextmanager
async def an_outage(desk: Scene) -> AsyncIterator[None]:
    """Nobody hears what is done within, and nothing of it comes again; the bots stay away."""
    await until(lambda: well(desk), "somebody listens", 30)
    await desk.stage.stop_bots()
    before = len(await desk.slack.knocks())
    await desk.fetchval(QUIET)
    yield
    await desk.fetchval(LONG_AGO)

    async def given_up() -> bool:
        knocks = (await desk.slack.knocks())[before:]
        ends = {knock["id"] for knock in knocks if knock["attempt"] == 1}
        return {knock["id"] for knock in knocks} == ends

    await until(given_up, "Slack has given up")
    assert "acked" not in {knock["outcome"] for knock in (await desk.slack.knocks())[before:]}


async def well(desk: Scene) -> bool:
    return await desk.fetchval(HEARD) == 1


async def back(desk: Scene, bots: int = 2) -> None:
    """They listen, and have read all that they missed."""
    for _ in range(bots):
        await desk.stage.start_bot()
    await desk.slack.connected(bots, 90)
    await caught_up(desk)


async def caught_up(desk: Scene) -> None:
    """Somebody has listened since the gap, and it is closed."""
    query = "select count(*) from owona_bot.heard where gaps > 0 or heard_at < now() - interval '30 minutes'"

    async def closed() -> bool:
        return await desk.fetchval(query) == 0

    await until(closed, "all is read back", 60)


async def threads_read(desk: Scene) -> list[str]:
    """Threads that the bot asked for, by ts."""
    return [call["args"]["ts"] for call in await desk.slack.calls("conversations.replies")]


async def test_what_was_written_edited_and_deleted_in_an_outage_is_kept_once_and_in_order(desk: Scene) -> None:
    ticket, edited, deleted, erased = [await desk.asked() for _ in range(4)]
    idle = [await desk.asked() for _ in range(5)]
    first, second = await writes(desk, "anna", ticket, "eins"), await writes(desk, "ben", ticket, "zwei")
    alone, gone = await writes(desk, "anna", edited, "allein"), await writes(desk, "mia", deleted, "weg")
    await writes(desk, "anna", erased, "Kundendaten")
    await kept(desk, ticket, ("written", "eins", "Anna"), ("written", "zwei", "Ben"))
    await kept(desk, edited, ("written", "allein", "Anna"))
    await kept(desk, deleted, ("written", "weg", None))
    await kept(desk, erased, ("written", "Kundendaten", "Anna"))
    read = len(await threads_read(desk))
    async with an_outage(desk):
        await desk.fetchval("delete from owona_bot.notes where ticket_id = $1", erased.id)
        await writes(desk, "anna", erased, "danach")
        third = await writes(desk, "mia", ticket, "drei &lt;3")
        await desk.slack.edit("anna", desk.tickets, first, "eins, verbessert")
        await desk.slack.remove("ben", desk.tickets, second)
        await desk.slack.remove("ben", desk.tickets, await writes(desk, "ben", ticket, "nie gesehen"))
        await desk.slack.edit("mia", desk.tickets, third, "drei")
        await writes(desk, "ben", ticket, "vier")
        await desk.slack.edit("anna", desk.tickets, alone, "nicht allein")
        await desk.slack.remove("mia", desk.tickets, gone)
        await desk.slack.post("ben", desk.tickets, "12:30", await desk.slack.post("anna", desk.tickets, "Essen?"))
    await back(desk)
    stories = {
        ticket: [
            ("written", "eins", "Anna"),
            ("written", "zwei", "Ben"),
            ("written", "drei", None),
            ("edited", "eins, verbessert", "Anna"),
            ("edited", "drei", None),
            ("written", "vier", "Ben"),
            ("deleted", "", None),
        ],
        edited: [("written", "allein", "Anna"), ("edited", "nicht allein", "Anna")],
        deleted: [("written", "weg", None), ("deleted", "", None)],
        erased: [("written", "danach", "Anna")],
    }
    assert {one: await notes(desk, one) for one in stories} == stories
    assert not {(await desk.card(one))["ts"] for one in idle} & set((await threads_read(desk))[read:])
    assert await desk.fetchval("select count(*) from owona_bot.notes where text in ('12:30', 'Essen?')") == 0
    await read_again(desk)
    assert {one: await notes(desk, one) for one in stories} == stories


async def read_again(desk: Scene) -> None:
    """A gap in which nothing was missed, while Slack asks for a slower pace and fails."""
    read = len(await threads_read(desk))
    await desk.slack.fault("conversations.history", "ratelimited", times=1, retry_after=1)
    await desk.slack.fault("conversations.replies", "server_error", times=2)
    await desk.fetchval(QUIET)
    await desk.fetchval(LONG_AGO)
    await caught_up(desk)
    assert len(await threads_read(desk)) > read + 2


async def test_a_replica_that_is_killed_amid_reading_leaves_nothing_out(desk: Scene) -> None:
    tickets = [await desk.asked() for _ in range(6)]
    async with an_outage(desk):
        for n, ticket in enumerate(tickets):
            await writes(desk, "anna", ticket, f"Nummer {n}")
    await desk.slack.fault("conversations.replies", "late", seconds=1)
    bot = await desk.stage.start_bot()
    query = "select count(*) from owona_bot.notes where text like 'Nummer %'"

    async def some() -> int | None:
        return await desk.fetchval(query)

    assert await until(some, "some are kept", 60) < len(tickets)
    os.kill(bot.pid, signal.SIGKILL)
    await bot.wait()
    desk.stage.bots.remove(bot)
    await desk.slack.clear_faults()
    await back(desk)
    assert [await notes(desk, one) for one in tickets] == [
        [("written", f"Nummer {n}", "Anna")] for n in range(len(tickets))
    ]

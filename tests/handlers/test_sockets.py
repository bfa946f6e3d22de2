"""Socket Mode: sockets come and go, two replicas share them, and each knock counts once."""

import asyncio
import signal
from collections.abc import AsyncIterator

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.stage import until
from tests.handlers.desk import Asked, Scene, a_quick_stage, said
from tests.postgres import a_database

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
async def desk(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    """Two replicas."""
    log = tmp_path_factory.mktemp("sockets") / "bot.log"
    async with a_database(postgres, admin, template) as url, a_quick_stage(url, log, bots=2) as stage:
        yield Scene(stage)


async def claimed_in_the_end(desk: Scene, ticket: Asked) -> None:
    """Whoever gets no answer types it again."""

    async def claimed() -> bool:
        answer = await desk.says("anna", f"/ticket nimm {ticket.number}")
        return answer.acked and "liegt jetzt bei dir" in said(answer)

    await until(claimed, "Anna gets her ticket", 30)
    await desk.settled(ticket)
    assert sum("übernommen" in line for line in await desk.lines(ticket)) == 1
    await desk.once_and_in_order(ticket)


async def test_each_knock_goes_to_one_of_two_replicas(desk: Scene) -> None:
    tickets = [await desk.asked(settled=False) for _ in range(10)]
    answers = await asyncio.gather(*(desk.insists("anna", f"/ticket nimm {ticket.number}") for ticket in tickets))
    assert all("liegt jetzt bei dir" in said(answer) for answer in answers)
    await desk.settled(*tickets)
    for ticket in tickets:
        assert sum("übernommen" in line for line in await desk.lines(ticket)) == 1
        await desk.once_and_in_order(ticket)


@pytest.mark.parametrize("reason", ["refresh_requested", "abort", "warning", "too_many_websockets"])
async def test_a_socket_that_closes_is_opened_again(desk: Scene, reason: str) -> None:
    ticket = await desk.asked()
    assert await desk.slack.close_sockets(reason) == 2
    await claimed_in_the_end(desk, ticket)
    await desk.slack.connected(2, 90)


async def test_a_socket_that_breaks_amid_a_knock_loses_nothing(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.connected(2, 90)
    await asyncio.gather(desk.says("anna", f"/ticket nimm {ticket.number}"), desk.slack.close_sockets("abort"))
    await claimed_in_the_end(desk, ticket)


async def test_one_replica_does_the_work_of_two(desk: Scene) -> None:
    await desk.slack.connected(2, 90)
    first, _ = desk.stage.bots
    first.send_signal(signal.SIGKILL)
    await first.wait()
    desk.stage.bots.remove(first)
    ticket = await desk.asked(acknowledge=True)
    await claimed_in_the_end(desk, ticket)
    await desk.stage.start_bot()
    await desk.slack.connected(2, 90)
    await claimed_in_the_end(desk, await desk.asked())


async def test_a_replica_that_is_asked_to_stop_leaves_nothing_undone(desk: Scene) -> None:
    await desk.slack.connected(2, 90)
    first, _ = desk.stage.bots
    tickets = [await desk.asked(settled=False, acknowledge=True) for _ in range(5)]
    first.terminate()
    assert await asyncio.wait_for(first.wait(), 60) == 0
    desk.stage.bots.remove(first)
    await desk.settled(*tickets)
    for ticket in tickets:
        await desk.once_and_in_order(ticket)

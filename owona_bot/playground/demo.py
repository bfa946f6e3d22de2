"""The desk in the browser: one URL, and its starter does what the page can't: kill, start, stop, move the clock."""

import asyncio
import signal
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import typer

from owona_bot.playground.freeze import freeze
from owona_bot.playground.page_letters import SERVER
from owona_bot.playground.seed import plan_report, say_who_can_what, seed, settle_in
from owona_bot.playground.seed_sql import IS_AGENT, UNSETTLED
from owona_bot.playground.site import Refused, Site
from owona_bot.playground.stage import CONFIG, SYSTEM_USER, DidNotHappen, Stage, a_stage, until
from owona_bot.playground.wire import Json

HOST = "127.0.0.1"
PORT = 4711
"""Always the same if it is free: the browser then remembers who one was."""


async def play(database: str, folder: Path, postmaster: Callable[[], int], *, port: int | None, empty: bool) -> int:
    """Until Ctrl-C. The database has its tables already."""
    site = await Site.open(database, size=2)
    try:
        await prepare(site, empty=empty)
        desk = f"{HOST}:{free_port()}"
        options = (
            *("--database", database, "--desk", desk, "--pace", "0", "--redelivery", "0,5,15,30"),
            *("--port", str(port if port is not None else free_port(PORT)), "--keep", str(folder / "slack.json")),
        )
        orders: asyncio.Queue[Json] = asyncio.Queue()
        async with a_stage(
            database,
            folder / "bot.log",
            *options,
            obey=orders.put_nowait,
            OWONA_SLACK__PACE="0",
            OWONA_CONFIG=str(CONFIG),
            OWONA_LEASE_SECONDS="5",
            OWONA_MAIL__AUTHSERV_ID=SERVER,
            OWONA_MAIL__LISTEN=f"smtp://{desk}",
        ) as stage:
            await until_stopped(stage, orders, postmaster, fresh=not empty)
    except DidNotHappen as why:
        typer.secho(f"The demo did not start: {why}", fg="red", err=True)
        return 1
    finally:
        await site.close()
    return 0


async def prepare(site: Site, *, empty: bool) -> None:
    """The account that owns what strangers write, and the seed."""
    with suppress(Refused):  # kept data has it already
        await site.sign_up(SYSTEM_USER, "System")
    if not empty:
        await seed(site, datetime.now(UTC))


async def until_stopped(
    stage: Stage, orders: "asyncio.Queue[Json]", postmaster: Callable[[], int], *, fresh: bool
) -> None:
    """Says where it is, then does what the page asks for."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    typer.secho(f"The desk is open: {stage.playground.url}/", bold=True)
    typer.echo("Ctrl-C closes it.")
    jobs = [obeying(stage, orders, postmaster), *([furnish(stage)] if fresh else [])]
    tasks = [asyncio.create_task(job) for job in jobs]
    await stop.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    typer.echo("\nThe desk is closed.")


async def furnish(stage: Stage) -> None:
    """Once the seed's cards stand, the team begins its day; kept data have theirs."""
    if (await stage.playground.counts())["messages"]["general"]:
        return

    async def all_stand() -> bool:
        async with stage.site.pool.acquire() as connection:
            return not await connection.fetchval(UNSETTLED)

    with suppress(DidNotHappen):
        await until(all_stand, "the cards stand", 8)
    await settle_in(stage.playground)

    async def mia_is_known() -> bool:
        async with stage.site.pool.acquire() as connection:
            return bool(await connection.fetchval(IS_AGENT, "U0MIA"))

    with suppress(DidNotHappen):
        await until(mia_is_known, "Mia is of the team", 8)
    await say_who_can_what(stage.playground)
    await plan_report(stage.playground)


async def obeying(stage: Stage, orders: "asyncio.Queue[Json]", postmaster: Callable[[], int]) -> None:
    while True:
        told = await orders.get()
        match told["ask"]:
            case "kill_bot":
                await kill(stage)
            case "start_bot" if not stage.bots:
                await stage.start_bot()
            case "set_clock":
                await set_clock(stage, float(told["seconds"]))
            case "stop_database":
                await freeze(postmaster(), min(float(told["seconds"]), 60.0))


async def kill(stage: Stage) -> None:
    """As the out-of-memory killer does."""
    for bot in stage.bots:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()
    stage.bots.clear()


async def set_clock(stage: Stage, ahead: float) -> None:
    """A bot that runs begins again with it, a dead one will when somebody starts it."""
    stage.settings = {**stage.settings, "OWONA_CLOCK_AHEAD": str(ahead)}
    if stage.bots:
        await stage.stop_bots()
        await stage.start_bot()


def free_port(wished: int = 0) -> int:
    """`wished` if nobody has it, else any."""
    with closing(socket.socket()) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((HOST, wished))
        except OSError:
            one.bind((HOST, 0))
        port: int = one.getsockname()[1]
        return port

"""How long Slack waits for an ack: by its own clock, from the knock to the answer."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.crowd import AGENTS, Crowd, at_a_stock_bolt, at_our_desk
from benchmarks.figures import Figure, spread
from benchmarks.house import a_database
from owona_bot.database.embedded import Server
from owona_bot.playground.answer import Answer

A_SECOND = 50
CYCLES, QUICK = 250, 50
"""Each is four knocks: a command, a button, a command that opens a form, and a form that is sent."""

ROUNDS, KNOCKS = 3, 6
"""Of the closed loop: rounds by turns, knocks of each agent in a round."""

HANGS = 5.0
SPARE = 20
"""Tickets whose buttons are pressed while the database hangs."""

Knock = Callable[[], Awaitable[Answer]]


async def measure(server: Server, quick: bool) -> list[Figure]:
    """The bot paces what it posts as it does live."""
    cycles = QUICK if quick else CYCLES
    ours, bare = await a_database(server, "ack"), await a_database(server, "ack_bare")
    with TemporaryDirectory() as folder:
        async with (
            at_our_desk(ours, Path(folder, "bot.log"), AGENTS + cycles + SPARE) as desk,
            at_a_stock_bolt(bare, AGENTS) as stock,
        ):
            figures = await open_loop(desk, cycles)
            figures += await closed_loop(desk, stock)
            return [*figures, await while_it_hangs(server, desk)]


async def open_loop(desk: Crowd, cycles: int) -> list[Figure]:
    """Knocks come when they come, whether or not the last was answered."""
    await asyncio.gather(*(desk.command(agent, "new") for agent in range(AGENTS // 2)))
    kinds = mixture(desk, cycles)
    await asyncio.gather(*(desk.command(agent, f"show {desk.numbers[agent]}") for agent in range(AGENTS)))
    took: dict[str, list[float]] = {}
    loop, knocks = asyncio.get_running_loop(), []
    began = loop.time()
    for n, (kind, knock) in enumerate(kinds):
        await asyncio.sleep(max(0.0, began + n / A_SECOND - loop.time()))
        knocks.append(asyncio.create_task(timed(kind, knock, took)))
    await asyncio.gather(*knocks)
    everything = [one for sample in took.values() for one in sample]
    figures = [Figure(f"{A_SECOND} a second, {kind}, p99", spread(took[kind]).p99, most=35) for kind in took]
    of_all = spread(everything)
    whole = f"{A_SECOND} a second, all {len(everything)}"
    return [Figure(f"{whole}, p50", of_all.p50), *figures, Figure(f"{whole}, p99", of_all.p99, most=35)]


def mixture(desk: Crowd, cycles: int) -> Iterator[tuple[str, Knock]]:
    """Forms are sent half the crowd, two seconds, after they were opened."""
    for cycle in range(cycles):
        yield from one_cycle(desk, cycle)


def one_cycle(desk: Crowd, cycle: int) -> Iterator[tuple[str, Knock]]:
    """Agents come round in turn: those who type, press and send are never the same at a time."""
    agent, other = cycle % AGENTS, (cycle + AGENTS // 2) % AGENTS
    verb = "claim" if (cycle // AGENTS) % 2 == 0 else "release"
    yield "command", lambda: desk.command(agent, f"{verb} {desk.numbers[agent]}")
    yield "action", lambda: desk.click(agent, AGENTS + cycle)
    yield "command that opens a form", lambda: desk.command(other, "new")
    yield "submission", lambda: desk.submit(agent)


async def timed(kind: str, knock: Knock, took: dict[str, list[float]]) -> None:
    """In milliseconds."""
    took.setdefault(kind, []).append((await knock()).seconds * 1000)


async def closed_loop(desk: Crowd, stock: Crowd) -> list[Figure]:
    """Fifty at once, each with the next command as soon as the last is answered, by turns here and there."""
    ours: list[float] = []
    theirs: list[float] = []
    await all_at_once(stock)  # and all connections are made
    await all_at_once(desk)
    for _ in range(ROUNDS):
        theirs += await all_at_once(stock)
        ours += await all_at_once(desk)
    here, there = spread(ours), spread(theirs)
    return [
        Figure(f"{AGENTS} at once, command, p50", here.p50, base=there.p50, ratio=2),
        Figure(f"{AGENTS} at once, command, p99", here.p99, base=there.p99, ratio=2),
    ]


async def all_at_once(crowd: Crowd) -> list[float]:
    """Milliseconds of every ack."""

    async def one(agent: int) -> list[float]:
        lines = [f"{verb} {crowd.numbers[agent]}" for verb in ("claim", "release") * (KNOCKS // 2)]
        return [(await crowd.command(agent, line)).seconds * 1000 for line in lines]

    return [took for sample in await asyncio.gather(*(one(agent) for agent in range(AGENTS))) for took in sample]


async def while_it_hangs(server: Server, desk: Crowd) -> Figure:
    """Every process of PostgreSQL stands still; Slack must hear something all the same."""
    agents = [AGENTS // 2 + n for n in range(SPARE)]  # they, or others, have a form open
    for agent in agents:
        if await desk.playground.view(f"agent{agent}") is None:
            await desk.command(agent, "new")
    knocks: list[Awaitable[Answer]] = []
    with frozen(server):
        for n, agent in enumerate(agents):
            knocks += [asyncio.ensure_future(one) for one in three(desk, agent, len(desk.cards) - SPARE + n)]
            await asyncio.sleep(HANGS / 2 / SPARE)
        await asyncio.sleep(HANGS / 2)
    slowest = max(answer.seconds for answer in await asyncio.gather(*knocks))
    return Figure(f"the slowest of {len(knocks)} while the database hangs", slowest, "s", most=2.5)


def three(desk: Crowd, agent: int, card: int) -> Iterator[Awaitable[Answer]]:
    """One of each kind."""
    yield desk.command(agent, f"claim {desk.numbers[agent]}")
    yield desk.click(agent, card)
    yield desk.submit(agent)


@contextmanager
def frozen(server: Server) -> Iterator[None]:
    """SIGSTOP to the postmaster and its backends, until the end."""
    family = [server.pid, *children(server.pid)]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)


def children(parent: int) -> list[int]:
    """By /proc, whose `stat` has the parent behind the name and state."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == parent:
            found.append(int(stat.parent.name))
    return found

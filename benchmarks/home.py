"""From a person who opens the app to the Home that Slack accepted, in a desk of many tickets.

`python -m benchmarks.home [--tickets 1000000] [--url postgresql://…]`: another size, or a desk that is seeded already.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, load, spread
from benchmarks.house import a_database, a_server
from benchmarks.lists import promised
from owona_bot.database.embedded import Server
from owona_bot.database.seed import sow
from owona_bot.domain.home import Tab
from owona_bot.playground.client import Playground, buttons_of
from owona_bot.playground.stage import a_stage, until

TICKETS, QUICK = 100_000, 10_000

RUNS, QUICK_RUNS = 40, 10

WARM = 3

MOST = 300
"""Milliseconds."""

APART = 0.2
"""Seconds between two of them."""

PUBLISH = "views.publish"

WORDS = ("status:new", "Rechnung", "is:open prio:>=high", "webhook zertifikat", "agent:ben tag:vip")

Act = Callable[[], Awaitable[object]]


async def measure(server: Server, quick: bool) -> list[Figure]:
    """On a desk of its own."""
    return await sized(server, QUICK if quick else TICKETS, QUICK_RUNS if quick else RUNS)


async def measured(url: str, runs: int = RUNS) -> list[Figure]:
    """On any desk that is indexed; a bot is started there."""
    with TemporaryDirectory() as folder:
        log = Path(folder, "bot.log")
        async with a_stage(url, log, "--pace", "0", OWONA_SLACK__PACE="0") as stage:
            return await acted(stage.playground, runs)


async def acted(slack: Playground, runs: int) -> list[Figure]:
    """Anna opens it, Anna chooses each tab, Anna filters; the clock runs from before the act until it was accepted."""

    async def opened() -> None:
        await slack.open_home("anna")

    async def filtered(words: str) -> None:
        await slack.choose("anna", "Filtern oder suchen", words, at="home")

    figures = [told("opened", await waits(slack, opened, runs), MOST)]
    for n, tab in enumerate(Tab):
        await slack.open_home("anna")
        figures.append(told(f"tab {tab}", await waits(slack, partial(pressed, slack, n), runs)))
    for words in WORDS:
        figures.append(told(f"filter {words}", await waits(slack, partial(filtered, words), runs)))
    return figures


async def pressed(slack: Playground, n: int) -> None:
    """The tab in that place, whatever its count is."""
    view = await slack.home("anna")
    labels = buttons_of({"text": "", "blocks": view["blocks"]}) if view else []
    await slack.press_home("anna", labels[n])


async def waits(slack: Playground, act: Act, runs: int) -> list[float]:
    """Milliseconds, after some to warm up; the next act begins when the Home of the one before it is there."""
    began = []
    for _ in range(WARM + runs):
        before = await accepted(slack)
        began.append(time.time())
        await act()
        await until(partial(later, slack, before), "a Home", 20)
        await asyncio.sleep(APART)
    ends = [float(call["at"]) for call in await slack.calls(PUBLISH)][-len(began) :]
    return [(end - begin) * 1_000 for begin, end in zip(began, ends, strict=True)][WARM:]


async def later(slack: Playground, before: int) -> bool:
    """Whether one more was accepted."""
    return await accepted(slack) > before


async def accepted(slack: Playground) -> int:
    """How many Homes were sent so far."""
    return int((await slack.counts())["calls"].get(PUBLISH, 0))


def told(what: str, sample: Sequence[float], most: float | None = None) -> Figure:
    """The 95th percentile."""
    return Figure(f"{what} → Home accepted, p95", spread(sample).p95, most=most)


def main() -> None:
    """The size of one's choice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.home", description=__doc__)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--url", help="of a desk that is seeded and indexed; a bot will work there")
    given = parser.parse_args()
    print(load())
    if given.url:
        print(*(figure.line() for figure in asyncio.run(measured(given.url))), sep="\n")
        return
    with a_server() as server:
        print(*(figure.line() for figure in asyncio.run(sized(server, given.tickets, RUNS))), sep="\n")
    print(load())


async def sized(server: Server, tickets: int, runs: int) -> list[Figure]:
    """Seeded, indexed, measured."""
    url = await a_database(server, "home")
    await sow(url, tickets, 1, sure=False, told=lambda _: None)
    await promised(url)
    return await measured(url, runs)


if __name__ == "__main__":
    main()

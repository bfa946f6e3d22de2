"""`python -m benchmarks [--quick] [latency] [ack] [triggers] [queue] [mail] [lists] [home] [time] [assign] …`.

Exit code 0 when everything ran; a target that is missed is marked OVER.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from benchmarks import ack, assign, export, home, latency, lists, mail, queue, report, time, triggers
from benchmarks.figures import Figure, load
from benchmarks.house import a_server
from owona_bot.database.embedded import Server

Measure = Callable[[Server, bool], Awaitable[list[Figure]]]

BENCHMARKS: dict[str, Measure] = {
    "latency": latency.measure,
    "ack": ack.measure,
    "triggers": triggers.measure,
    "queue": queue.measure,
    "mail": mail.measure,
    "lists": lists.measure,
    "home": home.measure,
    "time": time.measure,
    "assign": assign.measure,
    "export": export.measure,
    "report": report.measure,
}


def main() -> None:
    """Each on a server of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer of everything: to see that it runs")
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(BENCHMARKS)}")
    told = parser.parse_args()
    if unknown := set(told.names) - BENCHMARKS.keys():
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    print(load())
    for name in told.names or BENCHMARKS:
        print(f"{name}:", flush=True)
        with a_server() as server:
            figures = asyncio.run(run(BENCHMARKS[name], server, quick=told.quick))
        print(*(figure.line() for figure in figures), sep="\n", flush=True)
    print(load())


async def run(measure: Measure, server: Server, *, quick: bool) -> list[Figure]:
    """A coroutine, as asyncio.run wants it."""
    return await measure(server, quick)


if __name__ == "__main__":
    main()

"""`python -m owona_bot.playground --manifest manifest.yml`: says where it listens, ends with its parent."""

import argparse
import asyncio
import ctypes
import os
import signal
import sys
import threading
from pathlib import Path

from owona_bot.playground.options import Options, World
from owona_bot.playground.server import serve
from owona_bot.playground.wire import Json, dumps

PR_SET_PDEATHSIG = 1


def main() -> None:
    args = _parser().parse_args()
    parent = os.getppid()
    _die_with_parent(parent)
    asyncio.run(_run(_options(args), with_parent=args.with_parent, asks=args.asks))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m owona_bot.playground", description=__doc__)
    parser.add_argument("--manifest", type=Path, default=Path("manifest.yml"))
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--pace", type=float, default=1.0, help="factor on Slack's rates, 0 switches them off")
    parser.add_argument("--mode", choices=("socket", "http"), default="socket")
    parser.add_argument("--request-url", help="where signed HTTP knocks go")
    parser.add_argument("--redelivery", default="0,60,300", help="seconds before each redelivery of an event")
    parser.add_argument("--ack-timeout", type=float, default=3.0)
    parser.add_argument("--trigger-life", type=float, default=3.0)
    parser.add_argument("--database", help="URL of the site's database, for the page's customers")
    parser.add_argument("--desk", help="host:port where the bot takes mail")
    parser.add_argument("--keep", type=Path, help="file in which Slack and the mailboxes outlive us")
    parser.add_argument("--asks", action="store_true", help="whoever started us reads lines of JSON, what to do")
    parser.add_argument("--with-parent", action="store_true", help="end when stdin ends")
    return parser


def _options(args: argparse.Namespace) -> Options:
    if args.mode == "http" and not args.request_url:
        raise SystemExit("--mode http needs --request-url")
    return Options(
        manifest=args.manifest,
        port=args.port,
        pace=args.pace,
        mode=args.mode,
        request_url=args.request_url,
        redelivery=tuple(float(delay) for delay in args.redelivery.split(",") if delay),
        ack_timeout=args.ack_timeout,
        trigger_life=args.trigger_life,
        world=World(database=args.database, desk=args.desk),
        keep=args.keep,
    )


def _die_with_parent(parent: int) -> None:
    """Linux ends us when the parent ends, also when it ended just before we asked."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(0)


async def _run(options: Options, *, with_parent: bool, asks: bool) -> None:
    running = await serve(options, _say if asks else None)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    if with_parent:
        _watch_stdin(ended)
    _say({"url": running.url, "api_url": running.api_url})
    await ended.wait()
    await running.stop()


def _say(told: Json) -> None:
    sys.stdout.write(dumps(told) + "\n")
    sys.stdout.flush()


def _watch_stdin(ended: asyncio.Event) -> None:
    """A thread, because /dev/null and files can't be polled; it dies with us."""
    loop = asyncio.get_running_loop()

    def watch() -> None:
        while sys.stdin.buffer.read(4096):
            pass
        loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()

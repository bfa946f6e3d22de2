"""Exports of a desk of many tickets, beside PostgreSQL's own COPY of the same columns in the same order.

`python -m benchmarks.export [--tickets 1000000] [--url postgresql://…]`: another size, or a desk that is seeded.
"""

import argparse
import asyncio
import json
import os
import re
import resource
import sys
import time
from asyncio.subprocess import PIPE
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import asyncpg

from benchmarks.figures import Figure, load
from benchmarks.house import a_database, a_server
from owona_bot.database.embedded import Server
from owona_bot.database.engine import connect, plain_url
from owona_bot.database.export_sql import VALUES
from owona_bot.database.seed import sow
from owona_bot.domain.clock import Translate
from owona_bot.domain.export import Format, Spec, What
from owona_bot.domain.export_columns import USUAL
from owona_bot.domain.filter_tree import View
from owona_bot.exports.stream import pieces
from owona_bot.locale.catalogue import BERLIN, catalogues

TICKETS, QUICK = 1_000_000, 10_000

ROUNDS = 3
"""Each thing is done so often, by turns: a busy machine is busy with all of them."""

FEW = 50_000
"""Tickets of the workbook: 16 cells each, in Python."""

BARE = """
    select {columns} from owona_bot.search k
    join public.support_tickets t on t.id = k.ticket_id join owona_bot.ticket_state s on s.ticket_id = t.id
    where k.part = 0 order by k.created_at, k.ticket_id"""

WHOLE = """
    t.id, s.number, t.title, t.description, t.status, t.priority, t.category, t.assigned_agent, t.created_at,
    t.updated_at, t.last_escalation, t.escalation_path, t.source_metadata, t.user_id, u.email, p.full_name,
    s.requester_address, s.requester_name, s.tags, s.snoozed_until, s.snoozed_for_answer, s.merged_into, s.language,
    s.channel, k.answered_at"""

OWNER = "left join auth.users u on u.id = t.user_id left join public.profiles p on p.id = t.user_id where k.part = 0"

MOMENT = """
    select created_at from owona_bot.search where part = 0 order by created_at, ticket_id
    offset least($1, (select count(*) from owona_bot.search where part = 0)) - 1 limit 1"""

SETTINGS = {
    "OWONA_AGENTS": "anna@owona.de",
    "OWONA_SLACK__BOT_TOKEN": "xoxb-nobody",
    "OWONA_SLACK__APP_TOKEN": "xapp-nobody",
    "OWONA_SLACK__CHANNELS__TICKETS": "C0TICKETS",
    "OWONA_SLACK__CHANNELS__OPERATIONS": "C0OPERATIONS",
}
"""Of the command, which asks for them and needs none."""

BASES = {
    Format.CSV: BARE.format(columns=", ".join(VALUES[column.name] for column in USUAL)),
    Format.NDJSON: BARE.format(columns=WHOLE).replace("where k.part = 0", OWNER),
}
"""What our file is held against: nothing in it is looked at, no object is made of it."""


async def measure(server: Server, quick: bool) -> list[Figure]:
    """On a desk of its own."""
    return await sized(server, QUICK if quick else TICKETS)


async def sized(server: Server, tickets: int) -> list[Figure]:
    """Seeded, indexed, measured."""
    url = await a_database(server, "export")
    await sow(url, tickets, 1, sure=False, told=lambda _: None)
    return await measured(url)


async def measured(url: str) -> list[Figure]:
    """Each in a process of its own, whose memory is told as well."""
    figures = []
    for format_, share in ((Format.CSV, 0.7), (Format.NDJSON, 0.5)):
        rounds = [[await in_a_child(url, *job) for job in ((format_,), (format_, "base"))] for _ in range(ROUNDS)]
        ours, bare = zip(*rounds, strict=True)
        took, base = median(one["took"] for one in ours), median(one["took"] for one in bare)
        what = f"{format_} of {ours[0]['rows']:,} tickets ({share:g} × COPY)"
        memory = max(one["memory"] for one in ours)
        figures.append(Figure(what, took, "s", base=base, ratio=1 / share))
        figures.append(Figure(f"{format_}: memory at most", memory, "MB", most=150))
    whole = await in_a_child(url, Format.CSV, "command")
    figures.append(Figure("owona-bot export, csv: memory at most", whole["memory"], "MB", most=150))
    book = await in_a_child(url, Format.XLSX)
    figures.append(Figure(f"xlsx of {book['rows']:,} tickets", book["took"], "s"))
    figures.append(Figure("xlsx: memory at most, of us and of the child", book["memory"], "MB", most=150))
    return figures


async def in_a_child(url: str, *job: str) -> dict[str, float]:
    """What it says of itself. Raises RuntimeError."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.export", "--url", url, "--child", *job), stdout=PIPE
    )
    told, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{' '.join(job)} ended with {process.returncode}")
    said: dict[str, float] = json.loads(told)
    return said


async def child(url: str, format_: Format, how: str) -> dict[str, float]:
    """Seconds from the first question to the last byte, which goes nowhere."""
    t = catalogues().speak("de")
    began = time.perf_counter()
    match how:
        case "base":
            rows = await copied(url, BASES[format_])
        case "command":
            rows = await commanded(url, format_)
        case _:
            rows = await exported(url, format_, t)
    return {"rows": rows, "took": time.perf_counter() - began, "memory": peak()}


def peak() -> float:
    """MB of this process, or of one that it began. By `getrusage` it would also be what its parent had at that time."""
    own = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert own is not None, "Linux alone says it"
    return max(int(own[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


async def commanded(url: str, format_: Format) -> int:
    """As a person types it: the whole bot is loaded. Raises RuntimeError."""
    words = ("export", "tickets", "--format", format_, "--output", os.devnull)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "owona_bot.cli", *words),
        env={**os.environ, **SETTINGS, "OWONA_DATABASE_URL": url},
        stderr=PIPE,
    )
    _, said = await process.communicate()
    if process.returncode:
        raise RuntimeError(said.decode())
    return int(said.split()[0].replace(b",", b""))


async def copied(url: str, statement: str) -> int:
    """PostgreSQL's own."""
    raw = await asyncpg.connect(plain_url(url))
    try:
        told: str = await raw.copy_from_query(statement, output=nowhere, format="csv", timeout=3_600)
    finally:
        await raw.close()
    return int(told.split()[1])


async def nowhere(_: bytes) -> None:
    """Where the base's bytes go."""


async def exported(url: str, format_: Format, t: Translate) -> int:
    """Ours."""
    db = await connect(url)
    try:
        now = datetime.now(UTC)
        if format_ is Format.XLSX:
            async with db.raw.acquire() as raw:
                now = await raw.fetchval(MOMENT, FEW)
        spec, view = Spec(What.TICKETS, format_), View(now, BERLIN, None)
        rows = 0
        async for piece in pieces(db, spec, view, t):
            rows += piece.rows
        return rows
    finally:
        await db.close()


def main() -> None:
    """The size of one's choice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export", description=__doc__)
    parser.add_argument("--tickets", type=int, default=TICKETS)
    parser.add_argument("--url", help="of a desk that is seeded and indexed; nothing of it is changed")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.child:
        format_, *how = told.child
        print(json.dumps(asyncio.run(child(told.url, Format(format_), "".join(how)))))
        return
    print(load())
    if told.url:
        print(*(figure.line() for figure in asyncio.run(measured(told.url))), sep="\n")
        return
    with a_server() as server:
        print(*(figure.line() for figure in asyncio.run(sized(server, told.tickets))), sep="\n")
    print(load())


if __name__ == "__main__":
    main()

"""From a row that the web site inserts to the card that Slack accepted, beside LISTEN and one post without a bot."""

import asyncio
import random
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import asyncpg

from benchmarks.crowd import mark
from benchmarks.figures import Figure, Spread, spread
from benchmarks.house import a_customer, a_database, a_process, slack_of
from owona_bot.database.embedded import Server
from owona_bot.playground.client import Playground
from owona_bot.playground.stage import a_playground, a_stage, until, usual
from owona_bot.playground.wire import Json

TICKETS, QUICK = 200, 40
WARM = 20
APART = 0.06
"""Seconds between two tickets: the first is in Slack, thread and all, before the second comes."""

INSERT = """
    insert into public.support_tickets (id, user_id, title, description, category)
    values ($1, $2, 'Login geht nicht', 'Seit heute früh kann ich mich nicht anmelden.', 'bug')"""


async def measure(server: Server, quick: bool) -> list[Figure]:
    """The floor before and after the bot, so that a machine that grows slow shows in both."""
    count = QUICK if quick else TICKETS
    bare, ours = await a_database(server, "latency_floor"), await a_database(server, "latency")
    before = await without_bot(bare, count // 2)
    bot = await with_bot(ours, count)
    floor, ours_spread = spread([*before, *await without_bot(bare, count // 2)]), spread(bot)
    return [*figures(ours_spread, floor)]


def figures(bot: Spread, floor: Spread) -> list[Figure]:
    """The clock runs from before the INSERT is sent until `accepted_at`."""
    return [
        Figure("row inserted → card accepted, p50", bot.p50, base=floor.p50),
        Figure("row inserted → card accepted, p95", bot.p95, most=10, base=floor.p95),
        Figure("row inserted → card accepted, p99", bot.p99, base=floor.p99),
    ]


async def with_bot(url: str, count: int) -> list[float]:
    """Milliseconds, in the order of the tickets."""
    with TemporaryDirectory() as folder:
        log = Path(folder, "bot.log")
        async with a_stage(url, log, "--pace", "0", OWONA_SLACK__PACE="0") as stage:
            inserted = await insert(url, count)
            cards = await all_cards(stage.playground, len(inserted))
    accepted = {mark(card): float(card["accepted_at"]) for card in cards}
    waits = [(accepted[f"card:{ticket}"] - at) * 1000 for ticket, at in inserted.items()]
    return waits[WARM:]


async def without_bot(url: str, count: int) -> list[float]:
    """The same from trigger and NOTIFY to one post; posts come in the order of the rows."""
    async with a_playground("--pace", "0") as playground:
        settings = await usual(url, playground, {})
        async with a_process("floor", **slack_of(settings)):
            inserted = await insert(url, count)
            cards = await all_cards(playground, len(inserted))
    waits = [(float(card["accepted_at"]) - at) * 1000 for card, at in zip(cards, inserted.values(), strict=True)]
    return waits[WARM:]


async def insert(url: str, count: int) -> dict[UUID, float]:
    """Tickets and when each was sent, one by one by the service role, first some to warm up."""
    customer = await a_customer(url) if not await known(url) else await known(url)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("set role service_role")
        statement = await connection.prepare(INSERT)
        inserted: dict[UUID, float] = {}
        for _ in range(WARM + count):
            ticket = uuid4()
            inserted[ticket] = time.time()
            await statement.fetch(ticket, customer)
            await asyncio.sleep(APART * random.uniform(0.8, 1.2))
    finally:
        await connection.close()
    return inserted


async def known(url: str) -> UUID | None:
    """The customer, once there is one."""
    connection = await asyncpg.connect(url)
    try:
        found: UUID | None = await connection.fetchval("select id from auth.users where email = 'lena@example.com'")
    finally:
        await connection.close()
    return found


async def all_cards(playground: Playground, count: int) -> list[Json]:
    """In the order in which Slack took them."""

    async def look() -> list[Json] | None:
        cards = [one for one in await playground.messages("tickets") if mark(one).startswith("card:")]
        return cards if len(cards) >= count else None

    return await until(look, f"{count} cards", 30)

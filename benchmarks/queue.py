"""The queue: what a claim costs with 100,000 waiting, and how many deliveries a second go from event to done."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg

from benchmarks.figures import Figure, spread
from benchmarks.house import a_customer, a_database
from jobs.deliver import Worker
from jobs.plan import Lanes, plan_tickets
from owona_bot.database import deliveries
from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, connect
from owona_bot.database.listen import Bell
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Pace, Reaction
from owona_bot.domain.plan import Places
from owona_bot.locale.catalogue import catalogues

WAITING, QUICK = 100_000, 20_000
CLAIMS = 200
LEASE = timedelta(minutes=5)
WORKERS = 8
TICKETS = 2_000

EVENT = "insert into owona_bot.events (kind, actor, planned_at) values ('ticket.created', 'bench', now()) returning id"

LANES = """
    insert into owona_bot.lanes (name, every, burst, next_at)
    values ('open', '0', 1, '-infinity'), ('exhausted', '1 hour', 1, now() + interval '1 day')
    on conflict (name) do nothing"""

FILL = """
    insert into owona_bot.deliveries (event_id, reaction, target, order_key, lane, priority, ahead, state, leased_until)
    select $1, 'thread', $5 || n, $5 || n % $3::integer, $4, 30, n >= $3::integer,
           case when $6 and n < $3::integer then 'leased' else 'waiting' end,
           case when $6 and n < $3::integer then now() + interval '1 hour' end
    from generate_series(0, $2::integer - 1) n"""

BARE = (
    "create table bare (id bigint generated always as identity primary key, done boolean not null default false)",
    "create index on bare (id) where not done",
)
TAKE = "select id from bare where not done order by id limit 1 for update skip locked"

Fill = Callable[[asyncpg.Connection, int, int], Awaitable[None]]


async def measure(server: Server, quick: bool) -> list[Figure]:
    """Each shape in a queue of its own; analysed, as autovacuum leaves it within a minute."""
    url, waiting = await a_database(server, "queue"), QUICK if quick else WAITING
    db = await connect(url)
    try:
        figures = []
        for name, fill in SHAPES.items():
            figures += await claims(db, name, fill, waiting)
        return [*figures, await end_to_end(db, url, TICKETS // 5 if quick else TICKETS)]
    finally:
        await db.close()


async def claims(db: Database, name: str, fill: Fill, waiting: int) -> list[Figure]:
    """Milliseconds of `deliveries.claim`; each claim is finished, untimed, before the next."""
    async with db.raw.acquire() as raw:
        await raw.execute("truncate owona_bot.deliveries")
        await raw.execute(LANES)
        await fill(raw, await raw.fetchval(EVENT), waiting)
        await raw.execute("analyze owona_bot.deliveries")
        waits = spread([await one_claim(raw) for _ in range(CLAIMS)])
    what = f"claim of {waiting:,} waiting: {name}"
    return [Figure(f"{what}, p50", waits.p50, most=5), Figure(f"{what}, p95", waits.p95, most=5)]


async def one_claim(raw: asyncpg.Connection) -> float:
    """Also the commit, with its fsync."""
    began = time.perf_counter()
    delivery = await deliveries.claim(raw, LEASE)
    took = (time.perf_counter() - began) * 1000
    if delivery is None:
        raise RuntimeError("nothing could be claimed")
    async with raw.transaction():
        await deliveries.finish(raw, delivery, Outcome("done"))
    return took


async def one_key(raw: asyncpg.Connection, event: int, waiting: int) -> None:
    """All in one order."""
    await raw.execute(FILL, event, waiting, 1, "open", "k", False)


async def leased_keys(raw: asyncpg.Connection, event: int, waiting: int) -> None:
    """Behind twenty that somebody holds, and one key that is free."""
    await raw.execute(FILL, event, waiting, 20, "open", "k", True)
    await raw.execute(FILL, event, CLAIMS, 1, "open", "free", False)


async def many_keys(raw: asyncpg.Connection, event: int, waiting: int) -> None:
    """A key each."""
    await raw.execute(FILL, event, waiting, waiting, "open", "k", False)


async def exhausted_lane(raw: asyncpg.Connection, event: int, waiting: int) -> None:
    """All in a lane without a token, more urgent than what goes another way."""
    await raw.execute(FILL, event, waiting, waiting, "exhausted", "k", False)
    await raw.execute("update owona_bot.deliveries set priority = 10")
    await raw.execute(FILL, event, CLAIMS, CLAIMS, "open", "free", False)


async def many_lanes(raw: asyncpg.Connection, event: int, waiting: int) -> None:
    """Beside the paces of 2,000 cards that were redrawn within the hour."""
    await raw.execute(
        """insert into owona_bot.lanes (name, every, burst, next_at)
           select 'slack.update:' || gen_random_uuid(), '3 seconds', 3, now() from generate_series(1, 2000)"""
    )
    await raw.execute("analyze owona_bot.lanes")
    await many_keys(raw, event, waiting)


SHAPES: dict[str, Fill] = {
    "one key": one_key,
    "20 keys leased": leased_keys,
    "a key each": many_keys,
    "lane exhausted": exhausted_lane,
    "2,000 cards paced": many_lanes,
}


async def end_to_end(db: Database, url: str, tickets: int) -> Figure:
    """Deliveries a second, written as milliseconds each, beside the barest queue by as many workers."""
    customer = await a_customer(url)
    async with db.raw.acquire() as raw:
        await raw.execute("truncate owona_bot.deliveries, owona_bot.events, owona_bot.lanes")
        await raw.execute(
            """insert into public.support_tickets (user_id, title, description)
               select $1, 'Login ' || n, 'Es geht nicht.' from generate_series(1, $2::integer) n""",
            *(customer, tickets),
        )
    began = time.perf_counter()
    await planned_and_done(db)
    seconds = time.perf_counter() - began
    async with db.raw.acquire() as raw:
        done = (await deliveries.balance(raw)).get("done", 0)
    bare = await barest(db, done)
    print(f"  {done / seconds:,.0f} jobs/s planned, claimed and finished; {done / bare:,.0f}/s by the barest queue")
    return Figure(f"a delivery of {done:,}, from event to done", seconds / done * 1000, base=bare / done * 1000)


async def planned_and_done(db: Database) -> None:
    """Plan all, then eight workers until nothing is left."""
    desk = Desk(
        db=db,
        clock=lambda: datetime.now(UTC),
        catalogues=catalogues("de"),
        locale="de",
        places=Places("C0TICKETS", "C0OPERATIONS"),
        system_user=None,
        planner=Bell(),
        workers=Bell(),
    )
    lanes = Lanes(Pace(0, 1))
    worker = Worker(desk, dict.fromkeys(Reaction, nothing), LEASE, lambda: 0.5)
    while await plan_tickets(desk, lanes):
        pass
    await asyncio.gather(*(emptied(worker) for _ in range(WORKERS)))


async def nothing(_: Delivery) -> Outcome:
    """The reaction that costs nothing."""
    return Outcome("done")


async def emptied(worker: Worker) -> None:
    """Carries out until nothing is left."""
    while await worker.deliver_next():
        pass


async def barest(db: Database, jobs: int) -> float:
    """Seconds for as many rows of a table with one index: lock the next, mark it done, commit; no lease, no order."""
    async with db.raw.acquire() as raw:
        for statement in BARE:
            await raw.execute(statement)
        await raw.execute("insert into bare select from generate_series(1, $1::integer)", jobs)
        await raw.execute("analyze bare")
    began = time.perf_counter()
    await asyncio.gather(*(taken(db) for _ in range(WORKERS)))
    return time.perf_counter() - began


async def taken(db: Database) -> None:
    """Until there are no more."""
    async with db.raw.acquire() as raw:
        while True:
            async with raw.transaction():
                job = await raw.fetchval(TAKE)
                if job is None:
                    return
                await raw.execute("update bare set done = true where id = $1", job)

"""Whose turn it is: many who give tickets away at once, a slot that becomes free, one decision on a big desk.

The base of giving is bare SQL: as many workers, each of whose transactions takes one waiting ticket and gives it to
whoever has least, counted in a table of their own, without facts kept, rules, presence or our triggers.
"""

import argparse
import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from statistics import median

from benchmarks.figures import Figure, load, spread
from benchmarks.house import a_database
from jobs.assign import LONGEST, TAKEN, keep_assigning
from jobs.plan import Lanes, keep_planning
from owona_bot.database.embedded import Server
from owona_bot.database.engine import Database, Raw, connect
from owona_bot.database.listen import Bell, listen
from owona_bot.database.pools import USUAL
from owona_bot.database.seed import seed
from owona_bot.desk import Desk
from owona_bot.domain.assignment import Mode, Rule
from owona_bot.domain.assignment_policy import DEFAULT, AssignRules
from owona_bot.domain.delivery import Pace
from owona_bot.domain.plan import Places
from owona_bot.locale.catalogue import catalogues
from owona_bot.playground.site import Site
from owona_bot.services.turns import Found, Round, Terms, give_turns

TICKETS, QUICK = 5_000, 400

MANY, QUICK_MANY = 1_000_000, 5_000
"""Tickets of the big desk."""

WORKERS = 50

CUSTOMERS = 100

AGENTS = 100

HELD = 11
"""Open tickets of each agent on the big desk, where they take twelve."""

RUNS = 30

RULES = AssignRules(otherwise=Rule(DEFAULT, Mode.LOAD))

PLACES = Places("C0TICKETS", "C0OPERATIONS")

TERMS = Terms(RULES, PLACES)

TEAM = """
    insert into owona_bot.agents (slack_user, email, name, locale, role, cap)
    select 'U0' || n, 'agent' || n || '@owona.de', 'Agent ' || n, 'de', 'agent', $2
    from generate_series(1, $1::integer) n
    on conflict do nothing"""

ASKED = f"""
    insert into public.support_tickets (user_id, title, description, category, priority)
    select (select id from auth.users order by email offset n % {CUSTOMERS} limit 1), 'Login ' || n, 'Fehler 500',
           'bug', (array['urgent', 'high', 'normal', 'normal', 'normal', 'low'])[1 + n % 6]
    from generate_series(1, $1::integer) n"""

PLANNED = (
    "update owona_bot.events set planned_at = now() where planned_at is null",
    "analyze",
)

HOLDERS = "select assigned_agent as agent, count(*)::integer as n from public.support_tickets group by 1"

TWICE = """
    select count(*) from (
        select ticket_id from owona_bot.assignments where agent_id is not null group by 1 having count(*) > 1) x"""

MOVES = """
    select count(*) from owona_bot.events
    where kind = 'ticket.changed' and payload ? 'agent' and payload #>> '{agent,0}' is not null"""

BARE = (
    "create table bare_agents (email text primary key, held integer not null default 0)",
    "insert into bare_agents select email from owona_bot.agents",
    "create table bare (id uuid primary key, urgency integer not null, agent text)",
    "insert into bare select gen_random_uuid(), n % 4 from generate_series(1, $1::integer) n",
    "create index on bare (urgency, id) where agent is null",
    "analyze bare",
)

BARE_GIVE = """
    with whose as (
        select email from bare_agents order by held, email limit 1 for update),
    one as (
        select id from bare where agent is null order by urgency, id limit 1 for update skip locked),
    counted as (
        update bare_agents a set held = held + 1 from whose, one where a.email = whose.email)
    update bare set agent = whose.email from whose, one where bare.id = one.id
    returning 1"""

GIVEN = "select count(*) from owona_bot.assignments where agent_id is not null"

JUDGED = "select count(distinct ticket_id) from owona_bot.assign_queue where why is not null"

RESOLVE = """
    update public.support_tickets set status = 'resolved'
    where id = (select id from public.support_tickets where status = 'investigating' limit 1)"""

MORE_ROOM = """
    update owona_bot.agents set cap = cap + 1 where id = (select min(id) from owona_bot.agents where active)"""

CAPS = 5

OTHERS_LEFT = "update owona_bot.agents set active = false where email not like 'agent%@owona.de'"

HOLD = """
    update public.support_tickets t
    set assigned_agent = 'agent' || (1 + n.n % $1) || '@owona.de', status = 'investigating'
    from (select ticket_id, row_number() over (order by number desc) as n from owona_bot.ticket_state
          order by number desc limit $2) n
    where t.id = n.ticket_id"""

SEEN = """
    update owona_bot.ticket_state s set seen_agent = t.assigned_agent, seen_status = t.status
    from public.support_tickets t
    where t.id = s.ticket_id and (s.seen_agent, s.seen_status) is distinct from (t.assigned_agent, t.status)"""

SEEN_ONE = SEEN + " and t.id = $1"

CLEAR = "truncate owona_bot.assign_queue, owona_bot.unindexed, owona_bot.unclocked"

ASK_ONE = ASKED.replace("$1::integer", "1") + " returning id"

BARE_ONE = "update public.support_tickets set updated_at = now() where id = $1"


async def measure(server: Server, quick: bool) -> list[Figure]:
    """Each on a desk of its own."""
    return [
        *await crowd(await a_desk_of(server, "crowd"), QUICK if quick else TICKETS),
        *await flow(await a_desk_of(server, "flow"), QUICK if quick else TICKETS // 5),
        *await freed(await a_desk_of(server, "freed"), QUICK if quick else TICKETS),
        *await big(server, QUICK_MANY if quick else MANY),
    ]


async def a_desk_of(server: Server, name: str) -> str:
    """With customers, and nobody of the team."""
    url = await a_database(server, name)
    site = await Site.open(url, 1)
    try:
        for n in range(CUSTOMERS):
            await site.sign_up(f"customer{n}@example.com", f"Customer {n}")
    finally:
        await site.close()
    return url


async def crowd(url: str, tickets: int) -> list[Figure]:
    """All at once, and 50 who give them away; a cap that none may pass, and just enough room."""
    db = await connect(url, replace(USUAL, raw=WORKERS + 4))
    try:
        async with db.raw.acquire() as raw:
            await raw.execute(TEAM, AGENTS, -(-tickets // AGENTS))
            await raw.execute(ASKED, tickets)
            for statement in PLANNED:
                await raw.execute(statement)
            each: list[float] = []
            began = time.perf_counter()
            seeing = asyncio.create_task(see(db))
            await asyncio.gather(*(gives(db, each) for _ in range(WORKERS)))
            seeing.cancel()
            took = time.perf_counter() - began
            figures = await checked(raw, tickets)
            bare, bare_took = await bare_crowd(db, raw, tickets)
        rate, bare_rate = tickets / took, tickets / bare_took
        return [
            *figures,
            Figure(
                f"{WORKERS} at once: a sitting that gave tickets, p99", spread(each).p99, "ms", 100, spread(bare).p99
            ),
            Figure(f"{tickets:,} tickets given, each with its decision", rate, "a second", base=bare_rate),
        ]
    finally:
        await db.close()


async def gives(db: Database, each: list[float]) -> None:
    """One of many, until nothing is left."""
    round_, pause = Round(), TAKEN
    while True:
        began = time.perf_counter()
        found = await give_turns(db, TERMS, datetime.now(UTC), round_)
        if found is Found.TAKEN:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST)
            continue
        pause = TAKEN
        each.append((time.perf_counter() - began) * 1_000)
        if found is Found.NOTHING:
            return


async def see(db: Database) -> None:
    """In place of the plan: what was given is soon seen."""
    async with db.raw.acquire() as raw:
        while True:
            async with raw.transaction():
                await raw.execute(PLANNED[0])
                await raw.execute(SEEN)
            await asyncio.sleep(0.5)


async def checked(raw: Raw, tickets: int) -> list[Figure]:
    """What must be so. Raises AssertionError where it is not."""
    held = Counter({row["agent"]: row["n"] for row in await raw.fetch(HOLDERS)})
    cap = -(-tickets // AGENTS)
    if held[None]:
        raise AssertionError(f"{held[None]} tickets were left over")
    twice = await raw.fetchval(TWICE) + await raw.fetchval(MOVES)
    over = sum(n > cap for n in held.values())
    return [
        Figure("tickets with two owners", twice, "tickets", most=1),
        Figure("agents over their cap", over, "agents", most=1),
        Figure("spread of load between equal agents", max(held.values()) - min(held.values()), "tickets", most=1.5),
    ]


async def bare_crowd(db: Database, raw: Raw, tickets: int) -> tuple[list[float], float]:
    """Milliseconds each, and seconds in all."""
    for statement in BARE:
        await raw.execute(statement, *([tickets] if "$1" in statement else []))
    each: list[float] = []

    async def worker() -> None:
        async with db.raw.acquire() as own:
            while True:
                began = time.perf_counter()
                if await own.fetchval(BARE_GIVE) is None and not await raw_left(own):
                    return
                each.append((time.perf_counter() - began) * 1_000)

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(WORKERS)))
    return each, time.perf_counter() - began


async def raw_left(raw: Raw) -> bool:
    """Of those that several wanted at once somebody may have missed one."""
    return bool(await raw.fetchval("select exists (select from bare where agent is null)"))


@asynccontextmanager
async def at_work(url: str, cap: int) -> AsyncIterator[tuple[Database, Raw]]:
    """A desk whose bot plans and gives tickets away, each agent so many; nobody delivers what was planned."""
    db = await connect(url)
    desk = Desk(
        db=db,
        clock=lambda: datetime.now(UTC),
        catalogues=catalogues("de"),
        locale="de",
        places=PLACES,
        system_user=None,
        planner=Bell(),
        workers=Bell(),
        assignment=RULES,
    )
    async with db.raw.acquire() as raw:
        await raw.execute(TEAM, AGENTS, cap)
        jobs = (listen(db, desk.planner), keep_planning(desk, Lanes(Pace(0, 3))), keep_assigning(desk))
        tasks = [asyncio.create_task(job) for job in jobs]
        try:
            yield db, raw
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    await db.close()


async def flow(url: str, tickets: int) -> list[Figure]:
    """As the bot does it: one after the other is written, planned, and given."""
    async with at_work(url, tickets) as (_, raw):
        each = [await spent(partial(written, raw, n + 1)) for n in range(tickets)]
    times = spread(each)
    return [
        Figure("a ticket is written until somebody has it, p50", times.p50),
        Figure("a ticket is written until somebody has it, p99", times.p99, "ms", 100),
    ]


async def freed(url: str, waiting: int) -> list[Figure]:
    """Nobody has room and thousands wait; then one is resolved, and then somebody takes one more."""
    async with at_work(url, 0) as (db, raw):
        await raw.execute(ASKED, waiting)
        await so(raw, JUDGED, waiting)
        looks = [await spent(partial(give_turns, db, TERMS, datetime.now(UTC), Round())) for _ in range(RUNS)]
        await raise_cap(raw, 1)
        resolved = [await spent(partial(resolve, raw, n + 2)) for n in range(RUNS)]
        raised = [await spent(partial(raise_cap, raw, RUNS + n + 2)) for n in range(CAPS)]
    return [
        Figure(f"{waiting:,} wait and nobody has room: a look, each second", median(looks)),
        Figure("one is resolved until the next is given, p50", median(resolved)),
        Figure("one is resolved until the next is given, at the latest", max(resolved), "ms", 1_000),
        Figure("a cap is raised until the next is given, at the latest", max(raised), "ms", 1_100),
    ]


async def written(raw: Raw, given: int) -> None:
    """One more."""
    await raw.execute(ASKED, 1)
    await so(raw, GIVEN, given)


async def resolve(raw: Raw, given: int) -> None:
    """One that somebody has."""
    await raw.execute(RESOLVE)
    await so(raw, GIVEN, given)


async def raise_cap(raw: Raw, given: int) -> None:
    """One agent takes one more; nothing tells of that."""
    await raw.execute(MORE_ROOM)
    await so(raw, GIVEN, given)


async def so(raw: Raw, query: str, count: int) -> None:
    """Once there are so many."""
    while await raw.fetchval(query) < count:  # noqa: ASYNC110  # what is awaited stands in PostgreSQL
        await asyncio.sleep(0.001)


async def spent(act: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    await act()
    return (time.perf_counter() - began) * 1_000


async def big(server: Server, tickets: int) -> list[Figure]:
    """One decision, from the look to the commit; the base is the bare UPDATE of a ticket."""
    url = await a_database(server, "big")
    await seed(url, tickets, 1, sure=False, told=lambda _: None)
    return await decisions(url, tickets)


async def decisions(url: str, tickets: int) -> list[Figure]:
    """On any seeded desk, whose own people have left it."""
    db = await connect(url)
    try:
        async with db.raw.acquire() as raw:
            await raw.execute(OTHERS_LEFT)
            await raw.execute(TEAM, AGENTS, HELD + 1)
            await raw.execute(HOLD, AGENTS, AGENTS * HELD, timeout=600)
            await raw.execute(SEEN, timeout=600)
            for statement in (*PLANNED, CLEAR, "vacuum analyze"):
                await raw.execute(statement, timeout=600)
            took, bare = [], []
            for _ in range(RUNS):
                ticket = await raw.fetchval(ASK_ONE)
                await raw.execute(PLANNED[0])
                took.append(await spent(partial(give_turns, db, TERMS, datetime.now(UTC), Round())))
                bare.append(await spent(partial(raw.execute, BARE_ONE, ticket)))
                await raw.execute(PLANNED[0])
                await raw.execute(SEEN_ONE, ticket)
        what = f"one decision, {tickets:,} tickets, {AGENTS} agents"
        return [Figure(f"{what}, p50", median(took[3:]), "ms", 10, median(bare[3:]))]
    finally:
        await db.close()


def main() -> None:
    """One decision on a desk that is there already; its people leave it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assign", description=__doc__)
    parser.add_argument("--url", required=True, help="of a seeded desk that is not needed any more")
    told = parser.parse_args()
    print(load())
    print(*(figure.line() for figure in asyncio.run(decisions(told.url, 0))), sep="\n")


if __name__ == "__main__":
    main()

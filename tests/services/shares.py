"""A team whose tickets are shared out, and what became of them."""

from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from owona_bot.database.engine import Database
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.shares import Away, Fate, Share, Shown, State
from owona_bot.playground.site import Site
from owona_bot.services.share import move_shared, propose_share, settle_share, show_share

NOW = datetime.now(UTC)

RULES = AssignRules()
"""As without a file: nothing is given away by itself, twelve tickets are enough."""

HOLDERS = "select id, lower(assigned_agent) as holder from public.support_tickets"

MOVES = """
    select ticket_id from owona_bot.events where kind = 'ticket.changed' and payload ? 'agent' and actor = $1"""

STATES = "update public.support_tickets set assigned_agent = $2, status = $3 where id = $1"

BE = "update owona_bot.agents set available = $2 where id = $1"


async def tickets_of(site: Site, agent: Agent, count: int, priority: str = "normal") -> list[UUID]:
    """Open ones that they have."""
    user = await site.sign_up(f"k{agent.id}-{priority}-{count}@example.com")
    columns = {"assigned_agent": agent.email, "priority": priority, "status": "investigating"}
    return [await site.insert_ticket(user, f"Ticket {n}", "Es geht nicht", **columns) for n in range(count)]


async def gone(site: Site, agent: Agent, *, away: bool = True) -> None:
    async with site.pool.acquire() as connection:
        await connection.execute(BE, agent.id, not away)


async def become(site: Site, ticket: UUID, holder: Agent | None, status: str = "investigating") -> None:
    """By somebody else."""
    async with site.pool.acquire() as connection:
        await connection.execute(STATES, ticket, holder and holder.email, status)


async def proposed(db: Database, agent: Agent, rules: AssignRules = RULES, *, sick: bool = False, n: int = 1) -> Share:
    """What they read, or the leads."""
    share = await propose_share(db, Away(agent.id, agent.id, sick), rules, NOW, f"away {n}")
    assert share is not None
    return share


async def accepted(db: Database, share: Share, by: Agent, rules: AssignRules = RULES) -> Shown:
    """And done."""
    await settle_share(db, share.id, State.ACCEPTED, by, NOW, None)
    await move_shared(db, share.id, rules, lambda: NOW)
    return await shown(db, share.id)


async def shown(db: Database, number: int) -> Shown:
    found = await show_share(db, number)
    assert found is not None
    return found


async def holders(site: Site) -> dict[UUID, str | None]:
    async with site.pool.acquire() as connection:
        return {row["id"]: row["holder"] for row in await connection.fetch(HOLDERS)}


async def holds(site: Site) -> Counter[str | None]:
    """How many each has."""
    return Counter((await holders(site)).values())


async def times_moved(site: Site, by: Agent) -> Counter[UUID]:
    """How often that person gave each to somebody."""
    async with site.pool.acquire() as connection:
        return Counter(row["ticket_id"] for row in await connection.fetch(MOVES, by.actor))


def fates(found: Shown) -> Counter[Fate | None]:
    return Counter(row.fate for row in found.rows)


def ids(*agents: Agent) -> tuple[AgentId, ...]:
    return tuple(agent.id for agent in agents)

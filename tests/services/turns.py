"""A desk that gives tickets away, played by hand: what was written is planned, then somebody looks."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from jobs.plan import Lanes, plan_general, plan_tickets
from owona_bot.database import index
from owona_bot.database.engine import Database
from owona_bot.domain.assignment import Mode, Rule
from owona_bot.domain.assignment_facts import from_facts
from owona_bot.domain.assignment_policy import DEFAULT, AssignRules
from owona_bot.domain.delivery import Pace
from owona_bot.domain.people import Agent
from owona_bot.domain.plan import Places
from owona_bot.domain.turns import decide
from owona_bot.playground.site import Site
from owona_bot.services.turns import Found, Round, Terms, give_turns
from tests.desks import a_desk
from tests.services.team import a_team

LOAD = AssignRules(otherwise=Rule(DEFAULT, Mode.LOAD))

TURN = AssignRules(otherwise=Rule(DEFAULT, Mode.ROUND_ROBIN))

NUMBER = "select number from owona_bot.ticket_state where ticket_id = $1"

TOLD = "select kind, payload from owona_bot.events where kind like 'assign.%' order by id"

HOLDERS = "select id, assigned_agent from public.support_tickets"

STORED = """
    select ticket_id, agent_id, rule, facts, decided_at from owona_bot.assignments
    where agent_id is not null order by id"""

MOVED_BY_US = """
    select ticket_id, payload -> 'agent' -> 1 as agent from owona_bot.events
    where kind = 'ticket.changed' and actor = 'bot:assign' and payload ? 'agent' order by id"""


@dataclass(slots=True)
class Floor:
    """One replica; `site` writes what customers do."""

    db: Database
    site: Site
    rules: AssignRules = LOAD
    round: Round = field(default_factory=Round)
    customers: dict[str, UUID] = field(default_factory=dict)

    async def asks(self, title: str = "Login", who: str = "lena", **columns: object) -> UUID:
        """One more ticket."""
        if who not in self.customers:
            self.customers[who] = await self.site.sign_up(f"{who}@example.com", who.title())
        return await self.site.insert_ticket(self.customers[who], title, "?", **columns)

    async def plans(self) -> None:
        """All that happened."""
        desk, lanes = a_desk(self.db, self.rules), Lanes(Pace(0, 3))
        while await plan_tickets(desk, lanes) or await plan_general(desk, lanes):
            pass

    async def looks(self, now: datetime | None = None) -> None:
        """Until there is nothing more to do."""
        while await self.sits(now) is not Found.NOTHING:
            pass

    async def sits(self, now: datetime | None = None) -> Found:
        """Once."""
        terms = Terms(self.rules, Places("C0TICKETS", "C0OPERATIONS"))
        return await give_turns(self.db, terms, now or datetime.now(UTC), self.round)

    async def indexed(self) -> None:
        """As lists have them."""
        await index.settle(self.db)

    async def works(self, now: datetime | None = None) -> None:
        """Planned, looked at, and what came of it planned."""
        await self.plans()
        await self.looks(now)
        await self.plans()
        await self.looks(now)

    async def holders(self) -> Mapping[UUID, str | None]:
        return {row["id"]: row["assigned_agent"] for row in await self.site.pool.fetch(HOLDERS)}

    async def holder(self, ticket: UUID) -> str | None:
        return (await self.holders())[ticket]

    async def does(self, statement: str, *told: object) -> None:
        await self.site.pool.execute(statement, *told)

    async def caps(self, cap: int | None, *agents: Agent) -> None:
        """Of those alone, or of all."""
        ids = [agent.id for agent in agents]
        await self.does("update owona_bot.agents set cap = $1 where id = any($2) or $2 = '{}'", cap, ids)

    async def explained(self) -> None:
        """Each automatic assignment has one decision, which comes out again."""
        stored = await self.site.pool.fetch(STORED)
        moved = await self.site.pool.fetch(MOVED_BY_US)
        given = Counter((row["ticket_id"], row["agent_id"]) for row in stored)
        assert Counter((row["ticket_id"], row["agent"]) for row in moved) == given
        for row in stored:
            facts = from_facts(row["facts"])
            assert decide(facts).agent == row["agent_id"]
            assert (facts.wanted.ticket, facts.rule.name) == (row["ticket_id"], row["rule"])

    async def number(self, ticket: UUID) -> int:
        number: int = await self.site.pool.fetchval(NUMBER, ticket)
        return number

    async def queued(self) -> int:
        """Rows that wait."""
        rows: int = await self.site.pool.fetchval("select count(*) from owona_bot.assign_queue")
        return rows

    async def told(self) -> list[tuple[str, dict[str, object]]]:
        """What was said of giving away itself."""
        return [(row["kind"], row["payload"]) for row in await self.site.pool.fetch(TOLD)]

    async def one_each(self) -> tuple[Agent, UUID, UUID]:
        """Anna has as many as she takes, and one more ticket waits."""
        (anna,) = await a_team(self.db, 1)
        await self.caps(1)
        first = await self.asks("First")
        await self.works()
        second = await self.asks("Second")
        await self.works()
        assert (await self.holder(first), await self.holder(second)) == (anna.email, None)
        return anna, first, second

"""A ticket that the rule has given away, or could not: as whoever does it writes it down."""

from datetime import UTC, datetime
from uuid import UUID

from owona_bot.database.engine import Database
from owona_bot.domain.assignment import Decision, Facts, Mode, Rule, Wanted, Worker
from owona_bot.domain.assignment_facts import to_facts
from owona_bot.domain.people import Agent
from owona_bot.domain.turns import decide
from owona_bot.domain.why import BY_RULE

KEEP = """
    insert into owona_bot.assignments (ticket_id, agent_id, rule, facts, decided_at)
    values ($1, $2, $3, $4, clock_timestamp())"""

GIVE = """
    update public.support_tickets set assigned_agent = (select email from owona_bot.agents where id = $2)
    where id = $1"""


def a_worker(agent: Agent, *, open_: int = 0, cap: int = 12) -> Worker:
    return Worker(agent.id, frozenset(), frozenset(), cap, open_, 100 * open_)


def facts(ticket: UUID, *workers: Worker) -> Facts:
    wanted = Wanted(ticket, 1001, "normal", "ux", "de", "C0TICKETS", datetime.now(UTC))
    return Facts(wanted, workers, Rule("everything", Mode.LOAD), datetime.now(UTC))


async def given(db: Database, from_: Facts) -> Decision:
    """To whoever's turn it is; a decision that it is nobody's is kept too."""
    decision, ticket = decide(from_), from_.wanted.ticket
    async with db.change_raw(by=BY_RULE) as raw:
        await raw.execute(KEEP, ticket, decision.agent, from_.rule.name, to_facts(from_))
        if decision.agent is not None:
            await raw.execute(GIVE, ticket, decision.agent)
    return decision

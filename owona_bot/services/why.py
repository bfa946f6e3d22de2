"""Why: who has a ticket and how it came to them, or why it is nobody's turn yet."""

from dataclasses import replace
from datetime import datetime

from owona_bot.database import agents, decisions, tickets
from owona_bot.database.engine import Database
from owona_bot.database.workers import workers
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.why import Account, decided_now, wanted_now


async def explain(db: Database, rules: AssignRules, number: int, agent: Agent, now: datetime) -> Account:
    """Of what waits as it is now, not as it was when it was looked at last. Raises NoSuchTicket."""
    async with db.read() as connection:
        ticket = await tickets.by_number(connection, number)
        permit(agent, Act.WHY, ticket)
        names = await agents.names(connection)
    async with db.read_raw() as raw:
        moved, kept = await decisions.moved(raw, ticket.id), await decisions.last(raw, ticket.id)
        held_since, since, early = await decisions.standing(raw, ticket.id, ticket.created_at)
        early = early and not rules.off
        account = Account(ticket, moved, kept, held_since, since is not None, names, early)
        if account.waits is None:
            return account
        wanted = wanted_now(account, account.waits, since or account.waits.facts.wanted.since)
        return replace(account, kept=decided_now(wanted, await workers(raw, rules, now), rules, now))

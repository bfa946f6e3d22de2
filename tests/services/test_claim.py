"""Claim, release and resolve: races on a real PostgreSQL."""

import asyncio
import json
from collections import Counter
from uuid import UUID

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import Repeated
from owona_bot.domain.ticket import Ticket
from owona_bot.domain.ticket_errors import AlreadyClaimed, NoSuchTicket, TicketClosed
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.release import release_ticket
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.show import show_ticket
from tests.services.team import a_team

pytestmark = pytest.mark.database


async def a_ticket(site: Site) -> UUID:
    """#1001."""
    lena = await site.sign_up("lena@example.com", "Lena")
    return await site.create_ticket(lena, "Login", "Fehler 500", acknowledge=False)


async def rows(site: Site, query: str, *values: object) -> list[dict[str, object]]:
    async with site.pool.acquire() as connection:
        return [dict(row) for row in await connection.fetch(query, *values)]


async def test_of_ten_who_claim_at_once_one_gets_it(db: Database, site: Site) -> None:
    await a_ticket(site)
    team = await a_team(db, 10)
    for round_ in range(5):
        ends = await asyncio.gather(
            *(claim_ticket(db, 1001, agent, f"{round_}:{agent.id}") for agent in team), return_exceptions=True
        )
        (got,) = [end for end in ends if isinstance(end, Ticket)]
        lost = [end for end in ends if isinstance(end, AlreadyClaimed)]
        assert len(lost) == 9
        assert got.agent is not None
        assert {end.values["agent"] for end in lost} == {got.agent.name}
        assert (await show_ticket(db, 1001)).agent == got.agent
        await release_ticket(db, 1001, got.agent, f"{round_}: release")


async def test_of_ten_who_resolve_at_once_one_leaves_an_audit_line(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    team = await a_team(db, 10)
    await asyncio.gather(*(resolve_ticket(db, 1001, agent, f"{agent.id}") for agent in team))
    audit = "select metadata from support_ticket_messages where ticket_id = $1 and author_type = 'system'"
    assert len(await rows(site, audit, ticket)) == 1


async def test_a_claim_races_a_resolve_and_both_are_told_the_truth(db: Database, site: Site) -> None:
    await a_ticket(site)
    anna, ben = await a_team(db, 2)
    claimed, resolved = await asyncio.gather(
        claim_ticket(db, 1001, anna, "a"), resolve_ticket(db, 1001, ben, "b"), return_exceptions=True
    )
    assert isinstance(resolved, Ticket)
    now = await show_ticket(db, 1001)
    if isinstance(claimed, Ticket):
        assert now.agent == anna
    else:
        assert isinstance(claimed, TicketClosed)
        assert now.agent == ben


async def test_the_same_knock_at_once_and_again_acts_once(db: Database, site: Site) -> None:
    await a_ticket(site)
    (anna,) = await a_team(db, 1)
    ends = await asyncio.gather(*(claim_ticket(db, 1001, anna, "knock") for _ in range(5)), return_exceptions=True)
    repeated = [end for end in ends if isinstance(end, Repeated)]
    assert len(repeated) == 4
    assert {json.dumps(end.values) for end in repeated} == {'{"number": 1001}'}
    kinds = Counter(row["kind"] for row in await rows(site, "select kind from owona_bot.events"))
    assert kinds["ticket.changed"] == 1


async def test_a_refusal_gives_its_knock_back(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    with pytest.raises(NoSuchTicket):
        await claim_ticket(db, 1001, anna, "knock")
    await a_ticket(site)
    assert (await claim_ticket(db, 1001, anna, "knock")).agent == anna


async def test_who_acts_is_written_down_by_the_trigger(db: Database, site: Site) -> None:
    await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await claim_ticket(db, 1001, anna, "knock")
    (event,) = await rows(site, "select actor, payload from owona_bot.events where kind = 'ticket.changed'")
    assert event["actor"] == f"agent:{anna.id}"
    assert event["payload"] == {"agent": [None, anna.id], "status": ["new", "investigating"]}


async def test_claiming_ones_own_again_writes_nothing(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await claim_ticket(db, 1001, anna, "a")
    moved = "select updated_at from support_tickets where id = $1"
    before = await rows(site, moved, ticket)
    await claim_ticket(db, 1001, anna, "b")
    assert await rows(site, moved, ticket) == before


async def test_a_former_agents_ticket_is_free(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await site.portal_status(ticket, "investigating", "somebody.else@owona.de")
    assert (await claim_ticket(db, 1001, anna, "knock")).agent == anna

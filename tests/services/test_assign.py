"""Assign: races of leads, and who may be given a ticket on a real PostgreSQL."""

import asyncio
from dataclasses import replace

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.assignee import Mention, Wish
from owona_bot.domain.errors import Repeated
from owona_bot.domain.filter_tree import Whom
from owona_bot.domain.people import Agent, Role
from owona_bot.domain.team_errors import NotOnTheTeam
from owona_bot.domain.ticket_errors import AlreadyClaimed, CannotHold, NotYours
from owona_bot.playground.site import Site
from owona_bot.services.assign import Assigned, assign_ticket
from owona_bot.services.claim import claim_ticket
from owona_bot.services.show import show_ticket
from tests.services.team import a_team, a_user
from tests.services.test_claim import a_ticket, rows

pytestmark = pytest.mark.database


def to(agent: Agent, seen: int | None = None) -> Wish:
    return Wish(Mention(agent.slack_user), seen=seen)


async def with_role(site: Site, agent: Agent, role: Role) -> Agent:
    async with site.pool.acquire() as connection:
        await connection.execute("update owona_bot.agents set role = $2 where id = $1", agent.id, role)
    return replace(agent, role=role)


async def test_of_two_leads_at_once_the_later_hears_whom_the_first_chose(db: Database, site: Site) -> None:
    await a_ticket(site)
    admin, lead, carla, dora = await a_team(db, 4)
    lead = await with_role(site, lead, "lead")
    one, other = await asyncio.gather(
        assign_ticket(db, 1001, to(carla), admin, "a"), assign_ticket(db, 1001, to(dora), lead, "b")
    )
    first, last = (one, other) if one.before is None else (other, one)
    assert (first.before, last.before) == (None, first.ticket.agent)
    assert (await show_ticket(db, 1001)).agent == last.ticket.agent


async def test_of_two_leads_with_forms_one_wins_and_the_other_is_told(db: Database, site: Site) -> None:
    await a_ticket(site)
    admin, lead, carla, dora = await a_team(db, 4)
    lead = await with_role(site, lead, "lead")
    ends = await asyncio.gather(
        assign_ticket(db, 1001, to(carla, 0), admin, "a"),
        assign_ticket(db, 1001, to(dora, 0), lead, "b"),
        return_exceptions=True,
    )
    (won,) = [end for end in ends if isinstance(end, Assigned)]
    (lost,) = [end for end in ends if isinstance(end, AlreadyClaimed)]
    now = await show_ticket(db, 1001)
    assert won.ticket.agent == now.agent
    assert now.agent is not None
    assert lost.values["agent"] == now.agent.name


async def test_an_agent_gives_away_their_own_and_takes_nobody_elses(db: Database, site: Site) -> None:
    await a_ticket(site)
    _, ben, carla = await a_team(db, 3)
    assert (await assign_ticket(db, 1001, to(carla), ben, "a")).ticket.agent == carla
    with pytest.raises(NotYours):
        await assign_ticket(db, 1001, to(ben), ben, "b")
    await assign_ticket(db, 1001, Wish(Whom.NONE), carla, "c")
    assert (await show_ticket(db, 1001)).agent is None


async def test_who_left_meanwhile_and_who_only_reads_get_nothing(db: Database, site: Site) -> None:
    await a_ticket(site)
    admin, ben, rita = await a_team(db, 3)
    await with_role(site, rita, "reader")
    with pytest.raises(CannotHold):
        await assign_ticket(db, 1001, to(rita), admin, "a")
    async with site.pool.acquire() as connection:
        await connection.execute("update owona_bot.agents set active = false where id = $1", ben.id)
    with pytest.raises(NotOnTheTeam) as caught:
        await assign_ticket(db, 1001, to(ben), admin, "b")
    assert caught.value.values == {"word": a_user(1).name}
    assert (await show_ticket(db, 1001)).agent is None


async def test_the_same_knock_gives_once(db: Database, site: Site) -> None:
    await a_ticket(site)
    admin, ben = await a_team(db, 2)
    ends = await asyncio.gather(
        *(assign_ticket(db, 1001, to(ben), admin, "knock") for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(end, Repeated) for end in ends) == 4
    (event,) = await rows(site, "select actor, payload from owona_bot.events where kind = 'ticket.changed'")
    assert event == {
        "actor": admin.actor,
        "payload": {"agent": [None, ben.id], "status": ["new", "investigating"]},
    }


async def test_giving_it_to_who_has_it_writes_nothing(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    admin, ben = await a_team(db, 2)
    await claim_ticket(db, 1001, ben, "a")
    moved = "select updated_at from support_tickets where id = $1"
    before = await rows(site, moved, ticket)
    await assign_ticket(db, 1001, to(ben), admin, "b")
    assert await rows(site, moved, ticket) == before

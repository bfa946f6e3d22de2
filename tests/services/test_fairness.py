"""How tickets fell to whom: by the rule, by their own hand, by others; each ticket once."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from owona_bot.database import agents, fairness
from owona_bot.database.engine import Database
from owona_bot.domain.assignee import Mention, Wish
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.fairness import LATELY, Tally
from owona_bot.domain.people import Agent
from owona_bot.domain.shares import State
from owona_bot.domain.shares import Wish as Share
from owona_bot.domain.why import BY_RULE
from owona_bot.playground.site import Site
from owona_bot.services.assign import assign_ticket
from owona_bot.services.claim import claim_ticket
from owona_bot.services.fairness import KEPT, Tallies, show_fairness
from owona_bot.services.release import release_ticket
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.share import move_shared, preview_share, settle_share
from tests.services.decided import a_worker, facts, given
from tests.services.team import a_team

pytestmark = pytest.mark.database

NOW = datetime.now(UTC)

HAPPENED = """
    insert into owona_bot.events (ticket_id, kind, actor, payload, created_at)
    values (md5($1::text)::uuid, $2, $3, $4, $5)"""


def changes(agent: int | None) -> list[dict[str, list[object]]]:
    """What a writer may have changed at once."""
    to: dict[str, list[object]] = {"agent": [1, agent]}
    solved: dict[str, list[object]] = {"status": ["new", "resolved"]}
    return [to, solved, to | solved, {"status": ["resolved", "new"]}, {"priority": ["low", "high"]}]


async def counted(db: Database, agent: Agent, now: datetime | None = None) -> dict[str, tuple[int, ...]]:
    """By name: by the rule, shared out, taken, given, resolved."""
    tallies = await show_fairness(db, agent, now or datetime.now(UTC))
    return {one.name: (one.ruled, one.shared, one.taken, one.given, one.resolved) for one in tallies}


async def test_each_way_to_a_ticket_is_counted_for_itself(db: Database, site: Site) -> None:
    anna, ben, carla = await a_team(db, 3)
    lena = await site.sign_up("lena@example.com", "Lena")
    ids = [await site.create_ticket(lena, f"Login {n}", "Geht nicht", "ux") for n in range(3)]
    await given(db, facts(ids[0], a_worker(ben)))
    await claim_ticket(db, 1002, ben, "k1")
    await assign_ticket(db, 1003, Wish(Mention(carla.slack_user)), anna, "k2")
    await resolve_ticket(db, 1001, ben, "k3")
    assert await counted(db, anna) == {"Agent 1": (1, 0, 1, 0, 1), "Agent 2": (0, 0, 0, 1, 0), "Agent 0": (0,) * 5}


async def test_a_ticket_that_comes_again_is_one_and_what_goes_is_none(db: Database, site: Site) -> None:
    anna, ben = await a_team(db, 2)
    lena = await site.sign_up("lena@example.com", "Lena")
    await site.create_ticket(lena, "Login", "Geht nicht", "ux")
    for n in range(3):
        await claim_ticket(db, 1001, ben, f"k{n}")
        await release_ticket(db, 1001, ben, f"l{n}")
    assert (await counted(db, anna))["Agent 1"] == (0, 0, 1, 0, 0)


async def test_what_a_plan_shares_out_is_neither_taken_nor_given_and_counted_as_it_came_last(
    db: Database, site: Site
) -> None:
    anna, ben, _ = await a_team(db, 3)
    lena = await site.sign_up("lena@example.com", "Lena")
    ids = [await site.create_ticket(lena, f"Login {n}", "Geht nicht", "ux") for n in range(2)]
    await given(db, facts(ids[0], a_worker(anna)))
    for number in (1001, 1002):
        await assign_ticket(db, number, Wish(Mention(ben.slack_user)), anna, f"k{number}")
    plan = (await preview_share(db, Share(ben.slack_user, anna.slack_user), anna, AssignRules(), NOW)).share
    await settle_share(db, plan.id, State.ACCEPTED, anna, NOW, "k")
    await move_shared(db, plan.id, AssignRules(), lambda: NOW)
    assert await counted(db, anna) == {"Agent 0": (0, 2, 0, 0, 0), "Agent 1": (0, 0, 0, 2, 0), "Agent 2": (0,) * 5}


async def test_who_got_most_comes_first_and_readers_who_got_nothing_not_at_all(db: Database, site: Site) -> None:
    anna, ben, _ = await a_team(db, 3)
    lena = await site.sign_up("lena@example.com", "Lena")
    await given(db, facts(await site.create_ticket(lena, "Login", "Geht nicht", "ux"), a_worker(ben)))
    async with site.pool.acquire() as connection:
        await connection.execute("update owona_bot.agents set role = 'reader' where name = 'Agent 2'")
    assert list(await counted(db, anna)) == ["Agent 1", "Agent 0"]


async def test_it_is_what_a_look_at_every_event_finds(db: Database, site: Site) -> None:
    team = await a_team(db, 4)
    now, random = datetime.now(UTC), Random(8)
    ways: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    came: dict[tuple[int, int], str] = {}
    actors = [BY_RULE, "role:service_role", "customer:7", *(agent.actor for agent in team)]
    async with db.raw.acquire() as raw:
        for _ in range(600):
            ticket, actor = random.randrange(40), random.choice(actors)
            agent = random.choice([None, *(agent.id for agent in team), 99])
            payload = random.choice(changes(agent))
            kind = random.choice(["ticket.changed"] * 4 + ["ticket.created"])
            at = now - random.random() * 2 * LATELY
            await raw.execute(HAPPENED, str(ticket), kind, actor, payload, at)
            if kind == "ticket.created" or at <= now - LATELY:
                continue
            if payload.get("agent", [None, None])[1] is not None:
                way = "ruled" if actor == BY_RULE else "taken" if actor == f"agent:{agent}" else "given"
                came[int(str(agent)), ticket] = way
            if payload.get("status") == ["new", "resolved"] and actor.startswith("agent:"):
                ways[int(actor[6:])]["resolved"].add(ticket)
    for (agent_id, ticket), way in came.items():
        ways[agent_id][way].add(ticket)
    found = await show_fairness(db, team[0], now)
    expected = {agent.id: {way: len(ways[agent.id][way]) for way in Tally.__slots__[2:]} for agent in team}
    assert {one.agent: {way: getattr(one, way) for way in Tally.__slots__[2:]} for one in found} == expected
    assert sum(sum(counts.values()) for counts in expected.values()) > 50


async def test_what_homes_are_drawn_with_is_counted_once_a_minute(db: Database, site: Site) -> None:
    await a_team(db, 1)
    lena = await site.sign_up("lena@example.com", "Lena")
    tallies, now = Tallies(), datetime.now(UTC)
    async with db.raw.acquire() as raw:
        (before,) = await tallies.read(raw, now)
        await site.create_ticket(lena, "Login", "Geht nicht", "ux")
        await claim_ticket(db, 1001, (await agents.everybody(raw))[0], "k1")
        (kept,) = await tallies.read(raw, now + KEPT - timedelta(seconds=1))
        (fresh,) = await tallies.read(raw, now + KEPT)
    assert (before.taken, kept.taken, fresh.taken) == (0, 0, 1)


async def test_it_is_read_from_an_index_of_nothing_else(db: Database, site: Site) -> None:
    """Most events are none of its business, and most of those that are lie further back."""
    async with db.raw.acquire() as raw:
        await raw.execute("""
            insert into owona_bot.events (ticket_id, kind, actor, payload, created_at, planned_at)
            select md5(n::text)::uuid, case when n % 5 = 0 then 'ticket.changed' else 'message.added' end, 'bot:assign',
                   case when n % 10 = 0 then '{"agent": [null, 1]}'::jsonb else '{"priority": ["low", "high"]}' end,
                   now() - n * interval '10 minutes', now()
            from generate_series(1, 40000) n""")
        await raw.execute("analyze owona_bot.events")
        plan = "\n".join(row[0] for row in await raw.fetch(f"explain {fairness.LATE}", datetime.now(UTC) - LATELY))
    assert "events_work" in plan
    assert "Seq Scan on events" not in plan

"""What is said of giving away itself, each once; and what the schedule does for whom nobody was looked for."""

from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.database.engine import Database
from owona_bot.playground.site import Site
from owona_bot.services.requeue import forget_waiting, look_at_left_out, queue_left_out
from tests.services.team import a_team
from tests.services.turns import Floor

pytestmark = pytest.mark.database

HOUR = timedelta(hours=1)

NEVER = {"zone": "UTC", "week": {}}

LONG_AGO = "update owona_bot.assign_queue set since = now() - interval '2 minutes'"


def in_an_hour() -> datetime:
    """From when it is asked: a run may take longer than that."""
    return datetime.now(UTC) + HOUR


@pytest.fixture
def floor(db: Database, site: Site) -> Floor:
    return Floor(db, site)


async def test_while_another_automation_lives_nothing_is_given_and_that_is_said_once(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.site.heartbeat("support-mcp")
    ticket = await floor.asks()
    for _ in range(3):
        await floor.works()
    assert await floor.holder(ticket) is None
    assert await floor.told() == [("assign.held", {})]
    await floor.does("update public.support_service_status set last_heartbeat = now() - interval '3 minutes'")
    for _ in range(3):
        await floor.works()
    assert await floor.holder(ticket) == anna.email
    assert await floor.told() == [("assign.held", {}), ("assign.resumed", {})]


@pytest.mark.parametrize(
    "changed",
    [
        "drop table public.support_service_status",
        "alter table public.support_service_status rename last_heartbeat to seen_at",
        "update public.support_service_status set status = 'down'",
        "update public.support_service_status set service_name = 'support-ticket-monitor'",
    ],
)
async def test_what_says_nothing_of_it_holds_nobody_up(floor: Floor, changed: str) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.site.heartbeat("support-mcp")
    await floor.does(changed)
    ticket = await floor.asks()
    await floor.works()
    assert await floor.holder(ticket) == anna.email


# Nobody can


async def test_that_nobody_can_take_it_is_told_once_until_it_is_over(floor: Floor) -> None:
    anna, _, second = await floor.one_each()
    await floor.works()
    assert await floor.told() == [], "it may be over in a moment"
    await floor.does(LONG_AGO)
    for _ in range(3):
        await floor.works()
    stuck = ("assign.stuck", {"why": "full", "count": 1, "agent": anna.id})
    assert await floor.told() == [stuck], "to the admin, for there is no lead"
    await floor.caps(2)
    await floor.works()
    assert await floor.holder(second) == anna.email
    await floor.asks("Third")
    await floor.works()
    await floor.does(LONG_AGO)
    await floor.works()
    assert await floor.told() == [stuck], "who has room now and then is no news each time"
    await floor.does("update owona_bot.assign_stuck set since = now() - interval '5 hours'")
    await floor.works()
    assert await floor.told() == [stuck, stuck]


async def test_every_lead_hears_of_it_and_no_admin(floor: Floor) -> None:
    team = await a_team(floor.db, 4)
    leads = [one.id for one in team[1:3]]
    await floor.does("update owona_bot.agents set role = 'lead' where id = any($1)", leads)
    await floor.does("update owona_bot.agents set available = false")
    await floor.asks()
    await floor.works()
    await floor.does(LONG_AGO)
    await floor.works()
    assert [(kind, payload["why"], payload["agent"]) for kind, payload in await floor.told()] == [
        ("assign.stuck", "away", lead) for lead in leads
    ]


@pytest.mark.parametrize(("away", "heard"), [((1,), [2]), ((1, 2), [0])], ids=["the other lead", "the admin"])
async def test_who_leads_and_is_there_hears_of_it(floor: Floor, away: tuple[int, ...], heard: list[int]) -> None:
    team = await a_team(floor.db, 3)
    await floor.does("update owona_bot.agents set role = 'lead' where id = any($1)", [one.id for one in team[1:]])
    await floor.does("update owona_bot.agents set available = false where id = any($1)", [team[n].id for n in away])
    await floor.caps(0)
    await floor.asks()
    await floor.works()
    await floor.does(LONG_AGO)
    await floor.works(in_an_hour())
    assert [payload["agent"] for _, payload in await floor.told()] == [team[n].id for n in heard]


async def test_that_it_is_night_is_told_to_nobody(floor: Floor) -> None:
    anna, ben = await a_team(floor.db, 2)
    await floor.does("update owona_bot.agents set hours = $1 where id = any($2)", NEVER, [anna.id, ben.id])
    await floor.asks()
    await floor.works()
    await floor.does(LONG_AGO)
    await floor.works(in_an_hour())
    assert await floor.told() == []
    await floor.does("update owona_bot.agents set hours = null, available = false")
    await floor.works(in_an_hour() + HOUR)
    assert [payload["why"] for _, payload in await floor.told()] == ["away"]


async def test_who_becomes_a_lead_hears_what_nobody_was_there_to_hear(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    await floor.does("update owona_bot.agents set role = 'agent', cap = 0")
    await floor.asks()
    await floor.works()
    await floor.does(LONG_AGO)
    await floor.works(in_an_hour())
    assert await floor.told() == []
    await floor.does("update owona_bot.agents set role = 'lead'")
    await floor.works(in_an_hour() + timedelta(minutes=2))
    assert [payload["agent"] for _, payload in await floor.told()] == [anna.id]


async def test_a_team_that_is_empty_lets_tickets_wait(floor: Floor) -> None:
    ticket = await floor.asks()
    await floor.works()
    (anna,) = await a_team(floor.db, 1)
    await floor.looks()
    assert await floor.holder(ticket) == anna.email


# What was left out


async def test_what_was_left_out_is_looked_for_by_the_schedule(floor: Floor) -> None:
    (anna,) = await a_team(floor.db, 1)
    ticket = await floor.asks()
    mine = await floor.asks("Mine", assigned_agent=anna.email)
    await floor.asks("Done", status="closed")
    await floor.plans()
    await floor.does("delete from owona_bot.assign_queue")
    await floor.indexed()
    forecast = await look_at_left_out(floor.db, 10)
    assert [meant.number for meant in forecast.tickets] == [await floor.number(ticket)]
    assert await queue_left_out(floor.db) == {"queued": 1}
    assert await queue_left_out(floor.db) == {"queued": 0}
    await floor.looks()
    assert {await floor.holder(ticket), await floor.holder(mine)} == {anna.email}


async def test_a_desk_that_gives_nothing_away_forgets_what_waits(floor: Floor) -> None:
    await floor.asks()
    await floor.plans()
    assert await forget_waiting(floor.db) == 0, "another replica may have been told to give already"
    await floor.does("update owona_bot.assign_queue set since = now() - interval '2 hours'")
    assert await forget_waiting(floor.db) == 1
    assert await floor.queued() == 0


@pytest.mark.parametrize("other", ["up", "down"], ids=["that holds", "that gives"])
async def test_what_another_replica_looks_for_is_not_forgotten(floor: Floor, other: str) -> None:
    await floor.site.heartbeat("support-mcp", other)
    await floor.asks()
    await floor.works()
    await floor.does("update owona_bot.assign_queue set since = now() - interval '2 hours'")
    assert await forget_waiting(floor.db) == 0
    await floor.does("update owona_bot.assign_standing set looked_at = now() - interval '2 hours'")
    assert await forget_waiting(floor.db) == 1

"""Why: who has a ticket and how it came to them, told from what was kept and what happened."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.assignee import Mention, Wish
from owona_bot.domain.assignment import RESTS, Absent, Because, Stuck
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket_errors import NoSuchTicket
from owona_bot.domain.why import BY_RULE
from owona_bot.playground.site import Site
from owona_bot.services.assign import assign_ticket
from owona_bot.services.claim import claim_ticket
from owona_bot.services.release import release_ticket
from owona_bot.services.why import explain
from tests.services.decided import a_worker, facts, given
from tests.services.shares import accepted, gone, proposed, tickets_of
from tests.services.team import a_team
from tests.services.turns import LOAD, Floor

pytestmark = pytest.mark.database


@pytest.fixture
async def team(db: Database) -> list[Agent]:
    return await a_team(db, 3)


@pytest.fixture
async def ticket(site: Site) -> UUID:
    lena = await site.sign_up("lena@example.com", "Lena")
    return await site.create_ticket(lena, "Login", "Geht nicht", "ux")


async def test_what_the_rule_gave_is_told_with_its_facts(db: Database, team: list[Agent], ticket: UUID) -> None:
    anna, ben, _ = team
    await given(db, facts(ticket, a_worker(anna, open_=2), a_worker(ben, open_=1)))
    account = await explain(db, LOAD, 1001, anna, datetime.now(UTC))
    assert account.ruled is not None
    assert account.ruled.agent == ben.id
    assert account.ruled.again.because is Because.LOAD
    assert account.ruled.same
    assert [verdict.agent for verdict in account.ruled.again.verdicts] == [ben.id, anna.id]
    assert account.moved is not None
    assert account.moved.actor == BY_RULE
    assert account.names[ben.id] == "Agent 1"


async def test_what_people_did_since_is_theirs(db: Database, team: list[Agent], ticket: UUID) -> None:
    anna, ben, carla = team
    await given(db, facts(ticket, a_worker(ben)))
    await release_ticket(db, 1001, ben, "k1")
    account = await explain(db, LOAD, 1001, anna, datetime.now(UTC))
    assert account.ruled is None
    assert account.moved is not None
    assert (account.moved.actor, account.moved.before, account.moved.after) == (ben.actor, ben.id, None)
    await claim_ticket(db, 1001, carla, "k2")
    account = await explain(db, LOAD, 1001, anna, datetime.now(UTC))
    assert account.ruled is None
    assert account.kept is not None
    assert account.kept.agent == ben.id
    await assign_ticket(db, 1001, Wish(Mention(ben.slack_user)), anna, "k3")
    account = await explain(db, LOAD, 1001, anna, datetime.now(UTC))
    assert account.ruled is None  # to whom the rule once gave it, but by Anna


async def test_why_it_is_nobodys_turn_is_told_as_it_is_now(db: Database, team: list[Agent], ticket: UUID) -> None:
    anna, ben, carla = team
    await given(db, facts(ticket, a_worker(ben, open_=1, cap=1)))
    async with db.raw.acquire() as raw:
        await raw.execute("update owona_bot.agents set available = false")
    now = datetime.now(UTC)
    account = await explain(db, LOAD, 1001, anna, now)
    assert account.ruled is not None
    assert (account.ruled.agent, account.ruled.again.because, account.ruled.at) == (None, Because.NOBODY, now)
    assert {worker.agent: worker.absent for worker in account.ruled.facts.workers} == dict.fromkeys(
        [anna.id, ben.id, carla.id], Absent.AWAY
    )
    async with db.raw.acquire() as raw:
        await raw.execute("update owona_bot.agents set available = true where id = $1", carla.id)
    account = await explain(db, LOAD, 1001, anna, now)
    assert account.ruled is not None
    assert account.ruled.again.agent == carla.id
    account = await explain(db, AssignRules(), 1001, anna, now)
    assert account.ruled is not None
    assert account.ruled.again.because is Because.OFF


async def test_what_was_there_before_anything_was_given_away_says_so(
    db: Database, team: list[Agent], site: Site
) -> None:
    floor = Floor(db, site)
    await floor.asks(created_at=datetime.now(UTC) - timedelta(days=30))
    await floor.works()
    assert (await explain(db, LOAD, 1001, team[0], datetime.now(UTC))).early
    assert not (await explain(db, AssignRules(), 1001, team[0], datetime.now(UTC))).early
    await floor.asks("Second")
    await floor.plans()
    assert not (await explain(db, LOAD, 1002, team[0], datetime.now(UTC))).early


async def test_the_newest_decision_counts(db: Database, team: list[Agent], ticket: UUID) -> None:
    anna, ben, carla = team
    for worker in (a_worker(ben), a_worker(carla)):
        await given(db, facts(ticket, worker))
    account = await explain(db, LOAD, 1001, anna, datetime.now(UTC))
    assert account.ruled is not None
    assert account.ruled.agent == carla.id


async def test_readers_may_ask_and_a_ticket_that_is_none_is_refused(db: Database, team: list[Agent]) -> None:
    with pytest.raises(NoSuchTicket):
        await explain(db, LOAD, 4_711, team[2], datetime.now(UTC))


async def test_whether_it_waits_for_somebody_and_whether_others_give_away_is_told(
    db: Database, team: list[Agent], ticket: UUID
) -> None:
    async with db.raw.acquire() as raw:
        await raw.execute("insert into owona_bot.assign_queue (ticket_id) values ($1)", ticket)
        await raw.execute("update owona_bot.assign_standing set held_since = now()")
    account = await explain(db, LOAD, 1001, team[0], datetime.now(UTC))
    assert account.queued
    assert account.held_since is not None


async def test_what_is_given_away_by_itself_is_explained(db: Database, team: list[Agent], site: Site) -> None:
    floor = Floor(db, site)
    await floor.asks()
    await floor.works()
    account = await explain(db, LOAD, 1001, team[0], datetime.now(UTC))
    assert account.ticket.agent is not None
    assert account.ruled is not None
    assert account.ruled.same
    assert len(account.ruled.facts.workers) == len(team)


async def test_what_was_shared_out_is_the_rules_choice_and_somebodys_act(
    db: Database, team: list[Agent], site: Site
) -> None:
    anna, ben, _ = team
    await tickets_of(site, ben, 1)
    await gone(site, ben)
    await accepted(db, await proposed(db, ben), anna)
    account = await explain(db, LOAD, 1001, anna, datetime.now(UTC))
    assert account.moved is not None
    assert (account.moved.actor, account.moved.before, account.moved.shared) == (anna.actor, ben.id, True)
    assert account.ruled is not None
    assert account.ruled.same
    holder = account.ticket.agent
    assert holder is not None
    await release_ticket(db, 1001, holder, "k1")
    await assign_ticket(db, 1001, Wish(Mention(holder.slack_user)), anna, "k2")
    assert (await explain(db, LOAD, 1001, anna, datetime.now(UTC))).ruled is None


async def test_what_somebody_gave_back_waits_for_somebody_else(db: Database, site: Site) -> None:
    floor = Floor(db, site)
    (anna,) = await a_team(db, 1)
    await floor.asks()
    await floor.works()
    await release_ticket(db, 1001, anna, "k1")
    await floor.works()
    account = await explain(db, LOAD, 1001, anna, datetime.now(UTC))
    assert account.ruled is not None
    assert account.ruled.again.stuck is Stuck.RELEASED
    account = await explain(db, LOAD, 1001, anna, datetime.now(UTC) + RESTS)
    assert account.ruled is not None
    assert account.ruled.again.agent == anna.id

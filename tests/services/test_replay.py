"""Replays on a real PostgreSQL: what is read of tickets, and that nothing can be written."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from owona_bot.database import replay
from owona_bot.database.engine import Database
from owona_bot.domain.assignment import Because, Mode, Rule
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.plan import Places
from owona_bot.domain.replay_happening import Outcome
from owona_bot.domain.replay_record import Recorded, Standing
from owona_bot.domain.routing import Rule as Route
from owona_bot.domain.ticket import Status
from owona_bot.playground.site import Site
from owona_bot.services.claim import claim_ticket
from owona_bot.services.release import release_ticket
from owona_bot.services.replay import Answer, Question, replayed
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.status import set_ticket_status
from tests.services.team import a_team
from tests.services.turns import LOAD

pytestmark = pytest.mark.database

AGED = "update public.support_tickets set created_at = created_at - $2::interval where id = $1"

AGED_EVENTS = "update owona_bot.events set created_at = created_at - $2::interval where ticket_id = $1"

DAY = timedelta(days=1)

BUGS = Rule("bugs", Mode.LOAD, channels=frozenset({"C0BUGS"}))


async def recorded(db: Database) -> list[Recorded]:
    """All that a replay of the last day is told."""
    now = datetime.now(UTC)
    async with replay.reading(db) as raw:
        return [ticket async for ticket in replay.tickets(raw, now - DAY, now)]


async def outcomes(db: Database, rules: AssignRules = LOAD) -> list[Outcome]:
    """Of the last day; bugs have a channel of their own."""
    now = datetime.now(UTC)
    places = Places("C0TICKETS", "C0OPERATIONS", (Route("C0BUGS", category="bug"),))
    return [one async for one in replayed(db, Question(rules, places, now - DAY, now), Answer())]


async def test_a_ticket_is_read_with_all_that_people_did(db: Database, site: Site) -> None:
    anna, ben = await a_team(db, 2)
    lena = await site.sign_up("lena@example.com", language="en")
    await site.insert_ticket(lena, "Login", "?", category="bug", priority="high")
    await claim_ticket(db, 1001, anna, None)
    await set_ticket_status(db, 1001, Status.WAITING_CUSTOMER, anna, None)
    await release_ticket(db, 1001, anna, None)
    await claim_ticket(db, 1001, ben, None)
    await resolve_ticket(db, 1001, ben, None)
    (ticket,) = await recorded(db)
    assert (ticket.number, ticket.priority, ticket.category, ticket.language) == (1001, "high", "bug", "en")
    assert (ticket.requester, ticket.holder, ticket.known) == ("lena@example.com", ben.id, True)
    assert ticket.had_at is not None
    assert ticket.ended_at is not None
    assert ticket.created_at < ticket.had_at < ticket.ended_at
    standings = [stage.standing for stage in ticket.stages]
    assert standings[:2] == [Standing.WAITING, Standing.RESTING]
    assert standings[-1] is Standing.RESTING


async def test_older_ones_count_while_somebody_has_them_and_tell_whom_the_customer_knows(
    db: Database, site: Site
) -> None:
    anna, ben = await a_team(db, 2)
    lena = await site.sign_up("lena@example.com")
    done, held = [await site.insert_ticket(lena, "Alt", "?") for _ in range(2)]
    await claim_ticket(db, 1001, anna, None)
    await resolve_ticket(db, 1001, anna, None)
    await claim_ticket(db, 1002, ben, None)
    for ticket in (done, held):
        await site.pool.execute(AGED, ticket, 3 * DAY)
        await site.pool.execute(AGED_EVENTS, ticket, 2 * DAY)
    await site.insert_ticket(lena, "Neu", "?")
    assert [(one.number, one.before) for one in await recorded(db) if one.number != 1001] == [
        (1002, ben.id),
        (1003, ben.id),
    ]
    (new,) = await outcomes(db)
    assert (new.ticket.number, new.agent, new.decision and new.decision.because) == (1003, ben.id, Because.RETURNING)


async def test_rules_look_at_where_the_card_would_stand(db: Database, site: Site) -> None:
    await a_team(db, 1)
    lena = await site.sign_up("lena@example.com")
    await site.insert_ticket(lena, "Login", "?", category="bug")
    await site.insert_ticket(lena, "Login", "?", category="frontend")
    rules = AssignRules(rules=(BUGS,), otherwise=Rule("default", Mode.LOAD))
    told = await outcomes(db, rules)
    assert [(one.rule, one.ticket.category, one.ticket.channel) for one in told] == [
        ("bugs", "bug", "C0BUGS"),
        ("default", "other", "C0TICKETS"),
    ]


async def test_nothing_can_be_written_meanwhile(db: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with replay.reading(db) as raw:
            await raw.execute("delete from owona_bot.assign_queue")


async def test_readers_hold_nothing(db: Database, site: Site) -> None:
    await a_team(db, 1)
    await site.pool.execute("update owona_bot.agents set role = 'reader'")
    await site.insert_ticket(await site.sign_up("lena@example.com"), "Login", "?")
    (one,) = await outcomes(db)
    assert one.agent is None

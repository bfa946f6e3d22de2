"""A desk of tickets from before us: what the index says of them by the default policy is what the portal says.

Whatever is wrong with one of many, the others' clocks go on.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import current_thread, main_thread
from uuid import UUID

import pytest

from owona_bot.database import clock_history, clocks
from owona_bot.database.engine import Database
from owona_bot.database.seed import seed
from owona_bot.domain.sla import Became
from owona_bot.domain.sla_policy import Choice, Metric, Policy, SlaRules
from owona_bot.domain.ticket import Status
from owona_bot.playground.site import Site
from owona_bot.services import fold
from owona_bot.services.fold import PUT_OFF, fold_waiting
from owona_bot.services.recompute import recompute
from owona_bot.services.sweep import sweep

pytestmark = pytest.mark.database

TICKETS = 400

PORTAL = """
    select id from public.support_tickets
    where status not in ('resolved', 'closed') and $1 - created_at >= interval '36 hours'"""
"""The portal's own definition of a breach."""

OURS = "select ticket_id from owona_bot.sla_clocks where state in ('running', 'paused') and due_at <= $1"

FIRST = Policy("first", {Metric.FIRST_RESPONSE: timedelta(hours=1)})

TALK = """
    insert into public.support_ticket_messages (ticket_id, author_type, message)
    select $1, case when n % 2 = 0 then 'customer' else 'support' end, 'm'
    from generate_series(1, $2::integer) n"""

CLOCKS = "select count(*) from owona_bot.sla_clocks"

AGES = (
    "select created_at from public.support_tickets where status not in ('resolved', 'closed') order by created_at desc"
)


async def ids(db: Database, query: str, now: datetime) -> set[UUID]:
    async with db.raw.acquire() as raw:
        return {row[0] for row in await raw.fetch(query, now)}


async def test_its_breaches_are_the_portals_at_any_time(db: Database, database_url: str) -> None:
    await seed(database_url, TICKETS, 3, sure=False, told=lambda _: None)
    async with db.raw.acquire() as raw:
        now: datetime = await raw.fetchval("select now()")
        assert await clocks.compare(raw) == TICKETS
        assert await clocks.compare(raw) == 0, "once is enough while they wait"
        ages = [row[0] for row in await raw.fetch(AGES)]
    while await fold_waiting(db, SlaRules(), now):
        pass
    async with db.raw.acquire() as raw:
        assert await raw.fetchval(CLOCKS) == TICKETS
        assert await clocks.compare(raw) == 0
    deadlines = [age + timedelta(hours=36) for age in ages[:20]]
    moments = [moment + timedelta(microseconds=n) for moment in deadlines for n in (-1, 0, 1)]
    for moment in (now, now + timedelta(days=30), *moments):
        assert await ids(db, OURS, moment) == await ids(db, PORTAL, moment)
    assert await ids(db, PORTAL, now)


async def test_all_of_it_breaches_silently(db: Database, database_url: str) -> None:
    await seed(database_url, TICKETS, 3, sure=False, told=lambda _: None)
    async with db.raw.acquire() as raw:
        now: datetime = await raw.fetchval("select now()")
        before = await raw.fetch("select * from public.support_tickets order by id")
        await clocks.compare(raw)
    while await fold_waiting(db, SlaRules(), now):
        pass
    breached = await ids(db, PORTAL, now)
    assert await sweep(db, now, {}) >= len(breached) > 0
    assert await sweep(db, now, {}) == 0
    async with db.raw.acquire() as raw:
        assert await raw.fetchval("select count(*) from owona_bot.events") == 0
        assert await raw.fetch("select * from public.support_tickets order by id") == before
        told = await raw.fetch("select ticket_id from owona_bot.sla_told where stage = 100 and silent")
    assert {row[0] for row in told} == breached


async def opened(db: Database, site: Site, tickets: int) -> list[UUID]:
    """They wait to be folded."""
    lena = await site.sign_up("lena@example.com", "Lena")
    made = [await site.create_ticket(lena, f"T{n}", "Text", acknowledge=False) for n in range(tickets)]
    async with db.raw.acquire() as raw:
        await raw.execute("update owona_bot.events set planned_at = now() where planned_at is null")
    return made


async def indexed(db: Database) -> set[UUID]:
    async with db.raw.acquire() as raw:
        return {row[0] for row in await raw.fetch("select ticket_id from owona_bot.sla_clocks")}


class Noting(frozenset[str]):
    """Notes how often others had their turn when a ticket is asked about."""

    turns = 0
    noted: list[int]

    def __contains__(self, priority: object) -> bool:
        self.noted.append(self.turns)
        return super().__contains__(priority)


async def test_between_two_tickets_whoever_knocks_has_their_turn(db: Database, site: Site) -> None:
    await opened(db, site, 10)
    priorities = Noting({"normal"})
    priorities.noted = []

    async def others() -> None:
        while True:
            priorities.turns += 1
            await asyncio.sleep(0)

    knocking = asyncio.create_task(others())
    assert await fold_waiting(db, SlaRules((Choice(FIRST, priorities=priorities),)), datetime.now(UTC)) == 10
    knocking.cancel()
    assert len(set(priorities.noted)) == len(priorities.noted) == 10


async def test_a_long_talk_is_folded_beside_all_else(db: Database, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    (ticket,) = await opened(db, site, 1)
    async with site.service() as connection:
        await connection.execute(TALK, ticket, clock_history.LONG)
    places = []

    def noted(told: Callable[..., object]) -> Callable[..., object]:
        def wrapper(*given: object, **named: object) -> object:
            places.append(current_thread())
            return told(*given, **named)

        return wrapper

    monkeypatch.setattr(clock_history, "cases_of", noted(clock_history.cases_of))
    monkeypatch.setattr(fold, "rows_of", noted(fold.rows_of))
    assert await fold_waiting(db, SlaRules((Choice(FIRST),)), datetime.now(UTC)) == 1
    assert len(places) == 2
    assert main_thread() not in places
    async with db.raw.acquire() as raw:
        assert await raw.fetchval("select state from owona_bot.sla_clocks where ticket_id = $1", ticket) == "met"


async def test_of_many_the_one_that_cannot_be_folded_is_put_off_alone(
    db: Database, site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    (ill, *others), now = await opened(db, site, 5), datetime.now(UTC)
    async with db.raw.acquire() as raw:
        await raw.execute("insert into owona_bot.sla_policies (hash, name, spec) values ('x', 'x', $1)", {"new": 1})
        await raw.execute("insert into owona_bot.sla_terms (ticket_id, since, policy) values ($1, now(), 'x')", ill)
    assert await fold_waiting(db, SlaRules(), now) == 5
    assert await indexed(db) == {*others}
    assert "ticket=1001" in capsys.readouterr().out
    assert await fold_waiting(db, SlaRules(), now) == 0
    async with db.raw.acquire() as raw:
        await raw.execute("delete from owona_bot.sla_terms where policy = 'x'")
    assert await fold_waiting(db, SlaRules(), now + PUT_OFF) == 1
    assert await indexed(db) == {ill, *others}


@pytest.mark.parametrize("born", ["infinity", "-infinity", "0001-01-01", "9999-12-31", "9999-12-31 23:59:59.999+00"])
async def test_a_ticket_that_was_made_at_no_real_time_has_no_clocks(db: Database, site: Site, born: str) -> None:
    (ill, well), now = await opened(db, site, 2), datetime.now(UTC)
    async with db.raw.acquire() as raw:
        await raw.execute(f"update public.support_tickets set created_at = '{born}' where id = $1", ill)
        assert await fold_waiting(db, SlaRules(), now) == 2
        assert await indexed(db) == {well}
        assert not await raw.fetchval("select exists (select from owona_bot.unclocked)")
        assert await clocks.compare(raw) == 0


@pytest.mark.parametrize("at", ["infinity", "-infinity", "0001-01-01", "9999-12-31"])
async def test_words_of_no_real_time_move_no_clock(db: Database, site: Site, at: str) -> None:
    (ticket,), now = await opened(db, site, 1), datetime.now(UTC)
    await site.support_message(ticket, "Wir schauen nach.", "Anna")
    async with db.raw.acquire() as raw:
        await raw.execute(f"update public.support_ticket_messages set created_at = '{at}'")
        await raw.execute(f"update public.support_tickets set status = 'investigating', updated_at = '{at}'")
    assert await fold_waiting(db, SlaRules((Choice(FIRST),)), now) == 1
    async with db.raw.acquire() as raw:
        assert await raw.fetchval("select state from owona_bot.sla_clocks") == "running"


BEFORE_US = """
    update public.support_tickets set status = 'waiting_customer', created_at = $2 where id = $1 returning updated_at"""


async def test_a_status_that_no_event_tells_began_when_the_ticket_was_first_seen_whatever_touches_it_later(
    db: Database, site: Site
) -> None:
    """And whatever changes it later."""
    (ticket,), now = await opened(db, site, 1), datetime.now(UTC)
    async with db.raw.acquire() as raw:
        seen = await raw.fetchval(BEFORE_US, ticket, now - timedelta(days=20))
        await raw.execute("delete from owona_bot.events")

    async def standing() -> list[tuple[datetime, Status]]:
        async with db.raw.acquire() as raw:
            await raw.execute("update owona_bot.events set planned_at = now() where planned_at is null")
            await raw.execute("insert into owona_bot.unclocked (ticket_id) values ($1)", ticket)
            assert await fold_waiting(db, SlaRules(), now) == 1
            case = (await clock_history.read(raw, [ticket]))[ticket]
        assert case.history.status is Status.NEW
        return [(fact.at, fact.status) for fact in case.history.facts if isinstance(fact, Became)]

    assert await standing() == [(seen, Status.WAITING_CUSTOMER)]
    async with db.raw.acquire() as raw:
        await raw.execute("update public.support_tickets set title = 'Anders', updated_at = now()")
    assert await standing() == [(seen, Status.WAITING_CUSTOMER)]
    rules, last = SlaRules((Choice(FIRST),)), datetime.now(UTC)
    assert [number async for number, _ in recompute(db, rules, last, apply=True)] == [1001]
    assert await standing() == [(seen, Status.WAITING_CUSTOMER)]
    async with db.raw.acquire() as raw:
        await raw.execute("update public.support_tickets set status = 'resolved', updated_at = now()")
    first, (at, status) = await standing()
    assert first == (seen, Status.WAITING_CUSTOMER)
    assert (at >= now, status) == (True, Status.RESOLVED)

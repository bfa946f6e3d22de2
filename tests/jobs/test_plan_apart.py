"""A ticket to which very much happens, and one that can't be planned: neither holds up another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import aiohttp
import pytest

from jobs.plan import Lanes, plan_apart, plan_tickets, plan_waiting
from owona_bot.database import deliveries, events, unplannable, unplanned
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.event import Kind
from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.site import Site
from owona_bot.slack.client import Slack, web_client
from tests.jobs.on_calls import Round

pytestmark = pytest.mark.database

MANY = 2 * unplanned.EVENTS + 50

AT_ONCE = """
    insert into public.support_ticket_messages (ticket_id, author_type, author_user_id, message)
    select $1, 'customer', $2, 'm' || n from generate_series(1, $3::integer) n"""

UNPLANNED = "select count(*) from owona_bot.events where ticket_id = $1 and planned_at is null"

ODD = "alter table owona_bot.deliveries add constraint odd check ({of} <> '{which}') not valid"

DUE = "update owona_bot.unplannable set next_at = now()"

DUE_FIRST = """
    update owona_bot.unplannable set next_at = now() + case when id = first then '0' else '1 hour' end::interval
    from (select id as first from owona_bot.unplannable order by failures < 2 desc, id limit 1) x"""
"""The one that failed less often, or that failed first; no other."""

NOT_YET = "update owona_bot.unplannable set next_at = now() + interval '1 hour'"

LINES = """
    select event_id from owona_bot.deliveries where ticket_id = $1 and reaction = 'thread' order by position"""

SPLIT = """
    insert into owona_bot.events (ticket_id, kind, actor, transaction_id)
    select $1, 'ticket.tagged', 'test', case when n > $2::integer then 1 else 100 + n end
    from generate_series(1, $3::integer) n"""


async def two_tickets(site: Site, desk: Desk, lanes: Lanes) -> tuple[UUID, UUID, UUID]:
    """Whose they are and both, planned so far."""
    lena = await site.sign_up("lena@example.com", "Lena")
    tickets = [await site.create_ticket(lena, title, "Text", acknowledge=False) for title in ("Flut", "Anderes")]
    await plan_waiting(desk, lanes)
    return lena, *tickets  # type: ignore[return-value]  # of two


async def left(raw: Raw, ticket: UUID) -> int:
    """How much of it nobody has planned yet."""
    return int(await raw.fetchval(UNPLANNED, ticket))


async def test_others_have_their_turn_while_very_much_happens_to_one(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena, flood, other = await two_tickets(site, desk, lanes)
    async with site.customer(lena) as customer:
        await customer.execute(AT_ONCE, flood, lena, MANY)
    await site.reply(lena, other, "Hilfe")
    await plan_tickets(desk, lanes)
    assert (await left(raw, other), await left(raw, flood)) == (0, MANY - unplanned.EVENTS)
    await plan_waiting(desk, lanes)
    assert await left(raw, flood) == 0
    lines = [row["event_id"] for row in await raw.fetch(LINES, flood)]
    assert len(lines) == len(set(lines)) > MANY
    assert lines == sorted(lines)
    heads = "select count(*) from owona_bot.deliveries where order_key = $1 and state = 'waiting' and not ahead"
    assert await raw.fetchval(heads, f"slack:{flood}") == 1
    assert await deliveries.free_strays(raw) == 0


async def test_what_was_written_together_is_planned_together(desk: Desk, site: Site, raw: Raw, lanes: Lanes) -> None:
    _, ticket, _ = await two_tickets(site, desk, lanes)
    before = unplanned.EVENTS - 20
    await raw.execute(SPLIT, ticket, before, before + 50)
    async with unplanned.planning(raw):
        assert len((taken := await unplanned.take(raw)).ids) == before
        assert taken.more
        assert await unplanned.mark(raw, taken, [])
    async with unplanned.planning(raw):
        assert len((await unplanned.take(raw)).ids) == 50


@pytest.fixture(params=["refused", "hangs"])
async def poison(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, site: Site, desk: Desk) -> "Poison":
    """What is wrong with a ticket."""
    monkeypatch.setattr(unplanned, "BEGIN", unplanned.BEGIN.replace("10s", "1s"))
    monkeypatch.setattr(unplannable, "PATIENCE", unplannable.PATIENCE.replace("5s", "1s"))
    return Poison(request.param, site, desk)


class Poison:
    """`refused`: by the database; `hangs`: somebody holds on to its order for longer than anybody has patience."""

    def __init__(self, how: str, site: Site, desk: Desk) -> None:
        self.how = how
        self.site = site
        self.desk = desk

    @asynccontextmanager
    async def of(self, ticket: UUID) -> AsyncIterator[None]:
        """As long as it lasts."""
        async with self.site.pool.acquire() as holder:
            if self.how == "refused":
                await holder.execute(ODD.format(of="ticket_id", which=ticket))
                yield
                await holder.execute("alter table owona_bot.deliveries drop constraint odd")
            else:
                async with holder.transaction():
                    await holder.execute(deliveries.LOCK_KEYS, [f"slack:{ticket}"])
                    yield


async def test_one_that_cannot_be_planned_stops_no_other_and_has_its_turn_when_it_can(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, poison: Poison
) -> None:
    lena, ticket, other = await two_tickets(site, desk, lanes)
    await site.reply(lena, ticket, "Eins")
    await site.reply(lena, other, "Hilfe")
    async with poison.of(ticket):
        await plan_waiting(desk, lanes)
        assert await left(raw, other) == 0
        waits = await left(raw, ticket)
        await site.reply(lena, ticket, "Zwei")
        await site.reply(lena, other, "Noch da?")
        assert await plan_waiting(desk, lanes)
        assert await left(raw, other) == 0
        assert await left(raw, ticket) > waits > 0, "nobody tries it before its time"
        await raw.execute(NOT_YET)
        assert not await plan_apart(desk, lanes)
        await raw.execute(DUE)
        assert await plan_apart(desk, lanes)
    told = await raw.fetch("select payload from owona_bot.events where kind = $1", Kind.PLAN_FAILED)
    kept = await unplannable.kept(raw, told[0]["payload"]["failure"])
    assert kept is not None
    assert (len(told), kept.number, kept.failures) == (1, 1001, 2)
    assert "\n" not in kept.reason
    await raw.execute(DUE)
    assert await plan_apart(desk, lanes)
    assert await left(raw, ticket) == 0
    assert await unplannable.kept(raw, kept.id) is None
    lines = [row["event_id"] for row in await raw.fetch(LINES, ticket)]
    assert lines == sorted(lines)


@pytest.fixture
async def house(desk: Desk, playground: Playground) -> AsyncIterator[Round]:
    """Where operations read."""
    await playground.reset()
    async with aiohttp.ClientSession() as session:
        yield Round(desk, playground, Slack(web_client("xoxb-playground", playground.api_url, session)), [])


async def test_operations_read_what_stands_still_unless_it_goes_on_by_itself(
    house: Round, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena, *tickets = await two_tickets(site, house.desk, lanes)
    for ticket in tickets:
        await site.reply(lena, ticket, "Eins")
    await raw.execute(ODD.format(of="reaction", which="thread"))
    await plan_waiting(house.desk, lanes)
    for _ in tickets:
        await raw.execute(DUE_FIRST)
        assert await plan_apart(house.desk, lanes)
    await raw.execute("alter table owona_bot.deliveries drop constraint odd")
    await raw.execute(DUE_FIRST)
    assert await plan_apart(house.desk, lanes)
    await house.settle()
    (told,) = [text_of(one) for one in await house.playground.messages("operations")]
    assert told.startswith("Was bei #1002 geschah, kann ich nicht verarbeiten")
    assert "Anderes" not in told


async def test_pauses_grow_to_five_minutes(desk: Desk, raw: Raw) -> None:
    one = unplannable.One(event=1)
    pauses = []
    for _ in range(14):
        async with raw.transaction():
            kept = await unplannable.put_off(raw, one, "odd")
            pauses.append((kept.next_at - await raw.fetchval("select now()")).total_seconds())
    assert pauses == [5, 20, 80, *[300] * 11]


async def test_what_concerns_no_ticket_and_cannot_be_planned_stops_nothing_else(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    lena, _, other = await two_tickets(site, desk, lanes)
    await raw.execute(ODD.format(of="reaction", which="enrol"))
    for kind in (Kind.TEAM_CHANGED, Kind.CHANNEL_REFUSED):
        await events.add(raw, kind, "test", {"user": "U1", "by": "U2"})
    await site.reply(lena, other, "Hilfe")
    await plan_waiting(desk, lanes)
    waits = "select kind from owona_bot.events where planned_at is null"
    assert [row["kind"] for row in await raw.fetch(waits)] == [Kind.TEAM_CHANGED]
    await raw.execute("alter table owona_bot.deliveries drop constraint odd")
    await raw.execute(DUE)
    assert await plan_apart(desk, lanes)
    assert not await raw.fetch(waits)

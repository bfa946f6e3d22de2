"""What emoji do and undo: in whatever order Slack tells of them, within ten minutes, exactly."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from owona_bot.database.engine import Database
from owona_bot.database.prune import prune
from owona_bot.domain.emoji import Reacted
from owona_bot.domain.errors import MayNot, Repeated, SomethingHappened
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket_errors import AlreadyClaimed, BecomingTicket, NoSystemUser, TicketClosed
from owona_bot.playground.site import Site
from owona_bot.services.emoji import put_emoji, take_emoji, who_reacts
from tests.services.team import a_team

pytestmark = pytest.mark.database

BEGUN = datetime(2026, 11, 25, 12, 0, 0, 123456, tzinfo=UTC)

CARD = "insert into owona_bot.slack_posts (ticket_id, channel, ts, shows, ref) values ($1, 'C1', $2, 'card', $3)"

ROW = "select status, priority, assigned_agent from public.support_tickets where id = $1"

SYSTEM = "system@owona.de"


def at(agent: Agent, emoji: str, second: float, ts: str = "1.0") -> Reacted:
    """By `agent`, so many seconds after the begin."""
    return Reacted("C1", ts, agent.slack_user, emoji, BEGUN + timedelta(seconds=second))


async def a_card(db: Database, site: Site, **columns: object) -> UUID:
    """Of a new ticket, at 1.0 in C1."""
    user = await site.sign_up(f"{uuid4()}@example.com")
    ticket = await site.insert_ticket(user, "Login", "Hilfe", **columns)
    async with db.raw.acquire() as raw:
        await raw.execute(CARD, ticket, "1.0", str(ticket))
    return ticket


async def row(db: Database, ticket: UUID) -> tuple[str, str, str | None]:
    async with db.raw.acquire() as raw:
        return tuple(await raw.fetchrow(ROW, ticket))


async def put(db: Database, agent: Agent, reacted: Reacted, knock: str | None = None) -> None:
    await put_emoji(db, reacted, agent, SYSTEM, knock)


async def audits(db: Database, ticket: UUID) -> list[str]:
    query = "select message from public.support_ticket_messages where ticket_id = $1 order by created_at"
    async with db.raw.acquire() as raw:
        return [found["message"] for found in await raw.fetch(query, ticket)]


BEFORE = [
    {"status": "new"},
    {"status": "waiting_customer", "priority": "high"},
    {"status": "new", "assigned_agent": "support-agent"},
]


@pytest.mark.parametrize("columns", BEFORE, ids=str)
@pytest.mark.parametrize("emoji", ["eyes", "white_check_mark", "rotating_light"])
async def test_taken_away_it_is_exactly_as_it_was(
    db: Database, site: Site, emoji: str, columns: dict[str, object]
) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site, **columns)
    before = await row(db, ticket)
    await put(db, anna, at(anna, emoji, 0))
    assert await row(db, ticket) != before
    await take_emoji(db, at(anna, emoji, 600), anna, None)
    assert await row(db, ticket) == before


async def test_after_ten_minutes_it_stays(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site)
    await put(db, anna, at(anna, "eyes", 0))
    await take_emoji(db, at(anna, "eyes", 600.000001), anna, None)
    assert await row(db, ticket) == ("investigating", "normal", anna.email)


STORY = [(True, 0), (False, 5), (True, 10), (False, 15)]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_put_and_taken_twice_ends_as_it_was_in_whatever_order_it_comes(
    db: Database, site: Site, order: tuple[int, ...]
) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site)
    for n in order:
        put_there, second = STORY[n]
        reacted = at(anna, "eyes", second)
        await (put(db, anna, reacted) if put_there else take_emoji(db, reacted, anna, None))
    assert await row(db, ticket) == ("new", "normal", None)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_put_taken_and_put_again_stands_in_whatever_order_it_comes(
    db: Database, site: Site, order: tuple[int, ...]
) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site)
    for n in order:
        put_there, second = STORY[n]
        reacted = at(anna, "eyes", second)
        await (put(db, anna, reacted) if put_there else take_emoji(db, reacted, anna, None))
    assert await row(db, ticket) == ("investigating", "normal", anna.email)


async def test_one_that_was_taken_away_too_late_to_undo_it_acts_though_it_comes_after(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site)
    await take_emoji(db, at(anna, "eyes", 700), anna, None)
    await put(db, anna, at(anna, "eyes", 0))
    assert (await row(db, ticket))[2] == anna.email


async def test_what_comes_again_with_another_id_acts_once(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site)
    await put(db, anna, at(anna, "eyes", 0), "event:1")
    with pytest.raises(Repeated):
        await put(db, anna, at(anna, "eyes", 0), "event:1")
    await take_emoji(db, at(anna, "eyes", 5), anna, None)
    await put(db, anna, at(anna, "eyes", 0), "event:2")
    assert (await row(db, ticket))[2] is None


async def test_of_ten_who_look_at_once_one_has_it(db: Database, site: Site) -> None:
    team = await a_team(db, 10)
    ticket = await a_card(db, site)
    ends = await asyncio.gather(
        *(put(db, one, at(one, "eyes", n)) for n, one in enumerate(team)), return_exceptions=True
    )
    assert sorted(type(end).__name__ for end in ends) == ["AlreadyClaimed"] * 9 + ["NoneType"]
    winner = team[ends.index(None)]
    assert (await row(db, ticket))[2] == winner.email


async def test_the_other_hears_who_was_quicker(db: Database, site: Site) -> None:
    anna, ben = await a_team(db, 2)
    await a_card(db, site)
    await put(db, anna, at(anna, "eyes", 0))
    with pytest.raises(AlreadyClaimed) as told:
        await put(db, ben, at(ben, "eyes", 1))
    assert told.value.values["agent"] == anna.name


async def test_claiming_ones_own_is_nothing_to_undo(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site, assigned_agent=anna.email, status="investigating")
    await put(db, anna, at(anna, "eyes", 0))
    async with db.raw.acquire() as raw:
        await raw.execute("update public.support_tickets set priority = 'high' where id = $1", ticket)
    await take_emoji(db, at(anna, "eyes", 1), anna, None)
    assert await row(db, ticket) == ("investigating", "high", anna.email)


HAPPENED = {
    "priority": "update public.support_tickets set priority = 'low' where id = $1",
    "title": "update public.support_tickets set title = 'x' where id = $1",
    "message": """insert into public.support_ticket_messages (ticket_id, author_type, message)
                  values ($1, 'customer', 'x')""",
    "tag": "update owona_bot.ticket_state set tags = '{vip}' where ticket_id = $1",
    "snooze": "update owona_bot.ticket_state set snoozed_until = 'infinity' where ticket_id = $1",
    "merge": "update owona_bot.ticket_state set merged_into = gen_random_uuid() where ticket_id = $1",
}


@pytest.mark.parametrize("what", HAPPENED)
async def test_whatever_happened_since_nothing_is_undone(db: Database, site: Site, what: str) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site)
    await put(db, anna, at(anna, "white_check_mark", 0))
    async with db.raw.acquire() as raw:
        await raw.execute(HAPPENED[what], ticket)
    with pytest.raises(SomethingHappened):
        await take_emoji(db, at(anna, "white_check_mark", 1), anna, None)
    assert (await row(db, ticket))[0] == "resolved"


async def test_resolving_and_its_undoing_leave_the_portals_lines(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site)
    await put(db, anna, at(anna, "white_check_mark", 0))
    await take_emoji(db, at(anna, "white_check_mark", 1), anna, None)
    assert await audits(db, ticket) == ["Status: resolved", "Status: new"]


@pytest.mark.parametrize("emoji", ["eyes", "rotating_light"])
async def test_what_is_done_presses_nobody(db: Database, site: Site, emoji: str) -> None:
    (anna,) = await a_team(db, 1)
    await a_card(db, site, status="closed")
    with pytest.raises(TicketClosed):
        await put(db, anna, at(anna, emoji, 0))


@pytest.mark.parametrize("emoji", ["eyes", "white_check_mark", "rotating_light", "ticket"])
async def test_a_reader_may_none_of_it(db: Database, site: Site, emoji: str) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site)
    with pytest.raises(MayNot):
        await put(db, replace(anna, role="reader"), at(anna, emoji, 0))
    assert await row(db, ticket) == ("new", "normal", None)


async def test_of_a_ticket_that_is_gone_nothing_is_done(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    ticket = await a_card(db, site)
    await put(db, anna, at(anna, "eyes", 0))
    async with db.raw.acquire() as raw:
        await raw.execute("delete from public.support_tickets where id = $1", ticket)
    await take_emoji(db, at(anna, "eyes", 1), anna, None)
    await put(db, anna, at(anna, "rotating_light", 2))


async def test_what_can_be_undone_outlives_the_pruning_and_what_is_old_does_not(db: Database, site: Site) -> None:
    (anna,) = await a_team(db, 1)
    await a_card(db, site)
    now = datetime.now(UTC)
    await put(db, anna, replace(at(anna, "eyes", 0), at=now))
    await put(db, anna, replace(at(anna, "rotating_light", 0), at=now - timedelta(days=8)))
    async with db.raw.acquire() as raw:
        await prune(raw, timedelta(days=30), timedelta(days=7))
        left = await raw.fetch("select emoji from owona_bot.emoji_acts")
    assert [row["emoji"] for row in left] == ["eyes"]


async def test_who_is_none_of_the_team_is_nobody(db: Database) -> None:
    await a_team(db, 1)
    assert await who_reacts(db, "U0MIA") is None


ASKED = "select payload from owona_bot.events where kind = 'ticket.asked_from_slack' order by id"


async def test_of_ten_who_ask_for_a_ticket_at_once_one_gets_it(db: Database, site: Site) -> None:
    team = await a_team(db, 10)
    await site.sign_up(SYSTEM)
    asks = (put(db, one, at(one, "ticket", n, "7.0")) for n, one in enumerate(team))
    ends = await asyncio.gather(*asks, return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["BecomingTicket"] * 9 + ["NoneType"]
    async with db.raw.acquire() as raw:
        asked = [found["payload"] for found in await raw.fetch(ASKED)]
    assert [(one["channel"], one["ts"]) for one in asked] == [("C1", "7.0")]


async def test_taken_away_before_it_was_made_it_may_be_asked_for_anew(db: Database, site: Site) -> None:
    anna, ben = await a_team(db, 2)
    await site.sign_up(SYSTEM)
    await put(db, anna, at(anna, "ticket", 0, "7.0"))
    with pytest.raises(BecomingTicket):
        await put(db, ben, at(ben, "ticket", 1, "7.0"))
    await take_emoji(db, at(anna, "ticket", 2, "7.0"), anna, None)
    await put(db, ben, at(ben, "ticket", 3, "7.0"))
    async with db.raw.acquire() as raw:
        assert len(await raw.fetch(ASKED)) == 2


async def test_without_a_system_user_nobody_could_own_it(db: Database) -> None:
    (anna,) = await a_team(db, 1)
    with pytest.raises(NoSystemUser):
        await put(db, anna, at(anna, "ticket", 0, "7.0"))
    with pytest.raises(NoSystemUser):
        await put_emoji(db, at(anna, "ticket", 0, "7.0"), anna, None, None)

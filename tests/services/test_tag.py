"""Tags on a real PostgreSQL: many at once, and nothing of them in the trail."""

import asyncio

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.errors import Repeated
from owona_bot.domain.tags import MOST, Change, read_change
from owona_bot.domain.ticket_errors import TooManyTags
from owona_bot.playground.site import Site
from owona_bot.services.show import show_ticket
from owona_bot.services.tag import tag_ticket
from tests.services.team import a_team
from tests.services.test_claim import a_ticket, rows

pytestmark = pytest.mark.database

EVENTS = "select actor, payload from owona_bot.events where kind = 'ticket.tagged' order by id"


async def test_of_ten_who_tag_at_once_nobodys_tag_is_lost(db: Database, site: Site) -> None:
    await a_ticket(site)
    team = await a_team(db, 10)
    await asyncio.gather(*(tag_ticket(db, 1001, Change((f"t{a.id}",), ()), a, f"{a.id}") for a in team))
    assert sorted((await show_ticket(db, 1001)).tags) == sorted(f"t{agent.id}" for agent in team)


async def test_the_trail_counts_tags_and_names_none(db: Database, site: Site) -> None:
    await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await tag_ticket(db, 1001, read_change("+vip +trial"), anna, "a")
    await tag_ticket(db, 1001, read_change("-trial"), anna, "b")
    assert await rows(site, EVENTS) == [
        {"actor": anna.actor, "payload": {"added": 2, "removed": 0}},
        {"actor": anna.actor, "payload": {"added": 0, "removed": 1}},
    ]


async def test_what_changes_nothing_tells_nothing_and_moves_nothing(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    moved = "select updated_at from support_tickets where id = $1"
    before = await rows(site, moved, ticket)
    for knock in "abc":
        await tag_ticket(db, 1001, read_change("vip"), anna, knock)
    assert await rows(site, moved, ticket) == before
    assert len(await rows(site, EVENTS)) == 1


async def test_the_same_knock_tags_once(db: Database, site: Site) -> None:
    await a_ticket(site)
    (anna,) = await a_team(db, 1)
    ends = await asyncio.gather(
        *(tag_ticket(db, 1001, read_change("vip"), anna, "knock") for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(end, Repeated) for end in ends) == 4


async def test_three_hundred_are_refused_and_none_stays(db: Database, site: Site) -> None:
    await a_ticket(site)
    (anna,) = await a_team(db, 1)
    with pytest.raises(TooManyTags) as caught:
        await tag_ticket(db, 1001, Change(tuple(f"t{n}" for n in range(300)), ()), anna, "a")
    assert caught.value.values == {"limit": MOST, "count": 300}
    assert (await show_ticket(db, 1001)).tags == ()

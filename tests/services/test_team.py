"""Who belongs to the team: admins decide, Slack says who can, one admin stays."""

import asyncio
from datetime import UTC, datetime

import pytest

from owona_bot.database import homes
from owona_bot.database.engine import Database
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.errors import LastAdmin, MayNot, NotAMember, NotAnAgent
from owona_bot.domain.me import Wanted
from owona_bot.domain.team import Wish
from owona_bot.playground.site import Site
from owona_bot.services.enrol import Team, enrol, enrol_all
from owona_bot.services.me import change_me, show_me
from owona_bot.services.recognise import recognise
from owona_bot.services.team import change_team, show_team
from tests.services.team import HOME, a_team, a_user

pytestmark = pytest.mark.database

RULES = AssignRules()

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

TEAM = Team(HOME, ("agent0@owona.de", "agent1@owona.de"), "de")


async def test_a_role_counts_at_once_and_stays_when_slack_is_read_again(db: Database) -> None:
    anna, _ = await a_team(db, 2)
    assert await change_team(db, Wish("U1", "lead"), anna, "k1")
    assert (await recognise(db, "U1")).role == "lead"
    await enrol_all(db, [a_user(0), a_user(1)], TEAM)
    assert (await recognise(db, "U1")).role == "lead"


async def test_who_is_removed_stays_out_whatever_the_list_says(db: Database) -> None:
    anna, _ = await a_team(db, 2)
    await change_team(db, Wish("U1", "none"), anna, "k1")
    await enrol_all(db, [a_user(0), a_user(1)], TEAM)
    with pytest.raises(NotAnAgent):
        await recognise(db, "U1")


async def test_who_is_in_no_list_joins_when_slack_tells_of_them(db: Database) -> None:
    anna, _ = await a_team(db, 2)
    assert not await change_team(db, Wish("U7", "reader"), anna, "k1")
    with pytest.raises(NotAnAgent):
        await recognise(db, "U7")
    assert await enrol(db, a_user(7), TEAM, None)
    assert (await recognise(db, "U7")).role == "reader"


async def test_a_guest_stays_out_whoever_takes_them_in(db: Database) -> None:
    anna, _ = await a_team(db, 2)
    await change_team(db, Wish("U7", "agent"), anna, "k1")
    assert not await enrol(db, a_user(7, guest=True), TEAM, None)
    with pytest.raises(NotAnAgent):
        await recognise(db, "U7")


async def test_of_two_admins_who_remove_each_other_at_once_one_stays(db: Database) -> None:
    anna, _ = await a_team(db, 2)
    await change_team(db, Wish("U1", "admin"), anna, "k1")
    ben = await recognise(db, "U1")
    ends = await asyncio.gather(
        change_team(db, Wish("U1", "none"), anna, "k2"),
        change_team(db, Wish("U0", "none"), ben, "k3"),
        return_exceptions=True,
    )
    assert sum(isinstance(end, LastAdmin) for end in ends) == 1


async def test_only_an_admin_changes_it_and_nobody_removes_a_stranger(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    with pytest.raises(MayNot):
        await change_team(db, Wish("U0", "reader"), ben, "k1")
    with pytest.raises(NotAMember):
        await change_team(db, Wish("U9", "none"), anna, "k2")


async def test_the_team_is_listed_by_rights(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    assert [one.colleague for one in await show_team(db, ben, RULES, NOW)] == [
        (await show_me(db, one)).me for one in (anna, ben)
    ]


HELD = """
    update owona_bot.ticket_state set seen_agent = $1, seen_status = $2 where ticket_id = $3"""

PLANNED = "update owona_bot.events set planned_at = now()"


async def test_everybodys_open_tickets_are_counted_alike_wherever_they_stand(db: Database, site: Site) -> None:
    """As far as they are planned: the site's own table has no index that could tell."""
    anna, ben = await a_team(db, 2)
    lena = await site.sign_up("lena@example.com", "Lena")
    for status in ("investigating", "waiting_customer", "closed"):
        ticket = await site.insert_ticket(lena, "Login", "?")
        async with db.raw.acquire() as raw:
            await raw.execute(HELD, ben.email.upper(), status, ticket)
    async with db.raw.acquire() as raw:
        await raw.execute(PLANNED)
    assert {one.colleague.id: one.open for one in await show_team(db, anna, RULES, NOW)} == {anna.id: 0, ben.id: 2}
    assert (await show_me(db, ben)).me.open_tickets == 2
    async with db.raw.acquire() as raw:
        assert await homes.team(raw) == [one.colleague for one in await show_team(db, anna, RULES, NOW)]


async def test_ones_own_language_goes_before_slacks(db: Database) -> None:
    _, ben = await a_team(db, 2)
    assert (await change_me(db, Wanted(speaks=True, language="en"), ben, NOW, "k1")).locale == "en"
    await enrol_all(db, [a_user(0), a_user(1)], TEAM)
    assert (await recognise(db, "U1")).locale == "en"
    assert (await change_me(db, Wanted(speaks=True), ben, NOW, "k2")).locale == ben.locale


async def test_an_absence_leaves_the_language_alone(db: Database) -> None:
    _, ben = await a_team(db, 2)
    await change_me(db, Wanted(speaks=True, language="en"), ben, NOW, "k1")
    await change_me(db, Wanted(available=False), ben, NOW, "k2")
    me = (await show_me(db, ben)).me
    assert (me.available, me.language) == (False, "en")

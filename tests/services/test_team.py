"""Who belongs to the team: admins decide, Slack says who can, one admin stays."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.abilities import STANDARD, Abilities
from owona_bot.domain.abilities import Wanted as Able
from owona_bot.domain.assignee import Mention
from owona_bot.domain.assignment import Absent
from owona_bot.domain.assignment_policy import AssignRules, Signal
from owona_bot.domain.errors import MayNot, NotAnAgent
from owona_bot.domain.me import Wanted
from owona_bot.domain.people import Granted
from owona_bot.domain.team import Wish
from owona_bot.domain.team_errors import LastAdmin, NobodyOfTheTeam, NotAMember
from owona_bot.playground.site import Site
from owona_bot.services.away import Saying
from owona_bot.services.enrol import Team, enrol, enrol_all
from owona_bot.services.me import change_me, show_me
from owona_bot.services.recognise import recognise
from owona_bot.services.team import change_abilities, change_absence, change_team, open_abilities, show_team
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


async def test_who_is_removed_while_they_ask_for_themselves_is_told(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await change_team(db, Wish("U1", "none"), anna, "k1")
    with pytest.raises(NobodyOfTheTeam):
        await show_me(db, ben)


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
    await change_team(db, Wish(ben.slack_user, "reader"), anna, None)
    assert [(one.open, one.cap) for one in await show_team(db, anna, RULES, NOW)] == [(0, 12), (2, None)]


async def test_ones_own_language_goes_before_slacks(db: Database) -> None:
    _, ben = await a_team(db, 2)
    assert (await change_me(db, Wanted(speaks=True, language="en"), ben, NOW, "k1")).locale == "en"
    await enrol_all(db, [a_user(0), a_user(1)], TEAM)
    assert (await recognise(db, "U1")).locale == "en"
    assert (await change_me(db, Wanted(speaks=True), ben, NOW, "k2")).locale == ben.locale


AWAY = "select payload from owona_bot.events where kind = 'agent.away' order by id"

VERSION = "select version from owona_bot.indexed"


async def told_away(db: Database) -> list[dict[str, object]]:
    async with db.raw.acquire() as raw:
        return [row["payload"] for row in await raw.fetch(AWAY)]


async def test_who_becomes_away_is_told_of_once_however_often_they_say_it(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    away = Wanted(available=False, until=NOW + timedelta(hours=1), substitute=Mention(anna.slack_user))
    await change_me(db, away, ben, NOW, "k1")
    await change_me(db, Wanted(available=False, until=NOW + timedelta(days=2)), ben, NOW, "k2")
    assert await told_away(db) == [{"agent": ben.id, "by": ben.id, "sick": False}]
    assert ((await show_me(db, ben)).substitute or ben).id == anna.id
    await change_me(db, Wanted(available=True), ben, NOW, "k3")
    assert (await show_me(db, ben)).substitute is None
    later = NOW + timedelta(days=3)
    await change_me(db, Wanted(available=False, until=later, sick=True), ben, NOW, "k4")
    await change_me(db, Wanted(available=False), ben, later, "k5")  # the last one ended by itself
    assert [one["sick"] for one in await told_away(db)] == [False, True, False]


async def test_who_is_away_and_turns_out_sick_is_told_of_once_more(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    whom, sick = Mention(ben.slack_user), Wanted(available=False, sick=True)
    await change_me(db, Wanted(available=False), ben, NOW, "k1")
    for n in range(3):
        await change_absence(db, whom, sick, Saying(anna, NOW), f"s{n}")
    said = [(one["by"], one["sick"]) for one in await told_away(db)]
    assert said == [(ben.id, False), (anna.id, True)]


async def test_of_ten_who_say_at_once_that_a_colleague_is_sick_one_is_told_of(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    sick = Wanted(available=False, sick=True)
    await asyncio.gather(
        *(change_absence(db, Mention(ben.slack_user), sick, Saying(anna, NOW), f"k{n}") for n in range(10))
    )
    assert await told_away(db) == [{"agent": ben.id, "by": anna.id, "sick": True}]


async def test_an_agent_says_it_of_themselves_alone(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    with pytest.raises(MayNot):
        await change_absence(db, Mention(anna.slack_user), Wanted(available=False), Saying(ben, NOW), "k1")
    mine = await change_absence(db, Mention(ben.slack_user), Wanted(available=False), Saying(ben, NOW), "k2")
    assert not mine.me.available
    assert (await told_away(db)) == [{"agent": ben.id, "by": ben.id, "sick": False}]


async def test_what_is_said_of_somebody_stays_and_the_rest_with_it(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    whom, hours = Mention(ben.slack_user), {"calendar": "office"}
    await change_abilities(db, whom, Able(skills=frozenset({"bug"}), cap=0), anna, "k1")
    await change_abilities(db, whom, Able(languages=frozenset({"de"}), hours=hours), ben, "k2")
    wanted = Abilities(frozenset({"bug"}), frozenset({"de"}), 0, hours)
    assert (await show_me(db, ben)).me.abilities == wanted
    opening = await open_abilities(db, whom, anna)
    assert (opening.colleague.abilities, opening.skills, opening.all_of_it) == (wanted, frozenset({"bug"}), True)
    one = await change_abilities(db, whom, Able(cap=STANDARD, hours=STANDARD), anna, "k3")
    assert one.abilities == Abilities(frozenset({"bug"}), frozenset({"de"}))
    with pytest.raises(MayNot):
        await change_abilities(db, whom, Able(cap=3), ben, "k4")
    assert not (await open_abilities(db, whom, ben)).all_of_it


async def test_of_two_who_say_different_things_at_once_both_are_kept(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    whom = Mention(ben.slack_user)
    await asyncio.gather(
        change_abilities(db, whom, Able(cap=3), anna, "k1"),
        change_abilities(db, whom, Able(languages=frozenset({"en"})), ben, "k2"),
    )
    assert (await show_me(db, ben)).me.abilities == Abilities(languages=frozenset({"en"}), cap=3)


@pytest.mark.parametrize("role", ["none", "reader"])
async def test_who_works_on_tickets_no_more_stands_in_for_nobody(db: Database, role: Granted) -> None:
    anna, ben, carla = await a_team(db, 3)
    for who, stands_in in ((anna, ben), (ben, carla)):
        away = Wanted(available=False, substitute=Mention(stands_in.slack_user))
        await change_me(db, away, who, NOW, None)
    await change_team(db, Wish(ben.slack_user, role), anna, None)
    async with db.raw.acquire() as raw:
        kept = await raw.fetch("select available, substitute from owona_bot.agents order by id")
    assert [row["substitute"] for row in kept] == [None, None, None]
    assert [row["available"] for row in kept] == [False, role == "none", True]


async def test_who_slack_says_has_left_stands_in_for_nobody(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    await change_me(db, Wanted(available=False, substitute=Mention(ben.slack_user)), anna, NOW, None)
    await enrol_all(db, [a_user(0)], TEAM)
    assert ((await show_me(db, anna)).substitute, (await show_me(db, anna)).me.substitute) == (None, None)


async def test_homes_are_drawn_anew_when_something_of_it_differs(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    whom, versions = Mention(ben.slack_user), []
    changes = (Able(cap=3), Able(skills=frozenset({"bug"})), Able(languages=frozenset({"de"})))
    async with db.raw.acquire() as raw:
        versions.append(await raw.fetchval(VERSION))
        for change in changes:
            await change_abilities(db, whom, change, anna, None)
            versions.append(await raw.fetchval(VERSION))
        await change_me(db, Wanted(available=False, substitute=Mention(anna.slack_user)), ben, NOW, None)
        versions.append(await raw.fetchval(VERSION))
        await raw.execute("insert into owona_bot.presences (agent_id, looked_at) values ($1, $2)", ben.id, NOW)
        for away in (True, False):
            await raw.execute("update owona_bot.presences set away = $1", away)
            versions.append(await raw.fetchval(VERSION))
        await raw.execute("update owona_bot.presences set away = false, looked_at = now()")
        assert await raw.fetchval(VERSION) == versions[-1]
    assert len(set(versions)) == len(versions)


async def test_why_somebody_is_not_there_is_what_the_rule_sees(db: Database) -> None:
    anna, ben = await a_team(db, 2)
    rules = AssignRules(cap=7, presence=frozenset(Signal))
    sunday = {"zone": "Europe/Berlin", "week": {"sun": [[540, 600]]}}
    await change_abilities(db, Mention(ben.slack_user), Able(hours=sunday), anna, None)
    async with db.raw.acquire() as raw:
        told = "insert into owona_bot.presences (agent_id, away, looked_at) values ($1, true, $2)"
        await raw.execute(told, anna.id, NOW)
    seats = {one.colleague.id: one for one in await show_team(db, anna, rules, NOW)}
    assert [(seats[who.id].absent, seats[who.id].cap) for who in (anna, ben)] == [
        (Absent.SLACK_AWAY, 7),
        (Absent.OFF_HOURS, 7),
    ]
    await change_team(db, Wish(ben.slack_user, "reader"), anna, None)
    assert [(one.absent, one.cap) for one in await show_team(db, anna, AssignRules(), NOW)] == [
        (None, 12),
        (None, None),
    ]


async def test_an_absence_leaves_the_language_alone(db: Database) -> None:
    _, ben = await a_team(db, 2)
    await change_me(db, Wanted(speaks=True, language="en"), ben, NOW, "k1")
    await change_me(db, Wanted(available=False), ben, NOW, "k2")
    me = (await show_me(db, ben)).me
    assert (me.available, me.language) == (False, "en")

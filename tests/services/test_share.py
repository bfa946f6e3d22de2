"""Shares on a real PostgreSQL: of two who decide one does, each ticket is moved once, and only while it is theirs."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from owona_bot.database.assignments_sql import LOCKED
from owona_bot.database.engine import Database
from owona_bot.domain.assignee import Mention
from owona_bot.domain.assignment import Because, Stuck
from owona_bot.domain.assignment_facts import from_facts
from owona_bot.domain.errors import MayNot, Repeated
from owona_bot.domain.me import Wanted as Absence
from owona_bot.domain.people import Agent
from owona_bot.domain.share_errors import (
    NothingToShare,
    ShareAgentBack,
    ShareGone,
    ShareOvertaken,
    ShareSettled,
    ShareWithSelf,
)
from owona_bot.domain.shares import Away, Fate, Share, State, Wish
from owona_bot.domain.team_errors import NobodyOfTheTeam
from owona_bot.domain.ticket_errors import CannotHold
from owona_bot.domain.turns import decide
from owona_bot.domain.verbs import Spoken, Verb
from owona_bot.playground.site import Site
from owona_bot.services.away import Saying
from owona_bot.services.me import change_me
from owona_bot.services.overtake import overtake_passed
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.share import (
    look_at_share,
    move_shared,
    open_share,
    preview_share,
    propose_share,
    settle_share,
)
from owona_bot.services.team import change_absence
from tests.services.rota import events
from tests.services.shares import (
    NOW,
    RULES,
    accepted,
    become,
    fates,
    gone,
    holders,
    holds,
    ids,
    proposed,
    shown,
    tickets_of,
    times_moved,
)
from tests.services.team import a_team
from tests.services.test_assign import with_role

pytestmark = pytest.mark.database

REFUSES = """
    alter table public.support_tickets
    add constraint refuses check (title <> 'Ticket 1' or lower(assigned_agent) = '{address}') not valid"""

DECIDED = "select agent_id, rule, facts from owona_bot.assignments where agent_id is not null order by id"


async def set_for(site: Site, agent: Agent, **columns: object) -> None:
    """Of `agents`."""
    names = ", ".join(f"{name} = ${n}" for n, name in enumerate(columns, 2))
    async with site.pool.acquire() as connection:
        await connection.execute(f"update owona_bot.agents set {names} where id = $1", agent.id, *columns.values())


# proposed


async def test_who_goes_away_is_offered_a_plan_and_nothing_is_done(db: Database, site: Site) -> None:
    _, ben, carla, dora = await a_team(db, 4)
    await tickets_of(site, ben, 5)
    await gone(site, ben)
    share = await proposed(db, ben)
    assert share.hearers == (ben.id,)
    assert await events(db, "shares.asked") == [{"shares": share.id, "agents": [ben.id], "state": "asked"}]
    found = await shown(db, share.id)
    assert sorted(row.to or "" for row in found.rows) == ["Agent 0", "Agent 0", "Agent 2", "Agent 2", "Agent 3"]
    assert await holds(site) == {ben.email: 5}
    assert {carla.email, dora.email}.isdisjoint(await holds(site))


async def test_who_holds_nothing_or_is_back_reads_nothing(db: Database, site: Site) -> None:
    _, ben, _ = await a_team(db, 3)
    await gone(site, ben)
    assert await propose_share(db, Away(ben.id, ben.id, sick=False), RULES, NOW, "a") is None
    await tickets_of(site, ben, 1)
    await gone(site, ben, away=False)
    assert await propose_share(db, Away(ben.id, ben.id, sick=False), RULES, NOW, "b") is None
    assert await events(db, "shares.asked") == []


async def test_the_same_absence_is_looked_after_once(db: Database, site: Site) -> None:
    _, ben, _ = await a_team(db, 3)
    await tickets_of(site, ben, 1)
    await gone(site, ben)
    ends = await asyncio.gather(
        *(propose_share(db, Away(ben.id, ben.id, sick=False), RULES, NOW, "one") for _ in range(5))
    )
    assert len([end for end in ends if end]) == 1
    assert len(await events(db, "shares.asked")) == 1


async def test_of_the_sick_the_leads_who_are_there_hear_else_the_admins(db: Database, site: Site) -> None:
    admin, ben, carla, dora = await a_team(db, 4)
    await tickets_of(site, ben, 1)
    await gone(site, ben)
    assert (await proposed(db, ben, sick=True, n=1)).hearers == (admin.id,)
    await with_role(site, carla, "lead")
    await with_role(site, dora, "lead")
    assert (await proposed(db, ben, sick=True, n=2)).hearers == ids(carla, dora)
    await gone(site, carla)
    assert (await proposed(db, ben, sick=True, n=3)).hearers == (dora.id,)
    await gone(site, dora)
    assert (await proposed(db, ben, sick=True, n=4)).hearers == (admin.id,)
    await gone(site, admin)
    assert set((await proposed(db, ben, sick=True, n=5)).hearers) == {admin.id, carla.id, dora.id}


async def test_who_is_sick_and_leads_alone_decides_themselves(db: Database, site: Site) -> None:
    admin, _ = await a_team(db, 2)
    await tickets_of(site, admin, 1)
    await gone(site, admin)
    assert (await proposed(db, admin, sick=True)).hearers == (admin.id,)


async def test_what_a_lead_says_of_somebody_the_leads_hear(db: Database, site: Site) -> None:
    admin, ben, _ = await a_team(db, 3)
    await tickets_of(site, ben, 1)
    await gone(site, ben)
    share = await propose_share(db, Away(ben.id, admin.id, sick=False), RULES, NOW, "said")
    assert share is not None
    assert share.hearers == (admin.id,)


async def test_a_substitute_goes_first_up_to_their_cap(db: Database, site: Site) -> None:
    admin, ben, carla = await a_team(db, 3)
    await tickets_of(site, ben, 5)
    await gone(site, ben)
    await set_for(site, ben, substitute=carla.id)
    await set_for(site, carla, cap=3)
    found = await shown(db, (await proposed(db, ben)).id)
    assert [row.to for row in found.rows] == [carla.name] * 3 + [admin.name] * 2


async def test_what_nobody_can_take_is_named_and_stays(db: Database, site: Site) -> None:
    admin, ben, carla = await a_team(db, 3)
    await tickets_of(site, ben, 4, "urgent")
    await tickets_of(site, ben, 2, "low")
    await gone(site, ben)
    await set_for(site, carla, cap=3)
    await set_for(site, admin, cap=0)
    share = await proposed(db, ben)
    found = await shown(db, share.id)
    assert [row.to for row in found.rows] == [carla.name] * 3 + [None] * 3
    assert {row.stuck for row in found.rows if row.to is None} == {Stuck.FULL}
    done = await accepted(db, share, ben)
    assert fates(done) == {Fate.MOVED: 3, Fate.NOBODY: 3}
    assert await holds(site) == {carla.email: 3, ben.email: 3}


async def test_a_newer_proposal_overtakes_the_older_ones(db: Database, site: Site) -> None:
    admin, ben, _ = await a_team(db, 3)
    await tickets_of(site, ben, 1)
    await gone(site, ben)
    old, new = await proposed(db, ben, n=1), await proposed(db, ben, sick=True, n=2)
    with pytest.raises(ShareOvertaken):
        await settle_share(db, old.id, State.ACCEPTED, ben, NOW, None)
    assert await events(db, "shares.settled") == [{"shares": old.id, "agents": [ben.id], "state": "overtaken"}]
    assert fates(await accepted(db, new, admin)) == {Fate.MOVED: 1}


# settled


async def test_of_two_leads_at_once_one_decides_and_the_other_is_told(db: Database, site: Site) -> None:
    admin, ben, carla, *_ = await a_team(db, 4)
    lead = await with_role(site, carla, "lead")
    await tickets_of(site, ben, 3)
    await gone(site, ben)
    for n in range(6):
        share = await proposed(db, ben, sick=True, n=n)
        ends = await asyncio.gather(
            settle_share(db, share.id, State.DECLINED, admin, NOW, f"{n} a"),
            settle_share(db, share.id, State.DECLINED if n % 2 else State.ACCEPTED, lead, NOW, f"{n} b"),
            return_exceptions=True,
        )
        (won,) = [end for end in ends if isinstance(end, Share)]
        (lost,) = [end for end in ends if isinstance(end, ShareSettled)]
        assert lost.values["agent"] == (admin if won.by == admin.id else lead).name
        assert (await shown(db, share.id)).share == won
    assert len(await events(db, "shares.settled")) == 6


async def test_the_same_knock_accepts_once(db: Database, site: Site) -> None:
    _, ben, _ = await a_team(db, 3)
    await tickets_of(site, ben, 2)
    await gone(site, ben)
    share = await proposed(db, ben)
    await settle_share(db, share.id, State.ACCEPTED, ben, NOW, "knock")
    with pytest.raises(Repeated):
        await settle_share(db, share.id, State.ACCEPTED, ben, NOW, "knock")
    with pytest.raises(ShareSettled):
        await settle_share(db, share.id, State.ACCEPTED, ben, NOW, "again")
    assert len(await events(db, "shares.settled")) == 1


async def test_what_was_declined_stays(db: Database, site: Site) -> None:
    _, ben, _ = await a_team(db, 3)
    await tickets_of(site, ben, 2)
    await gone(site, ben)
    share = await proposed(db, ben)
    await settle_share(db, share.id, State.DECLINED, ben, NOW, None)
    await move_shared(db, share.id, RULES, lambda: NOW)
    assert await holds(site) == {ben.email: 2}


async def test_who_is_back_by_themselves_keeps_what_they_have_and_whoever_presses_ends_it(
    db: Database, site: Site
) -> None:
    admin, ben, _ = await a_team(db, 3)
    await tickets_of(site, ben, 2)
    await gone(site, ben)
    share = await proposed(db, ben, sick=True)
    await gone(site, ben, away=False)
    with pytest.raises(ShareAgentBack):
        await settle_share(db, share.id, State.ACCEPTED, admin, NOW, None)
    with pytest.raises(ShareOvertaken):
        await settle_share(db, share.id, State.DECLINED, admin, NOW, None)
    await move_shared(db, share.id, RULES, lambda: NOW)
    assert await holds(site) == {ben.email: 2}
    assert await events(db, "shares.settled") == [{"shares": share.id, "agents": [admin.id], "state": "overtaken"}]


async def test_whoever_says_that_they_are_back_ends_what_stands_and_nothing_else(db: Database, site: Site) -> None:
    admin, ben, carla = await a_team(db, 3)
    back = Absence(available=True)
    for one in (ben, carla):
        await tickets_of(site, one, 1)
        await gone(site, one)
    first, other = await proposed(db, ben, n=1), await proposed(db, carla, n=2)
    asked = (await preview_share(db, Wish(ben.slack_user), admin, RULES, NOW)).share
    await change_me(db, back, ben, NOW, None)
    await gone(site, ben)
    second = await proposed(db, ben, sick=True, n=3)
    await change_absence(db, Mention(ben.slack_user), back, Saying(admin, NOW), None)
    assert [told["shares"] for told in await events(db, "shares.settled")] == [first.id, second.id]
    found = [(await shown(db, share.id)) for share in (first, second, other, asked)]
    assert [one.share.state for one in found] == [State.OVERTAKEN] * 2 + [State.ASKED] * 2
    assert [one.newer for one in found[:2]] == [True, False]


async def test_when_an_absence_passes_what_stands_ends_once(db: Database, site: Site) -> None:
    _, ben, carla = await a_team(db, 3)
    ends = {ben: NOW + timedelta(hours=1), carla: NOW + timedelta(hours=3)}
    for one, until in ends.items():
        await tickets_of(site, one, 1)
        await change_me(db, Absence(available=False, until=until), one, NOW, None)
    share, _ = await proposed(db, ben, n=1), await proposed(db, carla, n=2)
    assert await overtake_passed(db, NOW) == 0
    later = NOW + timedelta(hours=2)
    assert sum(await asyncio.gather(*(overtake_passed(db, later) for _ in range(4)))) == 1
    assert await events(db, "shares.settled") == [{"shares": share.id, "agents": [ben.id], "state": "overtaken"}]


async def test_what_is_proposed_while_they_say_that_they_are_back_stands_no_longer(db: Database, site: Site) -> None:
    _, ben, _ = await a_team(db, 3)
    await tickets_of(site, ben, 1)
    for n in range(12):
        await change_me(db, Absence(available=False), ben, NOW, None)
        await asyncio.gather(
            propose_share(db, Away(ben.id, ben.id, sick=False), RULES, NOW, f"away {n}"),
            change_me(db, Absence(available=True), ben, NOW, None),
        )
    async with db.read_raw() as raw:
        assert await raw.fetchval("select count(*) from owona_bot.shares where state = 'asked'") == 0


async def test_nobody_decides_about_a_colleague_but_leads(db: Database, site: Site) -> None:
    _, ben, carla = await a_team(db, 3)
    await tickets_of(site, ben, 1)
    await gone(site, ben)
    share = await proposed(db, ben)
    for state in (State.ACCEPTED, State.DECLINED):
        with pytest.raises(MayNot):
            await settle_share(db, share.id, state, carla, NOW, None)
    with pytest.raises(MayNot):
        await look_at_share(db, share.id, carla)
    with pytest.raises(ShareGone):
        await settle_share(db, 99, State.ACCEPTED, ben, NOW, None)


# moved


class Dying:
    """A clock whose process is killed when it has been asked so often."""

    def __init__(self, lives: int) -> None:
        self.lives = lives

    def __call__(self) -> datetime:
        if self.lives == 0:
            raise KeyboardInterrupt
        self.lives -= 1
        return NOW


async def test_what_changed_since_is_passed_over_and_said(db: Database, site: Site) -> None:
    admin, ben, carla, dora = await a_team(db, 4)
    moved, solved, taken, merged, deleted = await tickets_of(site, ben, 5)
    await gone(site, ben)
    share = await proposed(db, ben)
    await become(site, solved, ben, "resolved")
    await become(site, taken, dora)
    await become(site, merged, None)
    async with site.accounts() as owner:
        await owner.execute("delete from public.support_tickets where id = $1", deleted)
    done = await accepted(db, share, ben)
    assert fates(done) == {Fate.MOVED: 1, Fate.ENDED: 2, Fate.TAKEN: 2}
    assert done.share.state is State.DONE
    now = await holders(site)
    assert now[moved] in {admin.email, carla.email, dora.email}
    assert (now[solved], now[taken], now[merged]) == (ben.email, dora.email, None)
    assert set(await times_moved(site, ben)) == {moved}


async def test_who_is_full_away_or_gone_by_then_gets_none(db: Database, site: Site) -> None:
    admin, ben, carla, dora = await a_team(db, 4)
    await tickets_of(site, ben, 6)
    await gone(site, ben)
    share = await proposed(db, ben)
    await set_for(site, admin, cap=1)
    await gone(site, carla)
    await with_role(site, dora, "reader")
    assert fates(await accepted(db, share, ben)) == {Fate.MOVED: 1, Fate.FULL: 1, Fate.AWAY: 2, Fate.LEFT: 2}
    assert await holds(site) == {ben.email: 5, admin.email: 1}


async def test_four_workers_at_once_move_each_ticket_once_and_tell_the_end_once(db: Database, site: Site) -> None:
    _, ben, *others = await a_team(db, 5)
    await tickets_of(site, ben, 24)
    await gone(site, ben)
    share = await proposed(db, ben)
    await settle_share(db, share.id, State.ACCEPTED, ben, NOW, None)
    await asyncio.gather(*(move_shared(db, share.id, RULES, lambda: NOW) for _ in range(4)))
    assert set((await times_moved(site, ben)).values()) == {1}
    assert len(await times_moved(site, ben)) == 24
    assert fates(await shown(db, share.id)) == {Fate.MOVED: 24}
    assert (await holds(site))[ben.email] == 0
    assert {(await holds(site))[one.email] for one in others} == {6}
    states = [told["state"] for told in await events(db, "shares.settled")]
    assert states == ["accepted", "done"]


async def test_who_is_stopped_in_the_middle_leaves_the_rest_to_the_next(db: Database, site: Site) -> None:
    _, ben, *_ = await a_team(db, 4)
    await tickets_of(site, ben, 9)
    await gone(site, ben)
    share = await proposed(db, ben)
    await settle_share(db, share.id, State.ACCEPTED, ben, NOW, None)
    for lives in (1, 3, 2):
        with pytest.raises(KeyboardInterrupt):
            await move_shared(db, share.id, RULES, Dying(lives))
    assert fates(await shown(db, share.id)) == {Fate.MOVED: 6, None: 3}
    await move_shared(db, share.id, RULES, lambda: NOW)
    assert (await shown(db, share.id)).share.state is State.DONE
    times = await times_moved(site, ben)
    assert (len(times), set(times.values())) == (9, {1})


async def test_accepted_while_they_are_solved_each_is_solved_and_none_is_moved_after(db: Database, site: Site) -> None:
    _, ben, *_ = await a_team(db, 4)
    await tickets_of(site, ben, 12)
    await gone(site, ben)
    share = await proposed(db, ben)
    numbers = [row.number for row in (await shown(db, share.id)).rows]
    await settle_share(db, share.id, State.ACCEPTED, ben, NOW, None)
    await asyncio.gather(
        move_shared(db, share.id, RULES, lambda: NOW),
        *(resolve_ticket(db, number, ben, f"solve {number}") for number in reversed(numbers)),
    )
    done = await shown(db, share.id)
    times = await times_moved(site, ben)
    assert set(fates(done)) <= {Fate.MOVED, Fate.ENDED}
    assert len(times) == fates(done)[Fate.MOVED]
    assert set(times.values()) <= {1}
    async with site.pool.acquire() as connection:
        assert await connection.fetchval("select bool_and(status = 'resolved') from public.support_tickets")


async def test_two_plans_for_the_same_colleague_bring_nobody_over_their_cap(db: Database, site: Site) -> None:
    admin, ben, carla, dora = await a_team(db, 4)
    for one in (ben, dora):
        await tickets_of(site, one, 4)
        await gone(site, one)
    await set_for(site, admin, cap=0)
    await set_for(site, carla, cap=4)
    plans = [(await proposed(db, one, n=one.id), one) for one in (ben, dora)]
    for share, one in plans:
        await settle_share(db, share.id, State.ACCEPTED, one, NOW, None)
    await asyncio.gather(*(move_shared(db, share.id, RULES, lambda: NOW) for share, _ in plans for _ in range(3)))
    both = [fates(await shown(db, share.id)) for share, _ in plans]
    assert both[0] + both[1] == {Fate.MOVED: 4, Fate.FULL: 4}
    assert (await holds(site))[carla.email] == 4


async def test_one_that_the_database_refuses_is_said_and_all_others_go(db: Database, site: Site) -> None:
    _, ben, _ = await a_team(db, 3)
    await tickets_of(site, ben, 3)
    await gone(site, ben)
    share = await proposed(db, ben)
    async with db.raw.acquire() as raw:
        await raw.execute(REFUSES.format(address=ben.email))
    assert fates(await accepted(db, share, ben)) == {Fate.MOVED: 2, Fate.FAILED: 1}
    assert (await holds(site))[ben.email] == 1
    assert [told["state"] for told in await events(db, "shares.settled")] == ["accepted", "done"]


async def test_while_tickets_are_given_away_nobody_waits_for_a_move(db: Database, site: Site) -> None:
    _, ben, _ = await a_team(db, 3)
    (ticket,) = await tickets_of(site, ben, 1)
    await gone(site, ben)
    share = await proposed(db, ben)
    await settle_share(db, share.id, State.ACCEPTED, ben, NOW, None)
    async with db.raw.acquire() as giver, giver.transaction():
        assert await giver.fetchval(f"select {LOCKED}")
        moving = asyncio.create_task(move_shared(db, share.id, RULES, lambda: NOW))
        for _ in range(100):
            await asyncio.wait_for(become(site, ticket, ben), 10)
        assert not moving.done()
    await asyncio.wait_for(moving, 20)
    assert fates(await shown(db, share.id)) == {Fate.MOVED: 1}


async def test_why_somebody_got_a_ticket_can_be_asked_and_comes_out_again(db: Database, site: Site) -> None:
    _, ben, carla, _ = await a_team(db, 4)
    await tickets_of(site, ben, 4)
    await gone(site, ben)
    await set_for(site, ben, substitute=carla.id)
    await accepted(db, await proposed(db, ben), ben)
    async with db.read_raw() as raw:
        rows = await raw.fetch(DECIDED)
    assert len(rows) == 4
    for row in rows:
        again = decide(from_facts(row["facts"]))
        assert (again.agent, again.because) == (row["agent_id"], Because.SUBSTITUTE)
        assert row["rule"] == RULES.otherwise.name


# asked for


async def test_a_lead_sees_what_it_would_come_to_and_has_it_done(db: Database, site: Site) -> None:
    admin, ben, carla, dora = await a_team(db, 4)
    await tickets_of(site, ben, 6)
    found = await preview_share(db, Wish(ben.slack_user), admin, RULES, NOW)
    assert {row.to for row in found.rows} == {admin.name, carla.name, dora.name}
    assert await events(db, "shares.asked", "shares.settled") == []
    done = await accepted(db, found.share, admin)
    assert [row.to for row in done.rows] == [row.to for row in found.rows]
    assert fates(done) == {Fate.MOVED: 6}
    assert set(await times_moved(site, admin)) == set(await holders(site))
    assert [told["agents"] for told in await events(db, "shares.settled")] == [[admin.id]] * 2


async def test_all_to_one_person_even_over_their_cap_which_is_said_before(db: Database, site: Site) -> None:
    admin, ben, carla = await a_team(db, 3)
    await tickets_of(site, ben, 3)
    await set_for(site, carla, cap=2)
    found = await preview_share(db, Wish(ben.slack_user, carla.slack_user), admin, RULES, NOW)
    assert found.over == 3
    assert fates(await accepted(db, found.share, admin)) == {Fate.MOVED: 3}
    assert await holds(site) == {carla.email: 3}
    async with db.read_raw() as raw:
        assert await raw.fetch(DECIDED) == []


async def test_who_may_ask_for_whom(db: Database, site: Site) -> None:
    admin, ben, carla = await a_team(db, 3)
    await tickets_of(site, ben, 1)
    with pytest.raises(MayNot):
        await preview_share(db, Wish(ben.slack_user), carla, RULES, NOW)
    with pytest.raises(NothingToShare):
        await preview_share(db, Wish(carla.slack_user), carla, RULES, NOW)
    with pytest.raises(ShareWithSelf):
        await preview_share(db, Wish(ben.slack_user, ben.slack_user), ben, RULES, NOW)
    with pytest.raises(NobodyOfTheTeam):
        await preview_share(db, Wish("U0NOBODY"), admin, RULES, NOW)
    assert (await preview_share(db, Wish(ben.slack_user), ben, RULES, NOW)).rows
    await with_role(site, carla, "reader")
    with pytest.raises(CannotHold):
        await preview_share(db, Wish(ben.slack_user, carla.slack_user), admin, RULES, NOW)


async def test_nobody_named_is_oneself(db: Database) -> None:
    admin, ben, carla = await a_team(db, 3)
    assert await open_share(db, Spoken(Verb.SHARE, "share", ""), ben) == ben
    assert await open_share(db, Spoken(Verb.SHARE, "share", f"<@{ben.slack_user}>"), admin) == ben
    assert await open_share(db, Spoken(Verb.SHARE, "share", "Agent 2"), admin) == carla
    with pytest.raises(MayNot):
        await open_share(db, Spoken(Verb.SHARE, "share", "Agent 2"), ben)
    with pytest.raises(MayNot):
        await open_share(db, Spoken(Verb.SHARE, "share", ""), replace(ben, role="reader"))


async def test_snoozed_tickets_go_too_and_weigh_nothing(db: Database, site: Site) -> None:
    _, ben, carla = await a_team(db, 3)
    await tickets_of(site, ben, 4)
    async with site.pool.acquire() as connection:
        await connection.execute("update owona_bot.ticket_state set snoozed_until = $1", NOW + timedelta(days=1))
    await gone(site, ben)
    await set_for(site, ben, substitute=carla.id)
    await set_for(site, carla, cap=1)
    share = await proposed(db, ben)
    assert [row.to for row in (await shown(db, share.id)).rows] == [carla.name] * 4
    await tickets_of(site, carla, 1)
    assert fates(await accepted(db, share, ben)) == {Fate.MOVED: 4}, "though she has enough by now"

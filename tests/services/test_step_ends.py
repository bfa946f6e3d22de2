"""What ends a chain, whom its steps reach, and what they wait for; on a real PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.chain import Chain, Step, StepAct, To, snapshot
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Priority
from owona_bot.playground.site import Site
from owona_bot.services.escalate import escalate_ticket, stop_escalation
from owona_bot.services.merge import merge_tickets
from owona_bot.services.priority import set_ticket_priority
from owona_bot.services.resolve import resolve_ticket
from owona_bot.services.show import show_ticket
from tests.services.team import a_team
from tests.services.test_claim import rows
from tests.services.test_escalate import KEPT, asks, with_role
from tests.services.test_snooze import many
from tests.services.test_step import CHAIN, GIVE, HALF_AN_HOUR, NOW, begun, looked, step_due, steps, times

pytestmark = pytest.mark.database

MORNING = ((480, 720),)
OFFICE = Calendar("office", "UTC", (MORNING, MORNING, MORNING, MORNING, MORNING, (), ()))
"""8:00 to 12:00, Monday to Friday; at noon of NOW, a Wednesday, it has just closed."""


async def why(site: Site) -> list[object]:
    return [row["stopped_why"] for row in await rows(site, KEPT)]


# what ends it


async def test_a_persons_answer_ends_it_and_nothing_is_done_after_it(db: Database, site: Site) -> None:
    (ticket,) = await many(site, 1)
    await begun(site)
    await looked(db, NOW)
    await site.support_message(ticket, "Wir sind dran.", "Anna")
    await looked(db, NOW + timedelta(days=1), by=5)
    assert len(await steps(site)) == 1
    assert await why(site) == ["answered"]


async def test_an_answer_that_waited_for_the_sweep_ends_it(db: Database, site: Site) -> None:
    """It is dated when its transaction began, before the breach."""
    (ticket,) = await many(site, 1)
    await site.support_message(ticket, "Wir sind dran.", "Anna")
    await begun(site)
    await looked(db, NOW + timedelta(days=1), by=5)
    assert await why(site) == ["answered"]


async def test_neither_notes_nor_machines_nor_old_answers_end_it(db: Database, site: Site) -> None:
    (ticket,) = await many(site, 1)
    await a_team(db, 2)
    await site.support_message(ticket, "Das war vorher.", "Anna")
    async with site.pool.acquire() as connection:
        await connection.execute("update public.support_ticket_messages set created_at = now() - interval '1 minute'")
    await begun(site)
    await site.support_message(ticket, "Nur intern.", "Anna", internal=True)
    await site.support_message(ticket, "Automatisch.", "Automat", kind="auto_acknowledgement")
    await site.say(ticket, "support", "Automat", "Behoben!", {"plan": {}})
    await site.say(ticket, "system", "System", "Wartung", {})
    await site.say(ticket, "customer", "Lena", "Hallo?", {})
    for half_hours in range(3):
        await looked(db, NOW + half_hours * HALF_AN_HOUR)
    assert len(await steps(site)) == 3


async def test_a_ticket_that_is_done_merged_or_deleted_ends_it(db: Database, site: Site) -> None:
    done, merged, _, deleted = await many(site, 4)
    (anna,) = await a_team(db, 1)
    await begun(site)
    await resolve_ticket(db, 1001, anna, "a")
    await merge_tickets(db, 1002, 1003, anna, "b")
    (owner,) = await rows(site, "select user_id from support_tickets where id = $1", deleted)
    assert await site.delete_ticket(owner["user_id"], deleted)  # type: ignore[arg-type]  # a uuid
    await looked(db, NOW)
    found = {row["ticket_id"]: row["stopped_why"] for row in await rows(site, KEPT)}
    assert [found[one] for one in (done, merged, deleted)] == ["done", "merged", "deleted"]


async def test_stopped_by_hand_it_does_nothing_more_even_while_ten_look(db: Database, site: Site) -> None:
    await many(site, 1)
    (anna,) = await a_team(db, 1)
    await begun(site)
    await asyncio.gather(
        *(step_due(db, NOW, {}) for _ in range(10)), stop_escalation(db, 1001, anna, "a", NOW), return_exceptions=True
    )
    before = len(await steps(site))
    assert before <= 1
    await looked(db, NOW + timedelta(days=2))
    assert len(await steps(site)) == before
    assert await why(site) == ["by_hand"]


async def test_a_second_chain_of_a_ticket_ends_where_it_begins(db: Database, site: Site) -> None:
    (ticket,) = await many(site, 1)
    await begun(site)
    await begun(site, replace(CHAIN, name="other"))
    await looked(db, NOW, by=5)
    assert await why(site) == [None, "another"]
    assert await times(site) == {(ticket, 1, 1): 1}


async def test_while_a_chain_runs_somebody_who_asks_begins_none(db: Database, site: Site) -> None:
    await many(site, 1)
    (anna,) = await a_team(db, 1)
    await begun(site)
    assert (await escalate_ticket(db, 1001, asks(chain=CHAIN), anna, "a", NOW)).runs
    assert [row["next_at"] is None for row in await rows(site, KEPT)] == [False, True]


# people


async def test_a_step_for_somebody_who_left_is_passed_over_and_the_next_comes_at_once(db: Database, site: Site) -> None:
    await many(site, 1)
    _, ben = await a_team(db, 2)
    await rows(site, "update owona_bot.agents set active = false where id = $1", ben.id)
    await begun(site)
    await looked(db, NOW)
    await looked(db, NOW + HALF_AN_HOUR)
    assert [(one["step"], one["skipped"]) for one in await steps(site)] == [(1, None), (2, "left"), (3, None)]
    assert (await show_ticket(db, 1001)).agent is None


async def test_one_who_only_reads_gets_no_ticket(db: Database, site: Site) -> None:
    await many(site, 1)
    _, ben = await a_team(db, 2)
    await with_role(site, ben, "reader")
    await begun(site, Chain("only", (replace(GIVE, wait=timedelta()),)))
    await looked(db, NOW)
    assert [one["skipped"] for one in await steps(site)] == ["reader"]


async def test_with_nobody_on_call_the_leads_are_called_and_one_of_them_gets_it(db: Database, site: Site) -> None:
    await many(site, 1)
    _, ben, carla = await a_team(db, 3)
    await with_role(site, ben, "lead")
    await with_role(site, carla, "lead")
    page = Step(timedelta(), StepAct.NOTIFY, To.ON_CALL)
    await begun(site, Chain("page", (page, replace(page, act=StepAct.REASSIGN))))
    await looked(db, NOW)
    first, second = await steps(site)
    assert (first["agents"], first["instead"]) == ([ben.id, carla.id], True)
    assert (second["agents"], second["instead"]) == ([ben.id], True)
    holder = (await show_ticket(db, 1001)).agent
    assert isinstance(holder, Agent)
    assert holder.id == ben.id


# the window


async def test_steps_wait_for_the_window(db: Database, site: Site) -> None:
    await many(site, 1)
    await a_team(db, 2)
    await begun(site, replace(CHAIN, window="office"))
    await looked(db, NOW, {"office": OFFICE})
    assert await steps(site) == []
    (kept,) = await rows(site, KEPT)
    assert kept["next_at"] == NOW + timedelta(hours=20)
    await looked(db, NOW + timedelta(hours=20), {"office": OFFICE})
    assert len(await steps(site)) == 1


async def test_urgent_tickets_do_not_unless_the_file_says_so(db: Database, site: Site) -> None:
    await many(site, 2)
    (anna,) = await a_team(db, 1)
    for number in (1001, 1002):
        await set_ticket_priority(db, number, Priority.URGENT, anna, f"{number}")
    await begun(site, replace(CHAIN, window="office"))
    strict = snapshot(replace(CHAIN, window="office", window_for_urgent=True))
    await rows(site, "update owona_bot.escalations set steps = $1::jsonb where id = 2", strict)
    await looked(db, NOW, {"office": OFFICE})
    (told,) = await steps(site)
    assert told["escalation"] == 1


async def test_a_window_that_the_file_has_no_more_holds_nothing_up(db: Database, site: Site) -> None:
    await many(site, 1)
    await begun(site, replace(CHAIN, window="office"))
    await looked(db, NOW)
    assert len(await steps(site)) == 1

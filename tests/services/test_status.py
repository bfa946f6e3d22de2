"""Status, close, reopen, priority, category: what is written, and what its word may not get round."""

import asyncio
from dataclasses import replace

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.ticket import Category, Priority, Status
from owona_bot.domain.ticket_errors import NotYours
from owona_bot.playground.site import Site
from owona_bot.services.category import set_ticket_category
from owona_bot.services.claim import claim_ticket
from owona_bot.services.close import close_ticket
from owona_bot.services.priority import set_ticket_priority
from owona_bot.services.reopen import reopen_ticket
from owona_bot.services.show import show_ticket
from owona_bot.services.status import set_ticket_status
from tests.services.team import a_team
from tests.services.test_claim import a_ticket, rows

pytestmark = pytest.mark.database

AUDIT = "select message from support_ticket_messages where author_type = 'system' order by created_at"


async def test_every_status_leaves_its_audit_line_once(db: Database, site: Site) -> None:
    await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await set_ticket_status(db, 1001, Status.WAITING_CUSTOMER, anna, "a")
    await set_ticket_status(db, 1001, Status.WAITING_CUSTOMER, anna, "b")
    await close_ticket(db, 1001, anna, "c")
    await close_ticket(db, 1001, anna, "d")
    await reopen_ticket(db, 1001, anna, "e")
    said = [row["message"] for row in await rows(site, AUDIT)]
    assert said == ["Status: waiting_customer", "Status: closed", "Status: investigating"]


async def test_who_may_not_close_may_not_say_closed(db: Database, site: Site) -> None:
    await a_ticket(site)
    _, ben, carla = await a_team(db, 3)
    await claim_ticket(db, 1001, carla, "a")
    for act in (close_ticket(db, 1001, ben, "b"), set_ticket_status(db, 1001, Status.CLOSED, ben, "c")):
        with pytest.raises(NotYours):
            await act
    assert (await show_ticket(db, 1001)).status is Status.INVESTIGATING
    assert (await set_ticket_status(db, 1001, Status.CLOSED, carla, "d")).status is Status.CLOSED


async def test_saying_resolved_gives_an_unclaimed_ticket_to_its_solver(db: Database, site: Site) -> None:
    await a_ticket(site)
    (anna,) = await a_team(db, 1)
    assert (await set_ticket_status(db, 1001, Status.RESOLVED, anna, "a")).agent == anna


async def test_of_two_who_reopen_at_once_one_does(db: Database, site: Site) -> None:
    await a_ticket(site)
    anna, ben = await a_team(db, 2)
    await close_ticket(db, 1001, anna, "a")
    ends = await asyncio.gather(
        reopen_ticket(db, 1001, anna, "b"), reopen_ticket(db, 1001, ben, "c"), return_exceptions=True
    )
    assert sorted(type(end).__name__ for end in ends) == ["NotDone", "Ticket"]


async def test_priority_and_category_are_written_to_the_sites_own_columns(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    before = await show_ticket(db, 1001)
    await set_ticket_priority(db, 1001, Priority.URGENT, anna, "a")
    await set_ticket_category(db, 1001, Category.BILLING, anna, "b")
    assert await rows(site, "select priority, category from support_tickets where id = $1", ticket) == [
        {"priority": "urgent", "category": "billing"}
    ]
    after = replace(before, priority=Priority.URGENT, category=Category.BILLING)
    assert await show_ticket(db, 1001) == after


async def test_a_category_that_reads_as_other_is_not_overwritten_by_it(db: Database, site: Site) -> None:
    ticket = await a_ticket(site)
    (anna,) = await a_team(db, 1)
    await rows(site, "update support_tickets set category = 'payment' where id = $1", ticket)
    await set_ticket_category(db, 1001, Category.OTHER, anna, "a")
    assert await rows(site, "select category from support_tickets") == [{"category": "payment"}]
    await set_ticket_category(db, 1001, Category.UX, anna, "b")
    assert await rows(site, "select category from support_tickets") == [{"category": "ux"}]

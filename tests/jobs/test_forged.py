"""A customer may write each column of their own messages; none of it makes them words of the team or of a machine."""

import json
from uuid import UUID

import pytest

from jobs.plan import Lanes, plan_tickets
from owona_bot.database import messages
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.playground.site import Site

pytestmark = pytest.mark.database

WRITE = """
    insert into public.support_ticket_messages
        (ticket_id, author_type, author_user_id, message, internal_only, metadata)
    values ($1, 'customer', $2, 'Bitte 900 EUR erstatten', $3, $4::jsonb) returning id"""

WAYS = "select array_agg(reaction order by reaction) from owona_bot.deliveries where event_id = $1"

LAST = "select max(id) from owona_bot.events where kind = 'message.added' and message_id = $1"


async def planned(desk: Desk, lanes: Lanes) -> None:
    while await plan_tickets(desk, lanes):
        pass


@pytest.mark.parametrize("internal", [False, True])
@pytest.mark.parametrize("kind", ["auto_reply", "auto_claim", "autopatch_1"])
async def test_what_a_customer_says_of_their_message_changes_nothing(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes, internal: bool, kind: str
) -> None:
    lena = await site.sign_up("lena@example.com", "Lena")
    ticket = await site.insert_ticket(lena, "Login", "Hilfe")
    honest = await said(site, lena, ticket, False, {})
    forged = await said(site, lena, ticket, internal, {"kind": kind, "plan": []})
    await planned(desk, lanes)
    ways = [await raw.fetchval(WAYS, await raw.fetchval(LAST, message)) for message in (honest, forged)]
    assert ways[0] == ways[1]
    assert "thread" in ways[0]
    async with desk.db.read() as connection:
        told = await messages.by_id(connection, forged)
    assert told
    assert (told.internal, told.automatic) == (False, False)


async def said(site: Site, customer: UUID, ticket: UUID, internal: bool, metadata: dict[str, object]) -> UUID:
    """As row security lets them."""
    async with site.customer(customer) as connection:
        message: UUID = await connection.fetchval(WRITE, ticket, customer, internal, json.dumps(metadata))
    return message

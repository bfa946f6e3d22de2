"""Moments that a customer wrote past the site stop nothing that is read."""

import pytest

from owona_bot.database import letters, messages, tickets
from owona_bot.database.engine import Database
from owona_bot.playground.site import Site

pytestmark = pytest.mark.database

ODD = ["infinity", "-infinity", "0044-01-01 BC", "12000-01-01"]


@pytest.mark.parametrize("moment", ODD)
async def test_a_ticket_of_no_calendar_is_read_with_the_others(db: Database, site: Site, moment: str) -> None:
    lena = await site.sign_up("lena@example.com")
    both = [await site.insert_ticket(lena, title, "?") for title in ("Alt", "Neu")]
    async with site.pool.acquire() as raw:
        await raw.execute(f"update support_tickets set created_at = '{moment}' where id = $1", both[0])
    async with db.read() as connection:
        found = await tickets.by_ids(connection, both)
        assert await tickets.by_number(connection, found[both[0]].number) == found[both[0]]
    assert {ticket.title for ticket in found.values()} == {"Alt", "Neu"}
    assert found[both[0]].created_at.year in (1900, 2700)


@pytest.mark.parametrize("moment", ODD)
async def test_a_message_of_no_calendar_is_read(db: Database, site: Site, moment: str) -> None:
    ticket = await site.insert_ticket(await site.sign_up("lena@example.com"), "Neu", "?")
    async with site.pool.acquire() as raw:
        said = await raw.fetchval(
            f"""
            insert into support_ticket_messages (ticket_id, author_type, message, created_at)
            values ($1, 'customer', 'Hallo', '{moment}') returning id""",
            ticket,
        )
    async with db.read() as connection:
        found = await messages.by_id(connection, said)
    assert found is not None
    assert found.created_at.year in (1900, 2700)


@pytest.mark.parametrize("moment", ODD)
async def test_an_answer_to_it_can_be_written_and_sent(db: Database, site: Site, moment: str) -> None:
    ticket = await site.insert_ticket(await site.sign_up("lena@example.com"), "Neu", "?")
    async with site.pool.acquire() as raw:
        said = [
            await raw.fetchval(
                f"""
                insert into support_ticket_messages (ticket_id, author_type, message, created_at)
                values ($1, $2, 'Hallo', '{moment}') returning id""",
                ticket,
                author,
            )
            for author in ("customer", "support")
        ]
    async with db.read_raw() as reader:
        found = await letters.said(reader, said[1])
    assert found is not None
    assert found.when.year in (1900, 2700)

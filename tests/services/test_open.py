"""Opening by hand, also while the triggers are broken."""

import pytest

from owona_bot.database.engine import Database
from owona_bot.domain.draft import draft
from owona_bot.domain.ticket import Category, Priority
from owona_bot.domain.ticket_errors import UnknownCustomer
from owona_bot.playground.site import Site
from owona_bot.services.open import open_ticket
from tests.services.team import a_team

pytestmark = pytest.mark.database

NEW = draft("Rechnung", "Bitte eine Kopie.", Category.BILLING, Priority.NORMAL, "kai@example.org")

KINDS = "select kind from owona_bot.events where ticket_id = $1 order by id"


async def test_numbers_have_no_gaps(db: Database, site: Site) -> None:
    await site.sign_up("system@owona.de")
    (anna,) = await a_team(db, 1)
    numbers = [(await open_ticket(db, NEW, anna, "system@owona.de", None)).number for _ in range(3)]
    assert numbers == [1001, 1002, 1003]


async def test_while_a_trigger_is_off_the_ticket_still_tells_of_itself(db: Database, site: Site) -> None:
    await site.sign_up("system@owona.de")
    (anna,) = await a_team(db, 1)
    async with db.raw.acquire() as raw:
        await raw.execute("alter table public.support_tickets disable trigger owona_bot_tickets_created")
        ticket = await open_ticket(db, NEW, anna, "system@owona.de", None)
        kinds = [row["kind"] for row in await raw.fetch(KINDS, ticket.id)]
    assert (ticket.requester.address, sorted(kinds)) == ("kai@example.org", ["message.added", "ticket.created"])


async def test_without_an_account_and_a_system_user_nothing_is_written(db: Database) -> None:
    (anna,) = await a_team(db, 1)
    with pytest.raises(UnknownCustomer):
        await open_ticket(db, NEW, anna, None, "knock")
    with pytest.raises(UnknownCustomer):
        await open_ticket(db, NEW, anna, "system@owona.de", "knock")

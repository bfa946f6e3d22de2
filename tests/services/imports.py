"""Files of tickets as tests bring them to a desk."""

import json
from collections.abc import Sequence
from typing import Any

from owona_bot.database.engine import Database
from owona_bot.domain.imports import Fate, Told
from owona_bot.services.import_tickets import Given, import_tickets
from tests.domain.test_ticket_stream import a_ticket

SYSTEM = "system@owona.de"


async def brought(db: Database, *tickets: dict[str, Any], dry_run: bool = False) -> list[Told]:
    given = [Given(n, json.dumps(ticket), ticket) for n, ticket in enumerate(tickets, 1)]
    last = max(ticket["number"] for ticket in tickets)
    return [told async for told in import_tickets(db, given, SYSTEM, last, dry_run=dry_run)]


def fates(told: Sequence[Told]) -> list[Fate]:
    return [one.fate for one in told]


async def value(db: Database, query: str, *values: object) -> Any:  # whatever it selects
    async with db.read_raw() as raw:
        return await raw.fetchval(query, *values)


def spoken(number: int, *messages: dict[str, Any], **said: object) -> dict[str, Any]:
    return a_ticket(number, messages=list(messages), user_address=f"lena{number}@example.com", user_name="Lena", **said)

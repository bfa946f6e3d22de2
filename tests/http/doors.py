"""The doors on HTTP as a reader's browser and a mail program knock at them."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from aiohttp import ClientResponse, ClientSession

from owona_bot.database import preferences
from owona_bot.database.engine import Database
from owona_bot.mail.tokens import new_token

LENA = "lena@example.com"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@dataclass
class Doors:
    """`url` is where they are."""

    url: str
    session: ClientSession
    db: Database

    async def link(self, purpose: str, ticket: UUID | None = None, address: str = LENA) -> str:
        """A token as a letter carries it; its ticket is #1001 unless one is given."""
        token, hashed = new_token()
        async with self.db.raw.acquire() as raw:
            await preferences.add_token(raw, hashed, purpose, address, ticket or await self.ticket())
        return token

    async def ticket(self) -> UUID:
        """#1001, then #1002 …"""
        ticket = uuid4()
        async with self.db.raw.acquire() as raw:
            await raw.execute(
                """insert into owona_bot.ticket_state (ticket_id, seen_status, seen_priority, seen_text)
                   values ($1, 'new', 'normal', 0)""",
                ticket,
            )
        return ticket

    async def get(self, path: str, **headers: str) -> tuple[ClientResponse, str]:
        """The answer and its text."""
        async with self.session.get(self.url + path, headers=headers, allow_redirects=False) as answer:
            return answer, await answer.text()

    async def post(self, path: str, data: object = None, **headers: str) -> tuple[ClientResponse, str]:
        """A form, unless it is bytes."""
        async with self.session.post(self.url + path, data=data, headers=headers, allow_redirects=False) as answer:
            return answer, await answer.text()

    async def asked(self) -> int:
        """How often a fresh link was asked for, of which a letter tells."""
        async with self.db.raw.acquire() as raw:
            found: int = await raw.fetchval("select count(*) from owona_bot.events where kind = 'link.asked'")
        return found

    async def choices(self) -> list[tuple[str, UUID | None, str]]:
        """All that is kept."""
        async with self.db.raw.acquire() as raw:
            rows = await raw.fetch("select address, ticket_id, wants from owona_bot.preferences order by wants, 2")
        return [(row["address"], row["ticket_id"], row["wants"]) for row in rows]

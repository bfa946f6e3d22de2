"""A program that fetches exports: an admin who gives it a token, and what it asks for."""

from datetime import UTC, datetime, timedelta

from aiohttp import ClientSession

from owona_bot.database.engine import Database
from owona_bot.domain.people import Agent
from owona_bot.domain.token import Scope, Wish
from owona_bot.playground.site import Site
from owona_bot.services.recognise import recognise
from owona_bot.services.token import make_token

ENROL = """
    insert into owona_bot.agents (slack_user, email, name, locale, role)
    values ($1, lower($1) || '@owona.de', $1, 'de', $2)"""

MANY = """
    insert into public.support_tickets (user_id, title, description, category, source_metadata, created_at)
    select $1, 'Ticket ' || n, repeat(md5(n::text), 64), 'bug', '{}', now() - n * interval '1 minute'
    from generate_series(1, $2) n"""
"""Of two kilobytes each, which no packing makes smaller by much."""


async def an_agent(db: Database, name: str = "UANNA", role: str = "admin") -> Agent:
    async with db.raw.acquire() as raw:
        await raw.execute(ENROL, name, role)
    return await recognise(db, name)


async def a_token(db: Database, *scopes: Scope, by: Agent | None = None, days: int = 90) -> str:
    wish = Wish("Auswertung", scopes or (Scope.EXPORT,), timedelta(days=days))
    return await make_token(db, wish, by or await an_agent(db), datetime.now(UTC), None)


async def tickets(url: str, *titles: str) -> None:
    """Of one customer, in that order."""
    site = await Site.open(url, size=1)
    user = await site.sign_up("lena@example.com", "Lena")
    for title in titles:
        await site.create_ticket(user, title, "Seit heute früh.", acknowledge=False)
    await site.close()


async def many(db: Database, url: str, count: int) -> None:
    site = await Site.open(url, size=1)
    user = await site.sign_up("lena@example.com", "Lena")
    await site.close()
    async with db.raw.acquire() as raw:
        await raw.execute(MANY, user, count, timeout=120)


class Program:
    """Knocks with its token."""

    def __init__(self, url: str, session: ClientSession, secret: str) -> None:
        self.url = url
        self.session = session
        self.secret = secret

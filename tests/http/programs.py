"""Programs that fetch exports: an admin who gives them a token, tickets, and connections that can be slow or break."""

import asyncio
import socket
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from owona_bot.database import index
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
    select $1, 'Ticket ' || n, repeat('ja ', 200), 'bug', '{}', now() - n * interval '1 minute'
    from generate_series(1, $2) n"""
"""Of 600 bytes each."""

LONG = "columns=number,description"
"""A query whose file no buffer between the two sockets holds, where there are many."""


async def an_agent(db: Database, name: str = "UANNA", role: str = "admin") -> Agent:
    """Known by that name everywhere."""
    async with db.raw.acquire() as raw:
        await raw.execute(ENROL, name, role)
    return await recognise(db, name)


async def a_token(db: Database, *scopes: Scope, by: Agent | None = None) -> str:
    """Its secret; it may export unless other scopes are named."""
    wish = Wish("Auswertung", scopes or (Scope.EXPORT,), timedelta(days=90))
    return await make_token(db, wish, by or await an_agent(db), datetime.now(UTC), None)


async def tickets(db: Database, *titles: str) -> None:
    """Of one customer, in that order."""
    site = await Site.open(db.url, size=1)
    user = await site.sign_up("lena@example.com", "Lena")
    for title in titles:
        await site.create_ticket(user, title, "Seit heute früh.", acknowledge=False)
    await site.close()
    await indexed(db)


async def many(db: Database, count: int = 1300) -> None:
    """More than the first statement of an export brings."""
    site = await Site.open(db.url, size=1)
    user = await site.sign_up("lena@example.com", "Lena")
    await site.close()
    async with db.raw.acquire() as raw:
        await raw.execute(MANY, user, count, timeout=300)
    await indexed(db)


async def indexed(db: Database) -> None:
    """As a job does it where one runs."""
    async with db.raw.acquire() as raw:
        await index.compare(raw)
    while await index.work(db):
        pass


class Line:
    """A connection of a program that takes no more than it reads."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.status = 0

    async def rest(self) -> bytes:
        """Until the other side ends. Raises ConnectionResetError when it breaks off."""
        return await self.reader.read()

    def hang_up(self) -> None:
        """Without a word."""
        self.writer.transport.abort()


class Lines:
    """All of them, so that none stays open."""

    def __init__(self) -> None:
        self.all: list[asyncio.StreamWriter] = []

    async def open(self, url: str, secret: str, query: str = LONG, version: str = "1.1") -> Line:
        """Asks, and has read the first line of the answer."""
        line = await self.ask(url, secret, query, version)
        line.status = int((await line.reader.readline()).split()[1])
        return line

    async def ask(self, url: str, secret: str, query: str = LONG, version: str = "1.1") -> Line:
        """Waits for nothing."""
        thin, host = socket.socket(), urlsplit(url)
        thin.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        thin.setblocking(False)
        await asyncio.get_running_loop().sock_connect(thin, (host.hostname, host.port))
        reader, writer = await asyncio.open_connection(sock=thin, limit=65_536)
        self.all.append(writer)
        asked = f"GET /api/export?{query} HTTP/{version}\r\nHost: desk\r\nAuthorization: Bearer {secret}\r\n\r\n"
        writer.write(asked.encode())
        return Line(reader, writer)

    async def close(self) -> None:
        """Those that broke off are closed already."""
        for writer in self.all:
            writer.transport.abort()
            with suppress(ConnectionError):
                await writer.wait_closed()

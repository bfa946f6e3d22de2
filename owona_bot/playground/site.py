"""The other party: the web site, its customers and the old automation, on the same database.

Its own connections, roles and SQL. As PostgREST does, each request is a transaction of its own that takes the role and
the claims of whoever asks; so nothing here is more atomic than it is live.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID, uuid4

import asyncpg

from owona_bot.playground import site_sql as sql
from owona_bot.playground import site_words as words

SERVICE = {"role": "service_role"}


class Refused(Exception):
    """The site's API answered with an error: its word, or the database's."""


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message that row security lets the customer read; the browser leaves out the internal ones."""

    id: UUID
    author_type: str
    author_name: str | None
    text: str
    internal_only: bool
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SeenTicket:
    """A ticket with its messages, oldest first, as the customer's own query returns it."""

    id: UUID
    title: str
    status: str
    priority: str
    messages: tuple[SeenMessage, ...]


class Site:
    """`Site.open(url)` with a superuser's URL; every method is what one party does, in as many transactions."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @classmethod
    async def open(cls, url: str, size: int = 10) -> Self:
        """`url` as `postgresql://…`; up to `size` requests at a time."""
        return cls(await asyncpg.create_pool(url, min_size=1, max_size=size, init=speak_json))

    async def close(self) -> None:
        """Waits for requests under way."""
        await self.pool.close()

    async def sign_up(self, email: str, name: str | None = None, language: str = "de") -> UUID:
        """A new account; its trigger makes the profile, whose language is `de` until the customer changes it."""
        user = uuid4()
        async with self.accounts() as connection:
            await connection.execute(sql.SIGN_UP, user, email, {"full_name": name} if name else {})
        if language != "de":
            async with self.customer(user) as connection:
                await connection.execute(sql.SET_LANGUAGE, user, language)
        return user

    async def create_ticket(
        self,
        user: UUID,
        title: str,
        description: str,
        category: str = "bug",
        locale: str = "de",
        acknowledge: bool = True,
    ) -> UUID:
        """The form: ticket and first message in one transaction, then acknowledgement, then status and priority."""
        if not title or not description:
            raise Refused("missing_fields")
        known = category if category in words.CATEGORIES else "other"
        async with self.customer(user) as connection:
            source = words.form_metadata(known, locale)
            ticket: UUID = await connection.fetchval(sql.CREATE_TICKET, title, description, known, source)
        if acknowledge:
            await self.acknowledge(user, ticket, known, locale)
        return ticket

    async def acknowledge(self, user: UUID, ticket: UUID, category: str, locale: str) -> None:
        """In German whatever the locale, then `investigating` and the category's priority."""
        text = words.ACKNOWLEDGEMENT.format(address=await self.address(user), sentence=words.SENTENCES[category])
        kind = {"kind": "auto_acknowledgement", "tier": "tier1", "category": category, "locale": locale}
        await self.say(ticket, "support", words.AUTOMATION, text, kind)
        async with self.service() as connection:
            await connection.execute(sql.BEGIN_WORK, ticket, words.PRIORITY.get(category, "normal"))

    async def insert_ticket(self, user: UUID, title: str, description: str, **columns: object) -> UUID:
        """A bare row by the service role, without a message, as the chat leaves it; `columns` as in the table."""
        if unknown := columns.keys() - words.COLUMNS:
            raise Refused(f"no such column: {', '.join(sorted(unknown))}")
        row = {"user_id": user, "title": title, "description": description, **columns}
        async with self.service() as connection:
            ticket: UUID = await connection.fetchval(sql.INSERT_TICKET, row)
        return ticket

    async def reply(self, user: UUID, ticket: UUID, text: str) -> UUID:
        """The customer's answer; returns the message. What follows it reads stale and locks nothing, as live."""
        if not text:
            raise Refused("missing_message")
        values = (ticket, user, await self.address(user), text, words.reply_metadata())
        async with self.customer(user) as connection:
            message: UUID = await connection.fetchval(sql.REPLY, *values)
        await self.escalate_after_reply(ticket)
        return message

    async def escalate_after_reply(self, ticket: UUID) -> None:
        """`investigating` from any status; after any support message also a priority step, a path entry, a notice."""
        async with self.service() as connection:
            now = await connection.fetchrow(sql.READ_TICKET, ticket)
        async with self.service() as connection:
            authors = {row["author_type"] for row in await connection.fetch(sql.READ_AUTHORS, ticket)}
        escalate = {"support", "customer"} <= authors
        priority = words.NEXT_PRIORITY.get(now["priority"], "high") if escalate else now["priority"]
        path = words.longer(now["escalation_path"]) if escalate else now["escalation_path"]
        async with self.service() as connection:
            await connection.execute(sql.AFTER_REPLY, ticket, priority, path)
        if escalate:
            await self.say(
                ticket,
                "support",
                words.AUTOMATION,
                words.NOTICE,
                {"kind": "auto_escalation_notice", "trigger": words.TRIGGER},
            )

    async def support_message(
        self, ticket: UUID, text: str, name: str, internal: bool = False, kind: str | None = None
    ) -> UUID:
        """A support message alone, by the service role: a person's from the portal, or automatic when it has a kind."""
        person = {"source": "internal-portal", "internalOnly": internal, "responder": name}
        return await self.say(ticket, "support", name, text, {"kind": kind} if kind else person, internal=internal)

    async def portal_status(self, ticket: UUID, status: str, agent_email: str) -> None:
        """The portal's button: status, the agent whose session it is, and an internal line about it."""
        async with self.service() as connection:
            await connection.execute(sql.SET_STATUS, ticket, status, agent_email)
        metadata = {"source": "internal-portal", "updated_by": agent_email}
        await self.say(ticket, "system", "Support Team", f"Status ist jetzt {status}.", metadata, internal=True)

    async def delete_ticket(self, user: UUID, ticket: UUID) -> bool:
        """By the customer; False when row security hides it. Messages go with it."""
        async with self.customer(user) as connection:
            return await connection.fetchval(sql.DELETE_TICKET, ticket) is not None

    async def edit_message(self, message: UUID, text: str) -> None:
        """By the service role; customers have no right to."""
        async with self.service() as connection:
            await connection.execute(sql.EDIT_MESSAGE, message, text)

    async def delete_message(self, message: UUID) -> None:
        """By the service role; customers have no right to."""
        async with self.service() as connection:
            await connection.execute(sql.DELETE_MESSAGE, message)

    async def old_automation_poll(self, patience: timedelta = timedelta(minutes=2)) -> int:
        """The old automation's round: back to `new`, whoever held it; returns how many tickets it touched.

        A ticket in `investigating` is left alone while its last change is younger than `patience`.
        """
        async with self.service() as connection:
            tickets = await connection.fetch(sql.POLL, patience)
        for ticket in tickets:
            async with self.service() as connection:
                await connection.execute(sql.TAKE_BACK, ticket["id"], words.primary_agent(ticket))
        return len(tickets)

    async def my_tickets(self, user: UUID) -> list[SeenTicket]:
        """What the customer's own query returns, newest first: no filter but row security."""
        async with self.customer(user) as connection:
            tickets = await connection.fetch(sql.MY_TICKETS)
            messages = await connection.fetch(sql.MY_MESSAGES)
        return [seen(ticket, messages) for ticket in tickets]

    async def heartbeat(self, service: str, status: str = "up", **meta: object) -> None:
        """A service says that it lives (`up`) or leaves (`down`)."""
        async with self.service() as connection:
            await connection.execute(sql.HEARTBEAT, service, status, {"intervalMs": 30000, **meta})

    async def say(
        self,
        ticket: UUID,
        author_type: str,
        author_name: str,
        text: str,
        metadata: Mapping[str, object],
        *,
        internal: bool = False,
    ) -> UUID:
        """One message by the service role, in a transaction of its own."""
        async with self.service() as connection:
            message: UUID = await connection.fetchval(
                sql.SAY, ticket, author_type, author_name, text, metadata, internal
            )
        return message

    async def address(self, user: UUID) -> str:
        """From the session, which the site has from GoTrue."""
        async with self.accounts() as connection:
            return await connection.fetchval(sql.ADDRESS, user) or "Kunde"

    @asynccontextmanager
    async def customer(self, user: UUID) -> AsyncIterator[asyncpg.Connection]:
        """A request with the customer's own token: row security decides."""
        async with self.request({"role": "authenticated", "sub": str(user)}) as connection:
            yield connection

    @asynccontextmanager
    async def service(self) -> AsyncIterator[asyncpg.Connection]:
        """A request with the service key: past row security."""
        async with self.request(SERVICE) as connection:
            yield connection

    @asynccontextmanager
    async def request(self, claims: Mapping[str, str]) -> AsyncIterator[asyncpg.Connection]:
        """One transaction in the role and with the claims of a token. Raises Refused."""
        async with self.accounts() as connection:
            await connection.execute(sql.BECOME, claims["role"], json.dumps(claims))
            yield connection

    @asynccontextmanager
    async def accounts(self) -> AsyncIterator[asyncpg.Connection]:
        """One transaction of the owner, as GoTrue keeps the accounts. Raises Refused."""
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                yield connection
        except asyncpg.PostgresError as error:
            raise Refused(str(error)) from error


async def speak_json(connection: asyncpg.Connection) -> None:
    """jsonb as Python values; what JSON doesn't know (UUID, datetime) as its text."""
    await connection.set_type_codec("jsonb", encoder=to_json, decoder=json.loads, schema="pg_catalog")


def to_json(value: object) -> str:
    """ISO 8601 for times."""
    return json.dumps(value, default=lambda odd: odd.isoformat() if isinstance(odd, datetime) else str(odd))


def seen(ticket: Mapping[str, Any], messages: list[Mapping[str, Any]]) -> SeenTicket:
    """Joins the two answers, as the inbox does."""
    own = tuple(
        SeenMessage(m["id"], m["author_type"], m["author_name"], m["message"], m["internal_only"], m["metadata"])
        for m in messages
        if m["ticket_id"] == ticket["id"]
    )
    return SeenTicket(ticket["id"], ticket["title"], ticket["status"], ticket["priority"], own)

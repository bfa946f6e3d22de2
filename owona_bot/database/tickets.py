"""Tickets: read as domain values, written the compatible way (only what differs)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnClause,
    Select,
    Uuid,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.channel import CHANNEL, CHANNEL_OF
from owona_bot.database.driver import Row, as_driven
from owona_bot.database.engine import Change
from owona_bot.database.language import LANGUAGE, LANGUAGE_OF
from owona_bot.database.moments import in_calendar
from owona_bot.database.tables import agents, messages, ticket_state, tickets, users
from owona_bot.domain.draft import Draft
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.ticket import Category, Priority, Requester, Snooze, Status, Ticket
from owona_bot.domain.ticket_errors import NoSuchTicket

FOR_EVER: ColumnClause[datetime] = literal_column("'infinity'::timestamptz")
"""Until when a ticket is snoozed that waits for an answer alone; asyncpg has no moment for it."""

SNOOZED = ticket_state.c.snoozed_until.is_not(None).label("snoozed")
SNOOZED_UNTIL = func.nullif(ticket_state.c.snoozed_until, FOR_EVER).label("snoozed_until")


def _ticket() -> Select[Any]:  # a row of thirty columns has no useful type
    return (
        select(
            tickets.c.id,
            ticket_state.c.number,
            tickets.c.title,
            tickets.c.description,
            tickets.c.status,
            tickets.c.priority,
            tickets.c.category,
            in_calendar(tickets.c.created_at).label("created_at"),
            ticket_state.c.requester_name,
            ticket_state.c.requester_address,
            ticket_state.c.tags,
            SNOOZED,
            SNOOZED_UNTIL,
            ticket_state.c.snoozed_for_answer,
            ticket_state.c.merged_into,
            agents.c.id.label("agent_id"),
            agents.c.slack_user,
            agents.c.email,
            agents.c.name,
            agents.c.locale,
            agents.c.language,
            agents.c.role,
        )
        .select_from(tickets)
        .join(ticket_state, ticket_state.c.ticket_id == tickets.c.id)
        .outerjoin(agents, (agents.c.email == func.lower(tickets.c.assigned_agent)) & agents.c.active)
    )


BY_ID = _ticket().where(tickets.c.id == bindparam("id"))
BY_IDS = _ticket().where(tickets.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
BY_NUMBER = _ticket().where(ticket_state.c.number == bindparam("number"))
BY_NUMBER_RAW = as_driven(BY_NUMBER)
ALL_RAW = as_driven(_ticket())
"""For a join over plain asyncpg."""

LOCK = """
    with answered as (
        update owona_bot.inbox set answer = jsonb_build_object('number', $1::integer) where key = $2)
    select t.id from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id
    where s.number = $1::integer for update of t"""
"""A statement of its own: whoever had to wait for the row would otherwise see the new ticket with the old agent.

The knock's answer goes along: it is the ticket that it was about.
"""

TAKE_IN = f"""
    with taken as (
        insert into owona_bot.ticket_state (ticket_id, requester_name, requester_address,
                                            seen_status, seen_priority, seen_agent, seen_text, channel, language)
        select ticket_id, requester_name, requester_address, seen_status, seen_priority, seen_agent, seen_text,
               {CHANNEL_OF}, {LANGUAGE_OF}
        from owona_bot.present_state p
        where ticket_id = {{ticket}}
          and not exists (select from owona_bot.ticket_state s where s.ticket_id = p.ticket_id)
        on conflict (ticket_id) do nothing returning ticket_id),
    known as (
        update owona_bot.ticket_state s set channel = {CHANNEL}, language = {LANGUAGE}
        from public.support_tickets t where t.id = {{ticket}} and s.ticket_id = t.id)
    insert into owona_bot.events (ticket_id, kind, actor)
    select ticket_id, 'ticket.created', current_setting('owona_bot.actor') from taken"""
"""What the trigger does, where it failed; asked first, since each try to insert takes a ticket number.

Which way and in which language it came in the trigger leaves open, so that the site's writers do not wait for it.
"""

TAKE_IN_ONE = text(TAKE_IN.format(ticket=":ticket"))

SAVE = """
    update public.support_tickets
    set status = coalesce($2, status), priority = coalesce($3, priority), category = coalesce($4, category),
        assigned_agent = case when $6 then $5 else assigned_agent end
    where id = $1"""
"""One statement for whatever changed; who holds it may become nobody, so that is said beside."""

TAG = update(ticket_state).where(ticket_state.c.ticket_id == bindparam("ticket")).values(tags=bindparam("wanted"))

ACCOUNT = select(users.c.id).where(users.c.email == bindparam("address")).limit(1)


def ticket_of(row: Any) -> Ticket:  # see _ticket
    """A row of `_ticket`; values that the CHECKs would not allow are read tolerantly."""
    holder = (
        Agent(AgentId(row.agent_id), row.slack_user, row.email, row.name, row.language or row.locale, row.role)
        if row.agent_id is not None
        else None
    )
    return Ticket(
        id=row.id,
        number=row.number,
        title=row.title,
        description=row.description,
        status=next((status for status in Status if status == row.status), Status.INVESTIGATING),
        priority=next((priority for priority in Priority if priority == row.priority), Priority.NORMAL),
        category=Category.read(row.category),
        agent=holder,
        requester=Requester(row.requester_name, row.requester_address),
        created_at=row.created_at,
        tags=tuple(row.tags),
        snooze=Snooze(row.snoozed_until, row.snoozed_for_answer) if row.snoozed else None,
        merged_into=row.merged_into,
    )


async def by_id(connection: AsyncConnection, ticket: UUID) -> Ticket | None:
    """None when it was deleted."""
    row = (await connection.execute(BY_ID, {"id": ticket})).one_or_none()
    return ticket_of(row) if row else None


async def by_ids(connection: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, Ticket]:
    """Those of them that are there."""
    return {row.id: ticket_of(row) for row in await connection.execute(BY_IDS, {"ids": list(ids)})}


async def by_number(connection: AsyncConnection, number: int) -> Ticket:
    """Raises NoSuchTicket."""
    row = (await connection.execute(BY_NUMBER, {"number": number})).one_or_none()
    if row is None:
        raise NoSuchTicket(number=number)
    return ticket_of(row)


async def number_of(connection: AsyncConnection, ticket: UUID) -> int | None:
    """Also of a deleted ticket; None of one that was never seen."""
    numbers = select(ticket_state.c.number).where(ticket_state.c.ticket_id == ticket)
    return (await connection.execute(numbers)).scalar_one_or_none()


async def lock(tx: Change, number: int) -> Ticket:
    """Like by_number, and nobody else changes it until this transaction ends."""
    if tx.locked != number:
        await tx.raw.execute(LOCK, number, tx.once)
    row = await tx.raw.fetchrow(BY_NUMBER_RAW, number, record_class=Row)
    if row is None:
        raise NoSuchTicket(number=number)
    return ticket_of(row)


async def save(tx: Change, before: Ticket, after: Ticket) -> None:
    """Write the columns that differ, none if none does: every UPDATE moves `updated_at`. Tags are none: see `tag`."""
    values = _columns(after)
    changed = {name: value for name, value in values.items() if value != _columns(before)[name]}
    if changed:
        told = [changed.get(name) for name in values]
        await tx.raw.execute(SAVE, after.id, *told, "assigned_agent" in changed)


def _columns(ticket: Ticket) -> dict[str, object]:
    return {
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "category": ticket.category.value,
        "assigned_agent": ticket.agent.email if ticket.agent else None,
    }


async def tag(tx: Change, ticket: UUID, tags: Sequence[str]) -> None:
    """All that it has from now on."""
    await tx.connection.execute(TAG, {"ticket": ticket, "wanted": list(tags)})


async def account(connection: AsyncConnection, address: str) -> UUID | None:
    """`auth.users.id` of the account with that address, which is in lower case."""
    found: UUID | None = (await connection.execute(ACCOUNT, {"address": address})).scalar_one_or_none()
    return found


async def add(tx: Change, new: Draft, owner: UUID, opener: Agent) -> Ticket:
    """Insert it with its first message, as the site's own form leaves them."""
    values = {
        "user_id": owner,
        "title": new.title,
        "description": new.description,
        "category": new.category.value,
        "priority": new.priority.value,
        "source_metadata": {"source": "owona_bot", "opened_by": opener.actor},
    }
    ticket: UUID = (await tx.connection.execute(insert(tickets).values(values).returning(tickets.c.id))).scalar_one()
    first = {
        "ticket_id": ticket,
        "author_type": "customer",
        "author_user_id": owner,
        "message": new.description,
        "metadata": {"attachments": [], "source": "owona_bot"},
    }
    await tx.connection.execute(insert(messages).values(first))
    await tx.connection.execute(TAKE_IN_ONE, {"ticket": ticket})
    added = ticket_of((await tx.connection.execute(BY_ID, {"id": ticket})).one())
    tx.answer = {"number": added.number}
    return added


async def ask_for(tx: Change, ticket: UUID, address: str) -> None:
    """The requester of a ticket that the system user owns is who the agent named."""
    asked = {"requester_address": address, "requester_name": None}
    await tx.connection.execute(update(ticket_state).where(ticket_state.c.ticket_id == ticket).values(asked))

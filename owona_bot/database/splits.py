"""Tickets that were split off others: which messages can go, the new ticket, and what became of each."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.engine import Change
from owona_bot.database.messages import MESSAGE, OF_PEOPLE, message_of
from owona_bot.database.tables import messages
from owona_bot.database.tickets import BY_ID, TAKE_IN_ONE, ticket_of
from owona_bot.domain.message import Message
from owona_bot.domain.people import Agent
from owona_bot.domain.split import MOST, NewTicket
from owona_bot.domain.ticket import Ticket

PEOPLES = (
    MESSAGE.where(messages.c.ticket_id == bindparam("ticket"), OF_PEOPLE)
    .order_by(messages.c.created_at.desc(), messages.c.id.desc())
    .limit(MOST)
)

TICKET = text("""
    insert into public.support_tickets (user_id, title, description, category, priority, source_metadata)
    select t.user_id, :title, :description, t.category, t.priority,
           case when jsonb_typeof(t.source_metadata) = 'object' then t.source_metadata else '{}' end
               || cast(:source as jsonb)
    from public.support_tickets t where t.id = :origin returning id""").bindparams(
    bindparam("title", type_=Text), bindparam("description", type_=Text), bindparam("origin", type_=Uuid)
)
"""Where letters about it go is read from its metadata too: it stays what the origin's was."""

REQUESTER = text("""
    update owona_bot.ticket_state s
    set requester_name = o.requester_name, requester_address = o.requester_address, language = o.language,
        channel = coalesce(o.channel, s.channel)
    from owona_bot.ticket_state o where s.ticket_id = :ticket and o.ticket_id = :origin""").bindparams(
    bindparam("ticket", type_=Uuid), bindparam("origin", type_=Uuid)
)

KEEP = text("""
    insert into owona_bot.splits (message_id, from_ticket, to_ticket, copy_id, agent_id)
    select message, :origin, :ticket, copy, :agent
    from unnest(cast(:messages as uuid[]), cast(:copies as uuid[])) as g(message, copy)""").bindparams(
    bindparam("origin", type_=Uuid),
    bindparam("ticket", type_=Uuid),
    bindparam("agent", type_=BigInteger),
    bindparam("messages", type_=ARRAY(Uuid)),
    bindparam("copies", type_=ARRAY(Uuid)),
)


async def peoples(connection: AsyncConnection, ticket: UUID) -> list[Message]:
    """The newest that people wrote to each other, newest first."""
    return [message_of(row) for row in await connection.execute(PEOPLES, {"ticket": ticket})]


async def chosen(connection: AsyncConnection, ticket: UUID, ids: Sequence[UUID]) -> list[Message]:
    """Those of `ids` that people wrote to each other and that stand there still, oldest first."""
    wanted = MESSAGE.where(messages.c.ticket_id == ticket, messages.c.id.in_(ids), OF_PEOPLE)
    rows: Any = await connection.execute(wanted.order_by(messages.c.created_at, messages.c.id))  # as message_of
    return [message_of(row) for row in rows]


async def add(tx: Change, origin: Ticket, new: NewTicket, agent: Agent) -> Ticket:
    """Of the same owner and requester; its row in `ticket_state` stands as well, also where the trigger failed."""
    source = {"opened_by": agent.actor, "split_from": str(origin.id)}
    told = {"origin": origin.id, "title": new.title, "description": new.description, "source": json.dumps(source)}
    ticket: UUID = (await tx.connection.execute(TICKET, told)).scalar_one()
    await tx.connection.execute(TAKE_IN_ONE, {"ticket": ticket})
    await tx.connection.execute(REQUESTER, {"ticket": ticket, "origin": origin.id})
    added = ticket_of((await tx.connection.execute(BY_ID, {"id": ticket})).one())
    tx.answer = {"number": added.number}
    return added


async def keep(tx: Change, origin: UUID, ticket: UUID, copies: Mapping[UUID, UUID], agent: Agent) -> None:
    """Which message stands there as which copy: the plan knows copies by it."""
    told = {"origin": origin, "ticket": ticket, "agent": agent.id}
    await tx.connection.execute(KEEP, {**told, "messages": list(copies), "copies": list(copies.values())})

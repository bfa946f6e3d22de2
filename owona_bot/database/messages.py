"""Messages of tickets, and the audit line that a status change leaves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.engine import Change
from owona_bot.database.moments import in_calendar
from owona_bot.database.tables import messages
from owona_bot.domain.message import Author, Message
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Ticket

BY_MAIL: ColumnElement[bool] = literal_column(
    "exists (select from owona_bot.mail_log l where l.direction = 'in' and l.message_id = support_ticket_messages.id)"
)

NOT_THEIRS = messages.c.author_type != "customer"
"""Of what customers say of their own messages nothing is believed but what we filed ourselves (`unplanned.MAILED`)."""

INTERNAL = and_(messages.c.internal_only, NOT_THEIRS)

AUTOMATIC = and_(
    or_(func.coalesce(messages.c.metadata["kind"].astext, "") != "", messages.c.metadata.has_key("plan")),
    or_(NOT_THEIRS, BY_MAIL),
)

OF_PEOPLE = and_(messages.c.author_type.in_(("customer", "support")), ~INTERNAL, AUTOMATIC.is_not(True))
"""What people wrote to each other."""

MESSAGE = select(
    messages.c.id,
    messages.c.ticket_id,
    messages.c.author_type,
    func.to_jsonb(literal_column("support_ticket_messages")).op("->>")("author_name").label("author_name"),
    messages.c.message,
    INTERNAL.label("internal_only"),
    in_calendar(messages.c.created_at).label("created_at"),
    AUTOMATIC.label("automatic"),
)

BY_ID = MESSAGE.where(messages.c.id == bindparam("id"))

SINCE = (
    MESSAGE.where(messages.c.ticket_id == bindparam("ticket"), messages.c.created_at > bindparam("moment"), OF_PEOPLE)
    .order_by(messages.c.created_at, messages.c.id)
    .limit(100)
)

NEWEST = select(func.max(in_calendar(messages.c.created_at))).where(messages.c.ticket_id == bindparam("ticket"))


async def by_id(connection: AsyncConnection, message: UUID) -> Message | None:
    """None when it was deleted."""
    row = (await connection.execute(BY_ID, {"id": message})).one_or_none()
    return message_of(row) if row else None


def message_of(row: Any) -> Message:  # a row of eight columns has no useful type
    """A row of MESSAGE."""
    return Message(
        id=row.id,
        ticket=row.ticket_id,
        author=next((author for author in Author if author == row.author_type), Author.SYSTEM),
        name=row.author_name,
        text=row.message,
        internal=row.internal_only,
        automatic=row.automatic,
        created_at=row.created_at,
    )


async def add_audit(tx: Change, ticket: Ticket, agent: Agent) -> None:
    """The internal system line that the portal writes beside a status change."""
    await add_status_line(tx, ticket, agent.email)


async def add_status_line(tx: Change, ticket: Ticket, by: str) -> None:
    """The same where no agent did it."""
    line: dict[str, object] = {
        "ticket_id": ticket.id,
        "author_type": "system",
        "message": f"Status: {ticket.status.value}",
        "metadata": {"source": "owona_bot", "updated_by": by},
        "internal_only": True,
    }
    if tx.author_name:
        line["author_name"] = "Support Team"
    await tx.connection.execute(insert(messages).values(line))


async def since(connection: AsyncConnection, ticket: UUID, moment: datetime) -> list[Message]:
    """What people wrote and the customer can read, written after `moment`, oldest first."""
    return [message_of(row) for row in await connection.execute(SINCE, {"ticket": ticket, "moment": moment})]


async def newest_at(connection: AsyncConnection, ticket: UUID) -> datetime | None:
    """When the newest message that stands there was written, whoever wrote it."""
    newest: datetime | None = (await connection.execute(NEWEST, {"ticket": ticket})).scalar_one()
    return newest


async def add_answer(
    tx: Change, ticket: UUID, agent: Agent, said: str, quick_replies: Sequence[str] = (), id_: UUID | None = None
) -> UUID:
    """A public answer as the portal writes it: plain text, under the agent's display name.

    `id_` None: the table makes one.
    """
    answer: dict[str, object] = {
        **({"id": id_} if id_ else {}),
        "ticket_id": ticket,
        "author_type": "support",
        "message": said,
        "metadata": {"source": "owona_bot", "internalOnly": False, "responder": agent.email},
        "internal_only": False,
        "quick_reply_options": [{"id": str(n), "label": label} for n, label in enumerate(quick_replies, 1)],
    }
    if tx.author_name:
        answer["author_name"] = agent.name
    added = await tx.connection.execute(insert(messages).values(answer).returning(messages.c.id))
    message: UUID = added.scalar_one()
    return message

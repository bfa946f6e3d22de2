"""Messages of tickets, and the audit line that a status change leaves."""

from uuid import UUID

from sqlalchemy import bindparam, func, insert, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.engine import Change
from owona_bot.database.tables import messages
from owona_bot.domain.message import Author, Message
from owona_bot.domain.people import Agent
from owona_bot.domain.ticket import Ticket

BY_ID = select(
    messages.c.id,
    messages.c.ticket_id,
    messages.c.author_type,
    func.to_jsonb(literal_column("support_ticket_messages")).op("->>")("author_name").label("author_name"),
    messages.c.message,
    messages.c.internal_only,
    messages.c.created_at,
    or_(func.coalesce(messages.c.metadata["kind"].astext, "") != "", messages.c.metadata.has_key("plan")).label(
        "automatic"
    ),
).where(messages.c.id == bindparam("id"))


async def by_id(connection: AsyncConnection, message: UUID) -> Message | None:
    """None when it was deleted."""
    row = (await connection.execute(BY_ID, {"id": message})).one_or_none()
    if row is None:
        return None
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
    line: dict[str, object] = {
        "ticket_id": ticket.id,
        "author_type": "system",
        "message": f"Status: {ticket.status.value}",
        "metadata": {"source": "owona_bot", "updated_by": agent.email},
        "internal_only": True,
    }
    if tx.author_name:
        line["author_name"] = "Support Team"
    await tx.connection.execute(insert(messages).values(line))

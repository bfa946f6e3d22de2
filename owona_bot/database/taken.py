"""What was taken in from Slack: tickets made of messages, and messages as notes with their files."""

from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Uuid, bindparam, insert, text, update
from sqlalchemy.types import Text

from owona_bot.database.engine import Change
from owona_bot.database.notes import TAKEN, as_json
from owona_bot.database.tables import messages, ticket_state, tickets
from owona_bot.database.tickets import TAKE_IN_ONE
from owona_bot.domain.taken import Taken, Writer, note_of
from owona_bot.domain.text import visible

ADD = (
    text("""
    insert into owona_bot.notes (channel, ts, version, ticket_id, agent_id, act, text, rich_text, created_at)
    values (:channel, :ts, 1, :ticket, :agent, 'written', :text, cast(:rich_text as jsonb), :at)
    on conflict do nothing returning 1""")
    .bindparams(bindparam("ticket", type_=Uuid), bindparam("agent", type_=BigInteger))
    .bindparams(bindparam("at", type_=DateTime(timezone=True)))
    .bindparams(bindparam("channel", TAKEN, type_=Text))
)


async def add_ticket(tx: Change, ticket: UUID, owner: UUID, title: str, said: str, opener: str) -> None:
    """With the description as its first message, as the site's own form leaves them; `opener` is an actor."""
    values = {
        "id": ticket,
        "user_id": owner,
        "title": title,
        "description": said,
        "category": "other",
        "source_metadata": {"source": "slack", "opened_by": opener},
    }
    await tx.connection.execute(insert(tickets).values(values))
    first = {
        "ticket_id": ticket,
        "author_type": "customer",
        "author_user_id": owner,
        "message": said,
        "metadata": {"attachments": [], "source": "owona_bot"},
    }
    await tx.connection.execute(insert(messages).values(first))
    await tx.connection.execute(TAKE_IN_ONE, {"ticket": ticket})


async def asked_by(tx: Change, ticket: UUID, writer: Writer) -> None:
    """Whoever wrote the message; nobody knows whom an agent wrote it for."""
    known: dict[str, str | None] = {"requester_name": None, "requester_address": None}
    if writer.agent is None:
        known = {"requester_name": visible(writer.name), "requester_address": (writer.email or "").lower() or None}
    await tx.connection.execute(update(ticket_state).where(ticket_state.c.ticket_id == ticket).values(known))


async def add_note(tx: Change, ticket: UUID, taken: Taken) -> bool:
    """Once; False where it stands already."""
    note = note_of(ticket, taken.channel, taken.ts)
    told = {"ts": str(note), "ticket": ticket, "agent": taken.writer.agent, "at": taken.at}
    told |= {"text": visible(taken.noted), "rich_text": as_json(taken.rich_text)}
    return (await tx.connection.execute(ADD, told)).scalar_one_or_none() is not None

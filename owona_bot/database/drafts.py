"""Replies that their writers have not sent yet."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import TextualSelect, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import BigInteger, Boolean, DateTime, Text, TypeEngine

from owona_bot.database.engine import Change
from owona_bot.domain.people import AgentId
from owona_bot.domain.reply import KEEP, Draft, File, Reply, wanted
from owona_bot.domain.reply_errors import DraftGone
from owona_bot.domain.text import visible_in

KEPT = text("""
    insert into owona_bot.drafts (id, ticket_id, agent_id, rich_text, status, internal, files, quick_replies,
                                  seen_until)
    values (:id, :ticket, :agent, cast(:rich_text as jsonb), :status, :internal, cast(:files as jsonb),
            cast(:quick_replies as jsonb), :seen_until)
    on conflict (id) do update
    set ticket_id = excluded.ticket_id, rich_text = excluded.rich_text, status = excluded.status,
        internal = excluded.internal, files = excluded.files, quick_replies = excluded.quick_replies,
        seen_until = excluded.seen_until
    where drafts.agent_id = excluded.agent_id""")

COLUMNS: dict[str, TypeEngine[Any]] = {
    "id": Uuid(),
    "ticket_id": Uuid(),
    "rich_text": JSONB(),
    "status": Text(),
    "internal": Boolean(),
    "files": JSONB(),
    "quick_replies": JSONB(),
    "seen_until": DateTime(timezone=True),
}


def _statement(sql: str) -> TextualSelect:
    """With `id` and `agent`: whose draft it is not gets nothing."""
    named = text(sql.format(columns=", ".join(COLUMNS)))
    return named.bindparams(bindparam("id", type_=Uuid), bindparam("agent", type_=BigInteger)).columns(**COLUMNS)


OF_AGENT = _statement("select {columns} from owona_bot.drafts where id = :id and agent_id = :agent")

TAKEN = _statement("delete from owona_bot.drafts where id = :id and agent_id = :agent returning {columns}")


IS_KEPT = text("select exists (select from owona_bot.drafts where id = :id)").bindparams(bindparam("id", type_=Uuid))


async def keep(tx: Change, draft: UUID, ticket: UUID, agent: AgentId, reply: Reply) -> None:
    """In place of what its writer kept under the same id."""
    await tx.connection.execute(KEPT, row_of(draft, ticket, agent, reply) | {"internal": reply.internal})


def row_of(id_: UUID, ticket: UUID, agent: AgentId, reply: Reply) -> dict[str, object]:
    """What drafts and held replies have in common."""
    return {
        "id": id_,
        "ticket": ticket,
        "agent": agent,
        "rich_text": json.dumps(visible_in(reply.rich_text)),
        "status": reply.status.value if reply.status else KEEP,
        "files": json.dumps(visible_in([asdict(file) for file in reply.files])),
        "quick_replies": json.dumps(visible_in(list(reply.quick_replies))),
        "seen_until": reply.seen_until,
    }


async def of_agent(connection: AsyncConnection, draft: UUID, agent: AgentId) -> Draft:
    """Raises DraftGone."""
    row = (await connection.execute(OF_AGENT, {"id": draft, "agent": agent})).one_or_none()
    if row is None:
        raise DraftGone
    return draft_of(row)


async def take(tx: Change, draft: UUID, agent: AgentId) -> Draft:
    """It is sent with this transaction or not at all. Raises DraftGone; of two who send at once one gets it."""
    row = (await tx.connection.execute(TAKEN, {"id": draft, "agent": agent})).one_or_none()
    if row is None:
        raise DraftGone
    return draft_of(row)


async def is_kept(connection: AsyncConnection, draft: UUID) -> bool:
    """Whoever wrote it."""
    return bool((await connection.execute(IS_KEPT, {"id": draft})).scalar_one())


def draft_of(row: Any) -> Draft:  # a row of eight columns has no useful type
    """A row of COLUMNS."""
    files = [File(**file) for file in row.files]
    reply = Reply(row.rich_text, wanted(row.status), row.internal, files, row.seen_until, tuple(row.quick_replies))
    return Draft(row.id, row.ticket_id, reply)

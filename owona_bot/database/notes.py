"""Notes: what people said in threads, version by version, and what they noted elsewhere.

`version` counts in the order of arrival, `created_at` is when it was done by Slack's clock: events come late and
out of order, so the newest of a message is the one with the latest `created_at`.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, DateTime, Integer, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from owona_bot.database import events
from owona_bot.database.engine import Change
from owona_bot.domain.event import Kind
from owona_bot.domain.message import Author, Message
from owona_bot.domain.note import Heard
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.text import visible, visible_in

HERE = "desk"
"""The channel of notes that were not written in a thread; their `ts` is an id of ours."""

TAKEN = "slack"
"""The same of what was taken in from elsewhere in Slack; `created_at` is when it was written there."""

TICKET_OF = text("""
    select ticket_id from owona_bot.slack_posts
    where channel = :channel and ts = :thread and shows in ('card', 'leaving', 'left')
    union all
    select ticket_id from owona_bot.notes where channel = :channel and ts = :ts and cast(:thread as text) is null
    limit 1""").columns(ticket_id=Uuid)

LOCK = text("select pg_advisory_xact_lock(hashtextextended('note:' || :channel || ':' || :ts, 0))")

KEEP = text("""
    insert into owona_bot.notes (channel, ts, version, ticket_id, agent_id, act, text, rich_text, created_at)
    select :channel, :ts,
           (select coalesce(max(version), 0) + 1 from owona_bot.notes where channel = :channel and ts = :ts),
           :ticket, :agent, :act, :text, cast(:rich_text as jsonb), :at
    where not exists (select from owona_bot.notes
                      where channel = :channel and ts = :ts and act = :act and created_at = :at)""").bindparams(
    bindparam("channel", type_=Text),
    bindparam("ts", type_=Text),
    bindparam("ticket", type_=Uuid),
    bindparam("agent", type_=BigInteger),
    bindparam("act", type_=Text),
    bindparam("text", type_=Text),
    bindparam("at", type_=DateTime(timezone=True)),
)

ADD = text("""
    insert into owona_bot.notes (channel, ts, version, ticket_id, agent_id, act, text, rich_text)
    values (:channel, :ts, 1, :ticket, :agent, 'written', :text, cast(:rich_text as jsonb))""")

BY_ID = (
    text("""
    select n.ticket_id, n.text, n.created_at, a.name, n.version
    from owona_bot.notes n left join owona_bot.agents a on a.id = n.agent_id
    where n.channel in (:here, :taken) and n.ts = :ts
    order by n.created_at desc, n.version desc limit 1""")
    .bindparams(here=HERE, taken=TAKEN)
    .columns(ticket_id=Uuid, text=Text, created_at=DateTime(timezone=True), name=Text, version=Integer)
)


async def ticket_of(connection: AsyncConnection, channel: str, thread: str | None, ts: str) -> UUID | None:
    """Beneath whose card a message stands; None for one that stands elsewhere."""
    found = await connection.execute(TICKET_OF, {"channel": channel, "thread": thread, "ts": ts})
    ticket: UUID | None = found.scalar_one_or_none()
    return ticket


async def keep(tx: Change, heard: Heard, said: str, ticket: UUID, agent: AgentId | None) -> None:
    """A version of a message in a thread, once: what was done is known by the moment when it was done."""
    await tx.connection.execute(LOCK, {"channel": heard.channel, "ts": heard.ts})
    values = {
        "channel": heard.channel,
        "ts": heard.ts,
        "ticket": ticket,
        "agent": agent,
        "act": heard.act.value,
        "text": visible(said),
        "rich_text": as_json(heard.rich_text),
        "at": heard.at,
    }
    await tx.connection.execute(KEEP, values)


async def add(tx: Change, ticket: UUID, agent: Agent, said: str, rich_text: Mapping[str, object] | None) -> UUID:
    """One of an agent's that was not written in the thread; an event has it shown there."""
    note = uuid4()
    written = {"channel": HERE, "ts": str(note), "ticket": ticket, "agent": agent.id, "text": visible(said)}
    await tx.connection.execute(ADD, {**written, "rich_text": as_json(rich_text)})
    await events.tell(tx, Kind.NOTE_ADDED, ticket, {"note": str(note)})
    return note


async def by_id(connection: AsyncConnection, note: UUID) -> Message | None:
    """As the thread shows it; None once it was erased."""
    row = (await connection.execute(BY_ID, {"ts": str(note)})).one_or_none()
    if row is None:
        return None
    at: datetime = row.created_at
    return Message(
        note, row.ticket_id, Author.SUPPORT, row.name, row.text, internal=True, automatic=False, created_at=at
    )


def as_json(rich_text: Mapping[str, object] | None) -> str | None:
    """None where there is none: plain text."""
    return None if rich_text is None else json.dumps(visible_in(dict(rich_text)))

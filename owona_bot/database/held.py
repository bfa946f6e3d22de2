"""Replies that were sent and can still be taken back, or wait for somebody who may release them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, DateTime, Interval, TextualSelect, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from owona_bot.database import agents, drafts, events
from owona_bot.database.agents import agent_of
from owona_bot.database.drafts import draft_of
from owona_bot.database.engine import Change
from owona_bot.domain.escalation import leaders
from owona_bot.domain.event import Kind
from owona_bot.domain.guard import Finding, Found
from owona_bot.domain.held import Held, Sent, State
from owona_bot.domain.people import Agent, AgentId

ID = bindparam("id", type_=Uuid)

ADD = text("""
    insert into owona_bot.held_replies (id, ticket_id, agent_id, rich_text, status, files, quick_replies, seen_until,
                                        findings, state, released_by, also, due_at)
    values (:id, :ticket, :agent, cast(:rich_text as jsonb), :status, cast(:files as jsonb),
            cast(:quick_replies as jsonb), :seen_until, cast(:findings as jsonb), :state, :released_by, :also,
            now() + cast(:undo as interval))
    returning due_at""").bindparams(
    bindparam("undo", type_=Interval), bindparam("released_by", type_=BigInteger), bindparam("also", type_=ARRAY(Uuid))
)

COLUMNS = drafts.COLUMNS | {
    "findings": JSONB(),
    "state": Text(),
    "due_at": DateTime(timezone=True),
    "released_by": BigInteger(),
    "also": ARRAY(Uuid),
}

WRITER = ("slack_user", "email", "name", "locale", "language", "role")

HELD = """
    select h.id, h.ticket_id, h.rich_text, h.status, false as internal, h.files, h.quick_replies, h.seen_until,
           h.findings, h.state, h.due_at, h.released_by, h.also,
           a.id as agent_id, a.slack_user, a.email, a.name, a.locale, a.language, a.role
    from owona_bot.held_replies h join owona_bot.agents a on a.id = h.agent_id
    where h.id = :id"""


def _statement(sql: str) -> TextualSelect:
    """Of one reply, by its `id`."""
    told = {**COLUMNS, "agent_id": BigInteger(), **dict.fromkeys(WRITER, Text())}
    return text(sql).bindparams(ID).columns(**told)


BY_ID = _statement(HELD)

LOCK = _statement(HELD + " for update of h")

DROP = text("delete from owona_bot.held_replies where id = :id").bindparams(ID)

RELEASE = text("""
    update owona_bot.held_replies
    set state = 'held', due_at = now() + cast(:undo as interval), released_by = :agent, also = :also,
        findings = cast(:findings as jsonb)
    where id = :id returning due_at""").bindparams(
    ID, bindparam("undo", type_=Interval), bindparam("agent", type_=BigInteger), bindparam("also", type_=ARRAY(Uuid))
)

STOP = text("""
    update owona_bot.held_replies
    set state = 'guarded', due_at = null, released_by = null, findings = cast(:findings as jsonb)
    where id = :id""").bindparams(ID)

OTHERS = text("""
    select requester_address as address from owona_bot.ticket_state where requester_address = any(:addresses)
    union select email from auth.users where email = any(:addresses)""").bindparams(
    bindparam("addresses", type_=ARRAY(Text))
)


async def add(tx: Change, sent: Sent, findings: Sequence[Finding], state: State, undo: timedelta) -> None:
    """Under an id of its own: what a draft was called may be written anew. An event tells of it.

    What was found and is held all the same, its writer let go.
    """
    draft, agent = sent.draft, sent.writer
    id_, held = uuid4(), state is State.HELD
    released = agent.id if held and findings else None
    values = {
        **drafts.row_of(id_, draft.ticket, agent.id, draft.reply),
        "findings": as_json(findings),
        "state": state.value,
        "released_by": released,
        "also": list(sent.also),
        "undo": undo if held else None,
    }
    due: datetime | None = (await tx.connection.execute(ADD, values)).scalar_one()
    kind = Kind.REPLY_RELEASED if released else Kind.REPLY_HELD if held else Kind.REPLY_GUARDED
    await _tell(tx, kind, draft.ticket, id_, agent.id, due)


async def _tell(tx: Change, kind: Kind, ticket: UUID, reply: UUID, writer: AgentId, due: datetime | None) -> None:
    told: dict[str, object] = {"reply": str(reply), "agent": writer} | ({"due": due.isoformat()} if due else {})
    if kind is Kind.REPLY_GUARDED:
        told["agents"] = [lead.id for lead in leaders(await agents.active(tx.connection))]
    await events.tell(tx, kind, ticket, told)


async def by_id(connection: AsyncConnection, reply: UUID) -> Held | None:
    """None once it went or was taken back."""
    row = (await connection.execute(BY_ID, {"id": reply})).one_or_none()
    return held_of(row) if row else None


async def lock(tx: Change, reply: UUID) -> Held | None:
    """The same, and nobody else sends it, takes it back or releases it until this transaction ends."""
    row = (await tx.connection.execute(LOCK, {"id": reply})).one_or_none()
    return held_of(row) if row else None


def held_of(row: Any) -> Held:  # a row of twenty columns has no useful type
    """A row of HELD."""
    findings = [Finding(Found(finding["kind"]), finding["shown"]) for finding in row.findings]
    return Held(draft_of(row), agent_of(row[-7:]), State(row.state), findings, row.due_at, row.released_by, row.also)


def as_json(findings: Sequence[Finding]) -> str:
    """For the column."""
    return json.dumps([asdict(finding) for finding in findings])


async def release(tx: Change, held: Held, undo: timedelta, agent: Agent) -> None:
    """With what it is found to hold, and who reads it, now. It may be taken back a while longer.

    An event tells who let it go.
    """
    told = {"also": list(held.also or ()), "findings": as_json(held.findings)}
    values = {"id": held.draft.id, "undo": undo, "agent": agent.id, **told}
    due: datetime = (await tx.connection.execute(RELEASE, values)).scalar_one()
    await _tell(tx, Kind.REPLY_RELEASED, held.draft.ticket, held.draft.id, held.writer.id, due)


async def stop(tx: Change, held: Held, findings: Sequence[Finding]) -> None:
    """What it would have left with, nobody has let go."""
    await tx.connection.execute(STOP, {"id": held.draft.id, "findings": as_json(findings)})
    await _tell(tx, Kind.REPLY_GUARDED, held.draft.ticket, held.draft.id, held.writer.id, None)


async def take_back(tx: Change, held: Held) -> None:
    """It is a draft of its writer's again, under the same id."""
    await drop(tx, held)
    await drafts.keep(tx, held.draft.id, held.draft.ticket, held.writer.id, held.draft.reply)
    await _tell(tx, Kind.REPLY_UNDONE, held.draft.ticket, held.draft.id, held.writer.id, None)


async def lose(tx: Change, held: Held) -> None:
    """There is nobody left whom it could go to."""
    await drop(tx, held)
    await _tell(tx, Kind.REPLY_LOST, held.draft.ticket, held.draft.id, held.writer.id, None)


async def drop(tx: Change, held: Held) -> None:
    """It is held no more."""
    await tx.connection.execute(DROP, {"id": held.draft.id})


async def of_others(connection: AsyncConnection, addresses: Collection[str]) -> set[str]:
    """Which of them, in lower case, belong to somebody who has an account or has asked us something."""
    if not addresses:
        return set()
    return set((await connection.execute(OTHERS, {"addresses": sorted(addresses)})).scalars())

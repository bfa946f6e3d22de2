"""What emoji did: who put which one where, what was so before, and whether it was taken back.

`created_at` is when it was put, by Slack's clock. A row with an empty `before` remembers that it was taken away:
Slack tells of things in any order, and what was put before that may be heard of after it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import Text

from owona_bot.database.engine import Change
from owona_bot.domain.emoji import Reacted

NOBODYS = UUID(int=0)
"""In place of a ticket, where an emoji was taken away from what is none."""

AT = bindparam("at", type_=DateTime(timezone=True))
TICKET = bindparam("ticket", type_=Uuid)

LOCK = text("""
    select pg_advisory_xact_lock(
        hashtextextended(concat_ws(' ', 'emoji', :channel, :ts, :user, :emoji), 0))""").bindparams(
    *(bindparam(name, type_=Text) for name in ("channel", "ts", "user", "emoji"))
)

KNOWN = text("""
    select ticket_id, before, created_at, undone_at from owona_bot.emoji_acts
    where channel = :channel and ts = :ts and slack_user = :user and emoji = :emoji
    order by created_at desc""").columns(
    ticket_id=Uuid, before=JSONB, created_at=DateTime(timezone=True), undone_at=DateTime(timezone=True)
)

ADD = text("""
    insert into owona_bot.emoji_acts (channel, ts, slack_user, emoji, ticket_id, before, created_at, undone_at)
    values (:channel, :ts, :user, :emoji, :ticket, cast(:before as jsonb), :at, case when :gone then now() end)
    on conflict do nothing""").bindparams(TICKET, AT, bindparam("gone", type_=Boolean))

UNDO = text("""
    update owona_bot.emoji_acts set undone_at = now()
    where channel = :channel and ts = :ts and slack_user = :user and emoji = :emoji and created_at = :at""").bindparams(
    AT
)

MADE = text("""
    update owona_bot.emoji_acts set before = before || jsonb_build_object('since', cast(:since as text))
    where channel = :channel and ts = :ts and ticket_id = :ticket and undone_at is null returning 1""").bindparams(
    TICKET
)

STATE = (
    text("""
    select jsonb_build_object('status', status, 'priority', priority, 'agent', assigned_agent)
    from public.support_tickets where id = :ticket""")
    .bindparams(TICKET)
    .columns(state=JSONB)
)

SINCE = text("""
    select md5(jsonb_build_array(
        t.updated_at, s.tags, s.snoozed_until, s.merged_into,
        (select count(*) from public.support_ticket_messages m where m.ticket_id = t.id),
        case when :notes then (select count(*) from owona_bot.notes n
                               where n.ticket_id = t.id and n.channel <> 'slack') end)::text)
    from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id
    where t.id = :ticket""").bindparams(TICKET, bindparam("notes", type_=Boolean))

RESTORE = text("""
    update public.support_tickets
    set status = :status, priority = :priority, assigned_agent = cast(:agent as text) where id = :ticket""").bindparams(
    TICKET
)


@dataclass(frozen=True, slots=True)
class Known:
    """One time that somebody put this emoji there; or, `gone`, took it away."""

    ticket: UUID
    before: Mapping[str, Any]
    at: datetime
    undone: bool

    @property
    def gone(self) -> bool:
        return not self.before

    @property
    def idle(self) -> bool:
        """It changed nothing, such as claiming one's own."""
        return "after" in self.before and self.before["before"] == self.before["after"]


async def known(tx: Change, reacted: Reacted) -> list[Known]:
    """Newest first; nobody else adds to them until this transaction ends."""
    await tx.connection.execute(LOCK, named(reacted))
    rows = await tx.connection.execute(KNOWN, named(reacted))
    return [Known(row.ticket_id, row.before, row.created_at, row.undone_at is not None) for row in rows]


async def add(tx: Change, reacted: Reacted, ticket: UUID, before: Mapping[str, object]) -> None:
    """It has acted."""
    told = {**named(reacted), "ticket": ticket, "before": json.dumps(before), "at": reacted.at, "gone": False}
    await tx.connection.execute(ADD, told)


async def remember_gone(tx: Change, reacted: Reacted) -> None:
    """That it was put comes later, or never."""
    told = {**named(reacted), "ticket": NOBODYS, "before": "{}", "at": reacted.at, "gone": True}
    await tx.connection.execute(ADD, told)


async def undo(tx: Change, reacted: Reacted, act: Known) -> None:
    """It is undone now."""
    await tx.connection.execute(UNDO, {**named(reacted), "at": act.at})


async def made(tx: Change, channel: str, ts: str, ticket: UUID) -> bool:
    """What was asked for is there now. False when the emoji was taken away meanwhile."""
    told = {"channel": channel, "ts": ts, "ticket": ticket, "since": await since(tx, ticket, notes=True)}
    return (await tx.connection.execute(MADE, told)).scalar_one_or_none() is not None


async def state_of(tx: Change, ticket: UUID) -> Mapping[str, Any]:
    """What `restore` brings back: the columns as the site has them, a holder who is no agent of ours too."""
    found: Mapping[str, Any] = (await tx.connection.execute(STATE, {"ticket": ticket})).scalar_one()
    return found


async def since(tx: Change, ticket: UUID, *, notes: bool) -> str:
    """Differs once anything has happened to the ticket; people's notes count with `notes`, what was imported never."""
    return str((await tx.connection.execute(SINCE, {"ticket": ticket, "notes": notes})).scalar_one())


async def restore(tx: Change, ticket: UUID, state: Mapping[str, Any]) -> None:
    """As it was."""
    told = {name: state[name] for name in ("status", "priority", "agent")}
    await tx.connection.execute(RESTORE, {**told, "ticket": ticket})


def named(reacted: Reacted) -> dict[str, object]:
    """By what its statements know it."""
    return {"channel": reacted.channel, "ts": reacted.ts, "user": reacted.user, "emoji": reacted.emoji}

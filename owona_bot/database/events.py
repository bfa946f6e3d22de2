"""Events of our own: told within a change, or beside what is planned."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text

from owona_bot.database.engine import Change, Raw
from owona_bot.domain.event import Event, Kind

ADD = "insert into owona_bot.events (ticket_id, kind, actor, payload) values ($1, $2, $3, $4)"

PASS_ON = """
    insert into owona_bot.events (ticket_id, message_id, kind, actor, payload) values ($1, $2, $3, $4, $5)"""

TELL = text("""
    insert into owona_bot.events (ticket_id, kind, actor, payload)
    values (:ticket, :kind, owona_bot.actor(), cast(:payload as jsonb))""").bindparams(bindparam("ticket", type_=Uuid))

FIRST_THIS_HOUR = """
    insert into owona_bot.inbox (key) values ($1 || ':' || to_char(now(), 'YYYYMMDDHH24'))
    on conflict (key) do nothing returning 1"""


async def add(raw: Raw, kind: Kind, actor: str, payload: Mapping[str, object], ticket: UUID | None = None) -> None:
    """An event of the bot's own; wakes the planner at commit."""
    await raw.execute(ADD, ticket, kind.value, actor, payload)
    await raw.execute("notify owona_bot")


async def tell(tx: Change, kind: Kind, ticket: UUID | None, payload: Mapping[str, object]) -> None:
    """The same within a change: its actor is who acts there."""
    told = {"ticket": ticket, "kind": kind.value, "payload": json.dumps(payload)}
    await tx.connection.execute(TELL, told)


async def pass_on(raw: Raw, passed: Sequence[Event], into: UUID | None) -> None:
    """Events of `into` too, in the transaction that plans them; wakes the planner at commit."""
    for event in passed:
        payload = {name: value for name, value in event.payload.items() if name != "message"}
        message = UUID(str(event.payload["message"])) if "message" in event.payload else None
        kind = Kind.MESSAGE_JOINED if message else event.kind
        await raw.execute(PASS_ON, into, message, kind.value, event.actor, payload)
    if passed:
        await raw.execute("notify owona_bot")


async def first_this_hour(raw: Raw, what: str) -> bool:
    """Whether nobody has said `what` since the hour began; says it."""
    return await raw.fetchval(FIRST_THIS_HOUR, what) is not None

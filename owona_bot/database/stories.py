"""Rows of events as the plan is told of them."""

from collections.abc import Mapping, Sequence

import asyncpg

from owona_bot.database.merges import NOWHERE, Ways
from owona_bot.domain.event import Event, Kind, MessageFacts
from owona_bot.domain.plan import Story
from owona_bot.domain.routing import Traits


def story_of(rows: Sequence[asyncpg.Record], ways: Ways = NOWHERE) -> Story:
    """Rows of one ticket in id order."""
    ticket = rows[0]["ticket_id"]
    messages = {row["message_id"]: facts_of(row, ways) for row in rows if row["author_type"] is not None}
    return Story(
        [event_of(row) for row in rows],
        messages,
        rows[0]["channel"],
        traits_of(rows[0]),
        from_slack=bool(rows[0]["from_slack"]),
        snoozed=rows[0]["snoozed"],
        into=ways.into.get(ticket),
        sources=ways.sources.get(ticket, ()),
        escalated=rows[0]["escalated"],
        hearer=rows[0]["hearer"],
        alerted=rows[0]["alerted"],
    )


def traits_of(row: asyncpg.Record) -> Traits | None:
    """None for a ticket that is gone, and for what concerns none."""
    return None if row["priority"] is None else Traits(row["category"], row["priority"], row["language"])


def event_of(row: asyncpg.Record) -> Event:
    """The message's id, a column for the sake of its index, belongs to the payload."""
    payload: Mapping[str, object] = row["payload"]
    if row["message_id"] is not None:
        payload = {**payload, "message": str(row["message_id"])}
    kind, transaction = Kind(row["kind"]), row["transaction_id"]
    return Event(row["id"], row["ticket_id"], kind, row["actor"], payload, transaction, row["created_at"])


def facts_of(row: asyncpg.Record, ways: Ways) -> MessageFacts:
    """What the plan must know of a message."""
    return MessageFacts(
        author=row["author_type"],
        internal=row["internal_only"],
        automatic=bool(row["automatic"]),
        audit=bool(row["audit"]),
        repeats_description=row["repeats"],
        copied=row["copied"],
        split=row["split"],
        also=ways.known.get(row["message_id"]),
    )

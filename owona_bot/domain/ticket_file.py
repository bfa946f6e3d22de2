"""Files that tickets come from: the shape of our own JSON, and which names and types stand where.

`owona-bot export tickets --format json --messages --notes` writes it, `owona-bot import tickets FILE` reads it:

    {"format": "owona-tickets/1", "tickets": [
    {"id": "6f1c…", "number": 1001, …},
    …
    ]}

NDJSON is the same objects, one a line, without head and end. Only UTF-8; moments are ISO 8601 with their zone, to the
microsecond (`2026-11-26T08:00:00.123456+00:00`), `"infinity"` in `snoozed_until`, and in those of a ticket or message
whatever moment PostgreSQL knows, since customers may write them; json columns stand as JSON.

A ticket, its names in this order:
    id, number, title, description, status, priority, category, assigned_agent, created_at, updated_at,
    last_escalation, escalation_path, source_metadata       as `public.support_tickets` has them
    user_id, user_address, user_name                        its owner: auth.users.id and email, profiles.full_name
    requester_address, requester_name, tags, snoozed_until, snoozed_for_answer, merged_into, language, channel,
    answered_at                                             as `owona_bot.ticket_state` has them
    messages (with --messages): a list, the oldest first (created_at, id), each with
        id, author_type, author_user_id, author_name, message, metadata, internal_only, quick_reply_options, created_at,
        rich_text    null, or {"agent", "content"}: who wrote it in Slack, and what Slack's editor made
        attachments  a list (by id), each with name, content_type, size, sha256 (hex, or null), content_id, created_at
    notes (with --notes): a list, by created_at, channel, ts, version, each with
        channel, ts, version, agent, act, text, rich_text, created_at
    `agent` is null or {"email", "name"} of one of the team.

Without --notes there are no notes and no internal messages. What else an export may have (columns that are computed
from these, such as deadlines) stands behind them in `computed`, an object that nobody reads.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from owona_bot.domain.file_shape import (
    ANY,
    ANY_AT,
    AT,
    HASH,
    ID,
    NUMBER,
    SIZE,
    TEXT,
    TEXTS,
    WHATEVER,
    YES_OR_NO,
    Rows,
    Shape,
    Value,
    faults_in,
    is_integer,
    is_moment,
    needed,
    one_of,
    or_null,
)
from owona_bot.domain.json_text import Path
from owona_bot.domain.ticket import Priority, Status

FORMAT = "owona-tickets/1"

WHO = Shape({"email": needed(TEXT), "name": needed(TEXT)}, or_null=True)

UNTIL = Value(
    lambda given: given is None or given == "infinity" or is_moment(given),
    'a moment with its zone, "infinity", or null',
)

HIGHEST = 999_999_999
"""Numbers of new tickets go on behind the file's highest: many must be left."""

OF_TICKET = Value(lambda given: is_integer(given, HIGHEST, 1), f"a whole number from 1 to {HIGHEST:,}")

ATTACHMENT = Shape(
    {
        "name": needed(TEXT),
        "content_type": needed(TEXT),
        "size": needed(SIZE),
        "sha256": or_null(HASH),
        "content_id": or_null(TEXT),
        "created_at": needed(AT),
    }
)

MESSAGE = Shape(
    {
        "id": needed(ID),
        "author_type": needed(one_of(("customer", "support", "system"))),
        "author_user_id": or_null(ID),
        "author_name": or_null(TEXT),
        "message": needed(TEXT),
        "metadata": WHATEVER,
        "internal_only": YES_OR_NO,
        "quick_reply_options": WHATEVER,
        "created_at": needed(ANY_AT),
        "rich_text": Shape({"agent": Shape(WHO.names, required=True), "content": needed(ANY)}, or_null=True),
        "attachments": Rows(ATTACHMENT),
    }
)

NOTE = Shape(
    {
        "channel": needed(TEXT),
        "ts": needed(TEXT),
        "version": needed(NUMBER),
        "agent": WHO,
        "act": needed(one_of(("written", "edited", "deleted"))),
        "text": needed(TEXT),
        "rich_text": or_null(ANY),
        "created_at": needed(AT),
    }
)

TICKET = Shape(
    {
        "id": needed(ID),
        "number": needed(OF_TICKET),
        "title": needed(TEXT),
        "description": needed(TEXT),
        "status": needed(one_of(tuple(status.value for status in Status))),
        "priority": needed(one_of(tuple(priority.value for priority in Priority))),
        "category": or_null(TEXT),
        "assigned_agent": or_null(TEXT),
        "created_at": needed(ANY_AT),
        "updated_at": needed(ANY_AT),
        "last_escalation": or_null(ANY_AT),
        "escalation_path": WHATEVER,
        "source_metadata": WHATEVER,
        "user_id": needed(ID),
        "user_address": or_null(TEXT),
        "user_name": or_null(TEXT),
        "requester_address": or_null(TEXT),
        "requester_name": or_null(TEXT),
        "tags": TEXTS,
        "snoozed_until": UNTIL,
        "snoozed_for_answer": YES_OR_NO,
        "merged_into": or_null(ID),
        "language": or_null(TEXT),
        "channel": or_null(TEXT),
        "answered_at": or_null(AT),
        "messages": Rows(MESSAGE),
        "notes": Rows(NOTE),
        "computed": ANY,
    }
)


def faults_of(ticket: object) -> Iterator[tuple[Path, str]]:
    """Every place of it where something can't stay."""
    yield from (found := list(faults_in(ticket, TICKET)))
    if not found and isinstance(ticket, dict):
        yield from contradictions(ticket)


def contradictions(ticket: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:  # of this shape
    """Between values that fit, each for itself."""
    if (ticket.get("merged_into") or "").lower() == ticket["id"].lower():
        yield ("merged_into",), "is the ticket itself"
    seen: set[object] = set()
    for place, message in enumerate(ticket.get("messages", ())):
        if (id_ := message["id"].lower()) in seen:
            yield ("messages", place, "id"), "stands twice in this ticket"
        seen.add(id_)
    keys: set[object] = set()
    for place, note in enumerate(ticket.get("notes", ())):
        if (key := (note["channel"], note["ts"], note["version"])) in keys:
            yield ("notes", place), "stands twice in this ticket"
        keys.add(key)

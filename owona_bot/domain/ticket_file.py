"""Files that tickets come from: the shape of our own JSON, and which names and types stand where.

`owona-bot export tickets --format json --messages --notes` writes it, `owona-bot import tickets FILE` reads it:

    {"format": "owona-tickets/1", "tickets": [
    {"id": "6f1c…", "number": 1001, …},
    …
    ]}

NDJSON is the same objects, one a line, without head and end. Only UTF-8; moments are ISO 8601 with their zone, to the
microsecond (`2026-11-26T08:00:00.123456+00:00`), `"infinity"` in `snoozed_until` alone; json columns stand as JSON.

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

"""A ticket of an export as one object of JSON, from which `import` restores it; `domain/ticket_file.py` says its shape.

json columns stand in it as they are, and so does every text; moments are in the session's zone, which is UTC.
"""

from owona_bot.database.export_rows import Shape
from owona_bot.database.export_sql import ANSWERED
from owona_bot.domain.export import Spec

TICKET = {
    "id": "t.id",
    "number": "s.number",
    "title": "t.title",
    "description": "t.description",
    "status": "t.status",
    "priority": "t.priority",
    "category": "t.category",
    "assigned_agent": "t.assigned_agent",
    "created_at": "t.created_at",
    "updated_at": "t.updated_at",
    "last_escalation": "t.last_escalation",
    "escalation_path": "t.escalation_path",
    "source_metadata": "t.source_metadata",
    "user_id": "t.user_id",
    "user_address": "u.email",
    "user_name": "p.full_name",
    "requester_address": "s.requester_address",
    "requester_name": "s.requester_name",
    "tags": "s.tags",
    "snoozed_until": "s.snoozed_until",
    "snoozed_for_answer": "s.snoozed_for_answer",
    "merged_into": "s.merged_into",
    "language": "s.language",
    "channel": "s.channel",
    "answered_at": ANSWERED,
}

OWNER = "left join auth.users u on u.id = t.user_id left join public.profiles p on p.id = t.user_id"

WHO = """
    (select row_to_json(a) from (select a.email, a.name from owona_bot.agents a where a.id = {agent}) a)"""

RICH_TEXT = f"""
    (select row_to_json(c) from (
        select {WHO.format(agent="c.agent_id")} as agent, c.rich_text as content
        from owona_bot.message_content c where c.message_id = m.id) c)"""

ATTACHMENTS = """
    (select coalesce(json_agg((
        select row_to_json(a) from (
            select f.name, f.content_type, f.size, encode(f.sha256, 'hex') as sha256, f.content_id, f.created_at) a)
        order by f.id), '[]')
     from owona_bot.attachments f where f.message_id = m.id)"""

MESSAGES = """
    (select coalesce(json_agg(row_to_json(m) order by m.created_at, m.id), '[]') from (
        select m.id, m.author_type, m.author_user_id, {author_name} as author_name, m.message, {metadata} as metadata,
               m.internal_only, m.quick_reply_options, m.created_at, {rich_text} as rich_text,
               {attachments} as attachments
        from public.support_ticket_messages m where m.ticket_id = t.id{seen}) m)"""

NOTES = f"""
    (select coalesce(json_agg(row_to_json(n) order by n.created_at, n.channel, n.ts, n.version), '[]') from (
        select n.channel, n.ts, n.version, {WHO.format(agent="n.agent_id")} as agent, n.act, n.text, n.rich_text,
               n.created_at
        from owona_bot.notes n where n.ticket_id = t.id) n)"""

INSIDE = "'{plan,knowledge,autopatch,details,evidence,verificationEvidence,error,warnings,summary,patternId}'::text[]"
"""What the old automation notes in its metadata for the team alone, as existing-system.md §2.4 lists it."""


def whole(spec: Spec, *, author_name: bool) -> Shape:
    """All of it that may be in the file; `author_name`: whether the live table has that column."""
    outer = {"source_metadata": outside("t.source_metadata", notes=spec.notes)}
    values = TICKET | outer | said(spec, author_name=author_name)
    named = ", ".join(f"'{name}', {value}" for name, value in values.items())
    return Shape((f"json_build_object({named})",), OWNER)


def said(spec: Spec, *, author_name: bool) -> dict[str, str]:
    """What stands behind a ticket's own names: its messages, and notes."""
    if not spec.messages:
        return {}
    messages = MESSAGES.format(
        author_name="m.author_name" if author_name else "null::text",
        metadata=outside("m.metadata", notes=spec.notes),
        rich_text=RICH_TEXT,
        attachments=ATTACHMENTS,
        seen="" if spec.notes else " and not m.internal_only",
    )
    return {"messages": messages} | ({"notes": NOTES} if spec.notes else {})


def outside(metadata: str, *, notes: bool) -> str:
    """What may be in the file; customers write there what they like, and only from an object names can be taken."""
    if notes:
        return metadata
    return f"case jsonb_typeof({metadata}) when 'object' then {metadata} - {INSIDE} else {metadata} end"

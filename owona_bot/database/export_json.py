"""A ticket of an export as one object of JSON, from which `import` restores it; `domain/ticket_file.py` says its shape.

json columns stand in it as they are, and so does every text; moments are in the session's zone, which is UTC.
"""

from owona_bot.database.export_rows import Shape
from owona_bot.domain.export import Spec

TICKET = """
    t.id, s.number, t.title, t.description, t.status, t.priority, t.category, t.assigned_agent,
    t.created_at, t.updated_at, t.last_escalation, t.escalation_path, {source_metadata} as source_metadata,
    t.user_id, (select u.email from auth.users u where u.id = t.user_id) as user_address,
    (select p.full_name from public.profiles p where p.id = t.user_id) as user_name,
    s.requester_address, s.requester_name, s.tags, s.snoozed_until, s.snoozed_for_answer, s.merged_into, s.language,
    s.channel, s.answered_at"""

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
        from public.support_ticket_messages m where m.ticket_id = t.id{seen}) m) as messages"""

NOTES = f"""
    (select coalesce(json_agg(row_to_json(n) order by n.created_at, n.channel, n.ts, n.version), '[]') from (
        select n.channel, n.ts, n.version, {WHO.format(agent="n.agent_id")} as agent, n.act, n.text, n.rich_text,
               n.created_at
        from owona_bot.notes n where n.ticket_id = t.id) n) as notes"""

INSIDE = "'{plan,knowledge,autopatch,details,evidence,verificationEvidence,error,warnings,summary,patternId}'::text[]"
"""What the old automation notes in its metadata for the team alone, as existing-system.md §2.4 lists it."""


def whole(spec: Spec, *, author_name: bool) -> Shape:
    """All of it that may be in the file; `author_name`: whether the live table has that column."""
    inside = "" if spec.notes else f" - {INSIDE}"
    values = [TICKET.format(source_metadata=f"t.source_metadata{inside}")]
    if spec.messages:
        told = {
            "author_name": "m.author_name" if author_name else "null::text",
            "metadata": f"m.metadata{inside}",
            "rich_text": RICH_TEXT,
            "attachments": ATTACHMENTS,
            "seen": "" if spec.notes else " and not m.internal_only",
        }
        values.append(MESSAGES.format(**told))
    if spec.messages and spec.notes:
        values.append(NOTES)
    return Shape((f"(select row_to_json(x) from (select {', '.join(values)}) x)",))

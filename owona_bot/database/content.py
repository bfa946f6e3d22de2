"""What Slack's editor made of a message, and the files that came with it."""

import json
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import text

from owona_bot.database.engine import Change
from owona_bot.domain.people import AgentId
from owona_bot.domain.reply import Draft
from owona_bot.domain.text import visible_in

KEEP = text("""
    insert into owona_bot.message_content (message_id, ticket_id, rich_text, agent_id)
    values (:message, :ticket, cast(:rich_text as jsonb), :agent)""")

ATTACH = text("""
    insert into owona_bot.attachments (ticket_id, message_id, name, content_type, size, slack_file)
    select cast(:ticket as uuid), cast(:message as uuid), name, content_type, size, id
    from rows from (jsonb_to_recordset(cast(:files as jsonb)) as (id text, name text, content_type text, size bigint))
         with ordinality
    order by ordinality""")


async def keep(tx: Change, message: UUID, draft: Draft, agent: AgentId) -> None:
    """The bytes of its files come later; here is where Slack has them."""
    named = {"message": message, "ticket": draft.ticket}
    rich_text = json.dumps(visible_in(draft.reply.rich_text))
    await tx.connection.execute(KEEP, {**named, "rich_text": rich_text, "agent": agent})
    if draft.reply.files:
        files = json.dumps([asdict(file) for file in draft.reply.files])
        await tx.connection.execute(ATTACH, {**named, "files": files})

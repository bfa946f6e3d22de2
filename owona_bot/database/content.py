"""What Slack's editor made of a message, and the files that came with it."""

import json
from dataclasses import asdict
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from owona_bot.database.engine import Change
from owona_bot.domain.held import Sent
from owona_bot.domain.text import visible_in

KEEP = text("""
    insert into owona_bot.message_content (message_id, ticket_id, rich_text, agent_id, also)
    values (:message, :ticket, cast(:rich_text as jsonb), :agent, :also)""").bindparams(
    bindparam("also", type_=ARRAY(Uuid))
)

ATTACH = text("""
    insert into owona_bot.attachments (ticket_id, message_id, name, content_type, size, slack_file)
    select cast(:ticket as uuid), cast(:message as uuid), name, content_type, size, id
    from rows from (jsonb_to_recordset(cast(:files as jsonb)) as (id text, name text, content_type text, size bigint))
         with ordinality
    order by ordinality""")


async def keep(tx: Change, message: UUID, sent: Sent) -> None:
    """The bytes of its files come later; here is where Slack has them."""
    draft = sent.draft
    named = {"message": message, "ticket": draft.ticket}
    rich_text = json.dumps(visible_in(draft.reply.rich_text))
    told = {"rich_text": rich_text, "agent": sent.writer.id, "also": list(sent.also)}
    await tx.connection.execute(KEEP, {**named, **told})
    if draft.reply.files:
        files = json.dumps([asdict(file) for file in draft.reply.files])
        await tx.connection.execute(ATTACH, {**named, "files": files})

"""Messages that stand on a second ticket too, with all that belongs to them: rich text, and files with their bytes."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from owona_bot.database.engine import Change

GIVEN = "unnest(cast(:messages as uuid[]), cast(:copies as uuid[])) as g(message, copy)"

ARRAYS = (bindparam("messages", type_=ARRAY(Uuid)), bindparam("copies", type_=ARRAY(Uuid)))

MARKED = """
    case when jsonb_typeof(m.metadata) = 'object' then m.metadata else '{}' end
        || jsonb_build_object('source', 'owona_bot', cast(:mark as text), m.id)"""

COLUMNS = "id, ticket_id, author_type, author_user_id, message, metadata, internal_only, quick_reply_options"

READ = f"g.copy, :ticket, m.author_type, m.author_user_id, m.message, {MARKED}, m.internal_only, m.quick_reply_options"

NAME = {True: ", author_name", False: ""}
"""By whether the live table has that column."""

SPLIT = {
    has: text(f"""
    insert into public.support_ticket_messages ({COLUMNS}, created_at{NAME[has]})
    select {READ}, m.created_at{NAME[has]}
    from {GIVEN} join public.support_ticket_messages m on m.id = g.message
    where m.ticket_id = :origin
    returning id""").bindparams(bindparam("origin", type_=Uuid), bindparam("ticket", type_=Uuid), *ARRAYS)
    for has in NAME
}

ANSWER = {
    has: text(f"""
    insert into public.support_ticket_messages ({COLUMNS}{NAME[has]})
    select {READ}{NAME[has]}
    from {GIVEN} join public.support_ticket_messages m on m.id = g.message
    where m.author_type = 'support' and not m.internal_only
      and not exists (select from public.support_ticket_messages x
                      where x.ticket_id = :ticket and x.metadata ->> 'copied_from' = m.id::text)
    returning id""").bindparams(bindparam("ticket", type_=Uuid), *ARRAYS)
    for has in NAME
}

CONTENT = text(f"""
    insert into owona_bot.message_content (message_id, ticket_id, rich_text, agent_id)
    select g.copy, :ticket, c.rich_text, c.agent_id
    from {GIVEN} join owona_bot.message_content c on c.message_id = g.message""").bindparams(
    bindparam("ticket", type_=Uuid), *ARRAYS
)

FILES = text(f"""
    with old as (
        select a.*, g.copy, row_number() over (order by a.id) as n
        from {GIVEN} join owona_bot.attachments a on a.message_id = g.message),
    new as (
        insert into owona_bot.attachments (ticket_id, message_id, name, content_type, size, sha256, content_id,
                                           slack_file)
        select :ticket, copy, name, content_type, size, sha256, content_id,
               case when sha256 is null then slack_file end
        from old order by n returning id, sha256, size),
    pair as (
        select old.id as old, new.id as new
        from old join (select id, row_number() over (order by id) as n from new) new using (n)),
    bytes as (
        insert into owona_bot.attachment_chunks (attachment_id, n, bytes)
        select pair.new, c.n, c.bytes from pair join owona_bot.attachment_chunks c on c.attachment_id = pair.old)
    select new.id,
           m.author_type = 'customer' and new.sha256 is not null
           and exists (select from owona_bot.attachment_chunks c where c.attachment_id = pair.old) as shown
    from new join pair on pair.new = new.id join old on old.id = pair.old
    join public.support_ticket_messages m on m.id = old.message_id order by new.id""").bindparams(
    bindparam("ticket", type_=Uuid), *ARRAYS
)
"""Where Slack has a file that nobody fetched yet, it is fetched from there for the copy too."""


async def split(tx: Change, origin: UUID, ticket: UUID, copies: Mapping[UUID, UUID]) -> set[UUID]:
    """The `copies` (ids by the messages' ids) that came of it, as old as what they repeat; the others' are gone."""
    told = {**_arrays(copies), "origin": origin, "ticket": ticket, "mark": "split_from"}
    return {row.id for row in await tx.connection.execute(SPLIT[tx.author_name], told)}


async def answer(tx: Change, ticket: UUID, message: UUID, copy: UUID) -> bool:
    """Once: False where it stands already, or is no answer any more."""
    told = {**_arrays({message: copy}), "ticket": ticket, "mark": "copied_from"}
    return (await tx.connection.execute(ANSWER[tx.author_name], told)).one_or_none() is not None


async def belongings(tx: Change, ticket: UUID, copies: Mapping[UUID, UUID]) -> Sequence[int]:
    """Of those that came of it: the ids of files of customers, which threads show."""
    told = {**_arrays(copies), "ticket": ticket}
    await tx.connection.execute(CONTENT, told)
    return [row.id for row in await tx.connection.execute(FILES, told) if row.shown]


def _arrays(copies: Mapping[UUID, UUID]) -> dict[str, object]:
    return {"messages": list(copies), "copies": list(copies.values())}

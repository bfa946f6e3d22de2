"""Improvements of a file as tickets of the system user, and what the file said of each last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.domain.improvements import Improvement

LOOK = """
    select i.ticket_id, i.seen, s.number, t.title, t.description, t.category, t.priority, t.status
    from owona_bot.imported i
    left join public.support_tickets t on t.id = i.ticket_id
    left join owona_bot.ticket_state s on s.ticket_id = t.id
    where i.source = $1 and i.key = $2"""

MAKE_ACCOUNT = """
    insert into auth.users (id, email, created_at, updated_at) values (gen_random_uuid(), $1, now(), now())
    on conflict do nothing"""

ADD = """
    with made as (
        insert into public.support_tickets (user_id, title, description, category, priority, status, source_metadata)
        values ($1, $2, $3, $4, $5, $6, $7)
        returning id, user_id, description)
    insert into public.support_ticket_messages (ticket_id, author_type, author_user_id, message, metadata)
    select id, 'customer', user_id, description, '{"source": "owona-improvements", "attachments": []}' from made
    returning ticket_id"""

COMMENT = """
    insert into public.support_ticket_messages (ticket_id, author_type, {name}message, metadata, internal_only,
                                                created_at)
    select $1, 'system', {value}said, '{{"source": "owona-improvements"}}', true, now() + n * interval '1 microsecond'
    from unnest($2::text[]) with ordinality as c(said, n)"""

CHANGE = """
    update public.support_tickets
    set title = coalesce($2, title), description = coalesce($3, description), category = coalesce($4, category),
        priority = coalesce($5, priority), status = coalesce($6, status)
    where id = $1"""

KEEP = """
    insert into owona_bot.imported as i (source, key, ticket_id, seen) values ($1, $2, $3, $4)
    on conflict (source, key) do update set seen = excluded.seen, at = now()
    where i.seen is distinct from excluded.seen"""

NUMBER = "select number from owona_bot.ticket_state where ticket_id = $1"

FIELDS = ("title", "description", "category", "priority", "status")


@dataclass(frozen=True, slots=True)
class Known:
    """One that was imported before; `number` is None and `present` empty once its ticket is gone.

    `seen` and `comments` are hashes of what the file said last.
    """

    ticket: UUID
    number: int | None
    present: Mapping[str, str]
    seen: Mapping[str, str]
    comments: frozenset[str]


async def look(raw: Raw, source: str, key: str) -> Known | None:
    """None of one that is new."""
    row = await raw.fetchrow(LOOK, source, key)
    if row is None:
        return None
    present = {name: row[name] or "" for name in FIELDS} if row["number"] is not None else {}
    seen = row["seen"]
    return Known(row["ticket_id"], row["number"], present, seen["fields"], frozenset(seen["comments"]))


async def make_account(raw: Raw, address: str) -> None:
    """Where `auth` is ours alone."""
    await raw.execute(MAKE_ACCOUNT, address)


async def add(raw: Raw, source: str, one: Improvement, owner: UUID | None) -> UUID:
    """The ticket and its first message, as the site's own form leaves them."""
    told = {"source": "owona-improvements", "file": source, "key": one.key}
    fields = [one.fields[name] for name in FIELDS]
    ticket: UUID = await raw.fetchval(ADD, owner, *fields, told)
    return ticket


async def comment(raw: Raw, ticket: UUID, texts: Sequence[str], *, author_name: bool) -> None:
    """Internal, in their order, behind what is there."""
    name, value = ("author_name, ", "'owona_bot', ") if author_name else ("", "")
    await raw.execute(COMMENT.format(name=name, value=value), ticket, texts)


async def change(raw: Raw, ticket: UUID, fields: Mapping[str, str]) -> None:
    """Only these."""
    await raw.execute(CHANGE, ticket, *(fields.get(name) for name in FIELDS))


async def keep(raw: Raw, source: str, one: Known, key: str) -> None:
    """What the file says of it now."""
    seen = {"fields": dict(one.seen), "comments": sorted(one.comments)}
    await raw.execute(KEEP, source, key, one.ticket, seen)


async def number_of(raw: Raw, ticket: UUID) -> int | None:
    """None while the trigger's work is still to be made up for."""
    number: int | None = await raw.fetchval(NUMBER, ticket)
    return number

"""Channels that refuse us, from the first refusal until they take something again."""

from collections.abc import Sequence
from uuid import UUID

from owona_bot.database.engine import Raw

BEGIN = """
    insert into owona_bot.refusals (channel, error) values ($1, $2)
    on conflict (channel) do nothing returning 1"""

TELL_ADMINS = """
    insert into owona_bot.events (kind, actor, payload)
    select 'channel.lost', $3, jsonb_build_object('channel', $1::text, 'error', $2::text, 'agent', id)
    from owona_bot.agents where active and role = 'admin' order by id"""

DISPLACE = """
    insert into owona_bot.events (ticket_id, kind, actor, payload)
    select p.ticket_id, 'ticket.displaced', $3, jsonb_build_object('channel', p.channel)
    from owona_bot.refusals r
    join owona_bot.slack_posts p on p.channel = r.channel and p.shows = 'card'
    join public.support_tickets t on t.id = p.ticket_id
    where r.channel = $1 and ($2::uuid is null or p.ticket_id = $2) and t.status not in ('resolved', 'closed')
      and not exists (select from owona_bot.events e where e.ticket_id = p.ticket_id
                      and e.kind = 'ticket.displaced' and e.created_at >= r.since)
    order by p.id"""

END = "delete from owona_bot.refusals where channel = $1 returning 1"

OWE_LINKS = """
    insert into owona_bot.events (ticket_id, kind, actor, payload)
    select distinct ticket_id, 'card.link_owed', $2, jsonb_build_object('channel', $1::text)
    from owona_bot.slack_posts where channel = $1 and shows = 'leaving'"""

NOTIFY = "notify owona_bot"


async def begin(raw: Raw, channel: str, error: str, actor: str) -> bool:
    """In a transaction: the first of many who are refused has the admins told. False for the others."""
    if await raw.fetchval(BEGIN, channel, error) is None:
        return False
    await raw.execute(TELL_ADMINS, channel, error, actor)
    await raw.execute(NOTIFY)
    return True


async def displace(raw: Raw, channel: str, ticket: UUID | None, actor: str) -> None:
    """In a transaction: open tickets whose cards stand there, or the one, are to get a card elsewhere; each once."""
    await raw.execute(DISPLACE, channel, ticket, actor)
    await raw.execute(NOTIFY)


async def end(raw: Raw, channel: str, actor: str) -> bool:
    """In a transaction: it takes us again; what moved away is linked to. False where another replica saw it first."""
    if await raw.fetchval(END, channel) is None:
        return False
    await raw.execute(OWE_LINKS, channel, actor)
    await raw.execute(NOTIFY)
    return True


async def refused(raw: Raw) -> Sequence[str]:
    """Channels that refuse us now."""
    return [row["channel"] for row in await raw.fetch("select channel from owona_bot.refusals order by channel")]

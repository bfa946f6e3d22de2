"""Until when each channel was heard; gaps, on lease; and what is kept of a thread."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.domain.note import Act
from owona_bot.domain.read_back import Gap, Newest

CARDS = "shows in ('card', 'leaving', 'left')"
"""Posts whose threads are tickets'."""

# By the index, channel after channel: there are few of them and many posts.
BEAT = f"""
    with recursive rooms (channel) as (
        (select channel from owona_bot.slack_posts order by channel limit 1)
        union all
        select (select p.channel from owona_bot.slack_posts p where p.channel > r.channel order by p.channel limit 1)
        from rooms r where r.channel is not null)
    insert into owona_bot.heard as h (channel)
    select r.channel from rooms r
    where exists (select from owona_bot.slack_posts p where p.channel = r.channel and p.{CARDS})
    order by r.channel
    on conflict (channel) do update
    set known = case when h.gaps = 0 and h.heard_at >= now() - $1::interval then now() else h.known end,
        gaps = h.gaps + case when h.heard_at < now() - $1::interval then 1 else 0 end,
        heard_at = now()"""

TAKE = """
    update owona_bot.heard set leased_until = now() + $1
    where channel = (
        select channel from owona_bot.heard where gaps > 0 and leased_until < now()
        order by known limit 1 for update skip locked)
    returning channel, known, gaps, leased_until, now() as began"""

HOLD = """
    update owona_bot.heard set leased_until = now() + $3 where channel = $1 and leased_until = $2
    returning leased_until"""

CLOSE = """
    update owona_bot.heard set gaps = gaps - $3, known = $4, leased_until = '-infinity'
    where channel = $1 and leased_until = $2"""

OLDEST = f"select min(ts) from owona_bot.slack_posts where channel = $1 and {CARDS}"

THREADS_AMONG = f"select ts from owona_bot.slack_posts where channel = $1 and ts = any($2::text[]) and {CARDS}"

THREADS_LATELY = f"""
    select distinct p.ts
    from owona_bot.notes n join owona_bot.slack_posts p on p.ticket_id = n.ticket_id and p.channel = n.channel
    where n.channel = $1 and n.ts >= $2 and p.{CARDS}"""

KEPT = f"""
    select distinct on (n.ts) n.ts, n.act, n.created_at
    from owona_bot.slack_posts p join owona_bot.notes n on n.ticket_id = p.ticket_id and n.channel = p.channel
    where p.channel = $1 and p.ts = $2 and p.{CARDS}
    order by n.ts, n.created_at desc, n.version desc"""

LOCK = "select pg_advisory_xact_lock(hashtextextended('note:' || $1 || ':' || $2, 0))"
"""The same as for each version that is kept."""

KEEP_GONE = """
    insert into owona_bot.notes (channel, ts, version, ticket_id, act, text, created_at)
    select channel, ts, (select max(version) + 1 from owona_bot.notes where channel = $1 and ts = $2),
           ticket_id, 'deleted', '', greatest(clock_timestamp(), created_at + interval '1 microsecond')
    from (select channel, ts, ticket_id, act, created_at from owona_bot.notes where channel = $1 and ts = $2
          order by created_at desc, version desc limit 1) newest
    where act <> 'deleted'
    returning ticket_id"""


async def beat(raw: Raw, tolerated: timedelta) -> None:
    """Somebody listens now; where nobody did for longer than `tolerated`, that is a gap."""
    await raw.execute(BEAT, tolerated)


async def take(raw: Raw, lease: timedelta) -> Gap | None:
    """The oldest gap that nobody reads; None when there is none."""
    row = await raw.fetchrow(TAKE, lease)
    return Gap(row["channel"], row["known"], row["gaps"], row["leased_until"], row["began"]) if row else None


async def hold(raw: Raw, channel: str, until: datetime, lease: timedelta) -> datetime | None:
    """The lease renewed; None when it was lost."""
    renewed: datetime | None = await raw.fetchval(HOLD, channel, until, lease)
    return renewed


async def close(raw: Raw, gap: Gap, until: datetime) -> None:
    """All of it is kept; what came in the way meanwhile stays a gap. Does nothing when the lease was lost."""
    await raw.execute(CLOSE, gap.channel, until, gap.count, gap.began)


async def oldest(raw: Raw, channel: str) -> str | None:
    """The ts of the first card there; None where none stands."""
    found: str | None = await raw.fetchval(OLDEST, channel)
    return found


async def threads_among(raw: Raw, channel: str, posts: Sequence[str]) -> set[str]:
    """Those of `posts`, by ts, that are cards."""
    return {row["ts"] for row in await raw.fetch(THREADS_AMONG, channel, posts)}


async def threads_lately(raw: Raw, channel: str, since: str) -> set[str]:
    """Cards, by ts, of tickets that have notes from a thread there not older than the ts `since`."""
    return {row["ts"] for row in await raw.fetch(THREADS_LATELY, channel, since)}


async def kept(raw: Raw, channel: str, thread: str) -> dict[str, Newest]:
    """By ts, what we know of messages beneath the ticket's cards in that channel."""
    rows = await raw.fetch(KEPT, channel, thread)
    return {row["ts"]: Newest(Act(row["act"]), row["created_at"]) for row in rows}


async def keep_gone(raw: Raw, channel: str, ts: str) -> UUID | None:
    """In a transaction: somebody deleted it, nobody knows when; the ticket, or None where that is known already."""
    await raw.execute(LOCK, channel, ts)
    ticket: UUID | None = await raw.fetchval(KEEP_GONE, channel, ts)
    return ticket

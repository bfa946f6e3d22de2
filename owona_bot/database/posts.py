"""What stands in Slack: which post shows what.

`shows` is `card` for a ticket's living card, `leaving` and `left` for one that has moved to another channel (its link
is to be drawn, or stands), `source` for a person's message that a ticket was made of, else what a line tells.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

from owona_bot.database.engine import Change, Raw
from owona_bot.database.language import LANGUAGE
from owona_bot.database.tables import slack_posts
from owona_bot.domain.delivery import Stands
from owona_bot.domain.routing import Traits


@dataclass(frozen=True, slots=True)
class SlackPost:
    """One message of ours, by the two values that Slack knows it by."""

    channel: str
    ts: str


POST = select(slack_posts.c.channel, slack_posts.c.ts).order_by(slack_posts.c.id.desc()).limit(1)

CARD = POST.where(slack_posts.c.ticket_id == bindparam("ticket"), slack_posts.c.shows == "card")

CARDS = select(slack_posts.c.ticket_id, slack_posts.c.channel, slack_posts.c.ts).where(
    slack_posts.c.ticket_id == func.any(bindparam("ids", type_=ARRAY(Uuid))), slack_posts.c.shows == "card"
)

STANDING = POST.where(slack_posts.c.shows == bindparam("shows"), slack_posts.c.ref == bindparam("ref"))

CARD_AT = text("""
    select ticket_id from owona_bot.slack_posts
    where channel = :channel and ts = :ts and shows = 'card'""").columns(ticket_id=Uuid)

STANDS = """
    insert into owona_bot.slack_posts (channel, ts, shows, ref) values ($1, $2, $3, $4)
    on conflict (channel, ts) do update set shows = excluded.shows, ref = excluded.ref"""

OCCUPIED = text("""
    select ticket_id from owona_bot.slack_posts where channel = :channel and ts = :ts
    union all
    select ticket_id from owona_bot.notes where channel = :channel and ts = :ts
    limit 1""").columns(ticket_id=Uuid)

CLAIM_SOURCE = text("""
    insert into owona_bot.slack_posts (ticket_id, channel, ts, shows, ref)
    values (:ticket, :channel, :ts, 'source', :ref)
    on conflict do nothing returning 1""").bindparams(bindparam("ticket", type_=Uuid), bindparam("ref", type_=Text))

FREE_SOURCE = text("""
    delete from owona_bot.slack_posts
    where shows = 'source' and ref = cast(:ticket as text) and ticket_id = :ticket""").bindparams(
    bindparam("ticket", type_=Uuid)
)

TRAITS = f"""
    select coalesce(t.category, '') as category, t.priority, {LANGUAGE} as language
    from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id
    where t.id = $1"""

LEAVE = "update owona_bot.slack_posts set shows = 'leaving' where ticket_id = $1 and shows = 'card'"

ARRIVE = """
    insert into owona_bot.slack_posts (ticket_id, channel, ts, shows, ref) values ($1, $2, $3, 'card', $4)
    on conflict (channel, ts) do update set shows = 'card', ref = excluded.ref"""

OF_TICKET = "ref = cast($1::uuid as text) and ticket_id = $1"
"""By the index of `shows` and `ref`: of cards and sources it is the ticket's id."""

LEAVING = f"select channel, ts from owona_bot.slack_posts where shows = 'leaving' and {OF_TICKET} order by id"

LEFT_IN = f"""
    select channel, ts from owona_bot.slack_posts
    where shows in ('leaving', 'left') and {OF_TICKET} and channel = $2 order by id desc limit 1"""

LEFT = "update owona_bot.slack_posts set shows = 'left' where channel = $1 and ts = $2 and shows = 'leaving'"


async def card_of(connection: AsyncConnection, ticket: UUID) -> SlackPost | None:
    """The ticket's living card; None while it has none."""
    row = (await connection.execute(CARD, {"ticket": ticket})).one_or_none()
    return SlackPost(row.channel, row.ts) if row else None


async def cards_of(connection: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    """Channel and ts of those of these tickets that have one."""
    rows = await connection.execute(CARDS, {"ids": list(ids)})
    return {row.ticket_id: (row.channel, row.ts) for row in rows}


async def standing(connection: AsyncConnection, shows: str, ref: str) -> SlackPost | None:
    """The newest post that shows this (a message, a dead delivery)."""
    row = (await connection.execute(STANDING, {"shows": shows, "ref": ref})).one_or_none()
    return SlackPost(row.channel, row.ts) if row else None


async def stands(raw: Raw, post: Stands) -> None:
    """A post of no ticket that an unfinished delivery has made."""
    await raw.execute(STANDS, post.channel, post.ts, post.shows, post.ref)


async def card_at(connection: AsyncConnection, channel: str, ts: str) -> UUID | None:
    """Whose living card that message is; None for every other message."""
    found: UUID | None = (await connection.execute(CARD_AT, {"channel": channel, "ts": ts})).scalar_one_or_none()
    return found


async def occupied(connection: AsyncConnection, channel: str, ts: str) -> tuple[bool, UUID | None]:
    """Whether a message belongs to a ticket already, or is a post of ours; and the ticket, where it has one."""
    row = (await connection.execute(OCCUPIED, {"channel": channel, "ts": ts})).one_or_none()
    return row is not None, row.ticket_id if row else None


async def claim_source(tx: Change, ticket: UUID, channel: str, ts: str) -> bool:
    """Of a message becomes that ticket and no other. False when somebody was quicker."""
    told = {"ticket": ticket, "channel": channel, "ts": ts, "ref": str(ticket)}
    return (await tx.connection.execute(CLAIM_SOURCE, told)).scalar_one_or_none() is not None


async def free_source(tx: Change, ticket: UUID) -> None:
    """What it was made of may become a ticket anew."""
    await tx.connection.execute(FREE_SOURCE, {"ticket": ticket})


async def traits_of(raw: Raw, ticket: UUID) -> Traits | None:
    """What decides where its card stands; None when it is gone."""
    row = await raw.fetchrow(TRAITS, ticket)
    return Traits(row["category"], row["priority"], row["language"]) if row else None


async def move(raw: Raw, ticket: UUID, to: SlackPost) -> None:
    """In a transaction: the card that stood is leaving, the one at `to` is the living one."""
    await raw.execute(LEAVE, ticket)
    await raw.execute(ARRIVE, ticket, to.channel, to.ts, str(ticket))


async def leaving(raw: Raw, ticket: UUID) -> list[SlackPost]:
    """Cards that have moved and don't say so yet."""
    return [SlackPost(row["channel"], row["ts"]) for row in await raw.fetch(LEAVING, ticket)]


async def left_in(raw: Raw, ticket: UUID, channel: str) -> SlackPost | None:
    """Where a card of the ticket stood before."""
    row = await raw.fetchrow(LEFT_IN, ticket, channel)
    return SlackPost(row["channel"], row["ts"]) if row else None


async def left(raw: Raw, post: SlackPost) -> None:
    """Its link stands."""
    await raw.execute(LEFT, post.channel, post.ts)

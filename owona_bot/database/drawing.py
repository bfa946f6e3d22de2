"""What is to be known before a card is drawn, in one look: it lies between a new ticket and its card."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from owona_bot.database import tickets
from owona_bot.database.driver import Row
from owona_bot.database.engine import Raw
from owona_bot.database.posts import SlackPost
from owona_bot.domain.delivery import Delivery
from owona_bot.domain.ticket import Ticket

SEEN = f"""
    select known.number as seen_number, t.*
    from (values ($1::uuid)) one (ticket_id)
    left join owona_bot.ticket_state known on known.ticket_id = one.ticket_id
    left join ({tickets.ALL_RAW}) t on t.id = one.ticket_id"""

BEFORE = f"""
    select p.channel as card_channel, p.ts as card_ts, seen.*,
           array(select d.id from owona_bot.deliveries d
                 where d.order_key = $2 and d.reaction = $3 and d.state = 'waiting' and d.id <> $4) as absorbable,
           array(select r.channel from owona_bot.refusals r) as refused
    from ({SEEN}) seen
    left join owona_bot.slack_posts p on p.ticket_id = $1 and p.shows = 'card'"""
"""What the absorbable ones tell of is in the ticket: both are of one moment."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket, None when it was deleted; its `number` stays, None for one that was never seen."""

    ticket: Ticket | None
    number: int | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """`card` stands already; `absorbable` would draw the same; `refused` are channels that take nothing now."""

    card: SlackPost | None
    absorbable: Sequence[int]
    refused: Sequence[str]
    seen: Seen


async def seen(raw: Raw, ticket: UUID) -> Seen:
    """As it is now."""
    return seen_of(await raw.fetchrow(SEEN, ticket, record_class=Row))


async def before(raw: Raw, ticket: UUID, delivery: Delivery) -> Drawing:
    """The same, and what else is to be known."""
    values = (ticket, delivery.order_key, delivery.reaction.value, delivery.id)
    row = await raw.fetchrow(BEFORE, *values, record_class=Row)
    card = SlackPost(row["card_channel"], row["card_ts"]) if row["card_channel"] else None
    return Drawing(card, row["absorbable"], row["refused"], seen_of(row))


def seen_of(row: Row) -> Seen:
    """A row of SEEN."""
    return Seen(tickets.ticket_of(row) if row["id"] is not None else None, row["seen_number"])

"""What is to be known before a card is drawn, in one look: it lies between a new ticket and its card."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.database.posts import SlackPost
from owona_bot.domain.delivery import Delivery

BEFORE = """
    select p.channel, p.ts,
           array(select d.id from owona_bot.deliveries d
                 where d.order_key = $2 and d.reaction = $3 and d.state = 'waiting' and d.id <> $4) as absorbable,
           array(select r.channel from owona_bot.refusals r) as refused
    from (values ($1::uuid)) one (ticket_id)
    left join owona_bot.slack_posts p on p.ticket_id = one.ticket_id and p.shows = 'card'"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """`card` stands already; `absorbable` would draw the same; `refused` are channels that take nothing now."""

    card: SlackPost | None
    absorbable: Sequence[int]
    refused: Sequence[str]


async def before(raw: Raw, ticket: UUID, delivery: Delivery) -> Drawing:
    """Asked before the ticket is read: what the absorbable ones tell of is then in what is drawn."""
    values = (ticket, delivery.order_key, delivery.reaction.value, delivery.id)
    row = await raw.fetchrow(BEFORE, *values)
    card = SlackPost(row["channel"], row["ts"]) if row["channel"] else None
    return Drawing(card, row["absorbable"], row["refused"])

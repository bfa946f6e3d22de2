"""Another ticket, as a line or a card names it."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database import posts, tickets
from owona_bot.database.posts import SlackPost
from owona_bot.domain.delivery import Suppressed
from owona_bot.domain.merge import Elsewhere
from owona_bot.slack.client import Slack


async def elsewhere(connection: AsyncConnection, slack: Slack, ticket: UUID) -> Elsewhere:
    """With a link to its card, where that stands by now. Raises Suppressed for one that was never seen."""
    return await linked(slack, *await found(connection, ticket))


async def found(connection: AsyncConnection, ticket: UUID) -> tuple[int, SlackPost | None]:
    """Its number and its card. Raises Suppressed as above."""
    number = await tickets.number_of(connection, ticket)
    if number is None:
        raise Suppressed("the other ticket was never seen")
    return number, await posts.card_of(connection, ticket)


async def linked(slack: Slack, number: int, card: SlackPost | None) -> Elsewhere:
    """Over no connection: Slack may take its time."""
    return Elsewhere(number, await slack.permalink(card.channel, card.ts) if card else None)

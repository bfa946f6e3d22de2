"""What stands in Slack: which post shows what."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.tables import slack_posts


@dataclass(frozen=True, slots=True)
class SlackPost:
    """One message of ours, by the two values that Slack knows it by."""

    channel: str
    ts: str


POST = select(slack_posts.c.channel, slack_posts.c.ts).order_by(slack_posts.c.id.desc()).limit(1)

CARD = POST.where(slack_posts.c.ticket_id == bindparam("ticket"), slack_posts.c.shows == "card")

STANDING = POST.where(slack_posts.c.shows == bindparam("shows"), slack_posts.c.ref == bindparam("ref"))


async def card_of(connection: AsyncConnection, ticket: UUID) -> SlackPost | None:
    """The ticket's living card; None while it has none."""
    row = (await connection.execute(CARD, {"ticket": ticket})).one_or_none()
    return SlackPost(row.channel, row.ts) if row else None


async def standing(connection: AsyncConnection, shows: str, ref: str) -> SlackPost | None:
    """The newest post that shows this (a message, a dead delivery)."""
    row = (await connection.execute(STANDING, {"shows": shows, "ref": ref})).one_or_none()
    return SlackPost(row.channel, row.ts) if row else None

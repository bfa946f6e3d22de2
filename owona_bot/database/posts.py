"""What stands in Slack: which post shows what."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.tables import slack_posts


@dataclass(frozen=True, slots=True)
class SlackPost:
    """One message of ours, by the two values that Slack knows it by."""

    channel: str
    ts: str


async def card_of(connection: AsyncConnection, ticket: UUID) -> SlackPost | None:
    """The ticket's living card; None while it has none."""
    wanted = (slack_posts.c.ticket_id == ticket) & (slack_posts.c.shows == "card")
    return await _one(connection, wanted)


async def standing(connection: AsyncConnection, shows: str, ref: str) -> SlackPost | None:
    """The newest post that shows this (a message, a dead delivery)."""
    return await _one(connection, (slack_posts.c.shows == shows) & (slack_posts.c.ref == ref))


async def _one(connection: AsyncConnection, wanted: ColumnElement[bool]) -> SlackPost | None:
    columns = select(slack_posts.c.channel, slack_posts.c.ts)
    row = (await connection.execute(columns.where(wanted).order_by(slack_posts.c.id.desc()).limit(1))).one_or_none()
    return SlackPost(row.channel, row.ts) if row else None

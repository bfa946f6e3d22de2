"""What several reactions share: whose ticket it is, and a view as Slack's client takes it."""

from uuid import UUID

from blocks.parts import Post
from owona_bot.database.posts import SlackPost
from owona_bot.domain.delivery import Delivery, Outcome, Suppressed
from owona_bot.slack.client import Content, Slack
from owona_bot.slack.faults import MessageGone


def ticket_in(delivery: Delivery) -> UUID:
    """Deliveries to a ticket's card and thread always name it."""
    if delivery.ticket is None:
        raise Suppressed("it names no ticket")
    return delivery.ticket


def content_of(post: Post) -> Content:
    """A view as the client takes it."""
    return Content(post.text, post.blocks)


def stands_already(delivery: Delivery, there: SlackPost) -> Outcome:
    """Its own earlier attempt came through, and its receipt too late; else another delivery did it: Suppressed."""
    if not delivery.uncertain:
        raise Suppressed("it stands in the thread already")
    return Outcome("done", {"channel": there.channel, "ts": there.ts})


def mark_of(delivery: Delivery) -> str:
    """Found in the post's metadata when the outcome of an attempt is not known."""
    return f"delivery:{delivery.id}"


async def redrawn(slack: Slack, there: SlackPost, content: Content, marked: str) -> bool:
    """False when somebody took it out of the thread."""
    try:
        await slack.update(there.channel, there.ts, content, marked)
    except MessageGone:
        return False
    return True

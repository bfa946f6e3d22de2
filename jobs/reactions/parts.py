"""What several reactions share: whose ticket it is, and a view as Slack's client takes it."""

from uuid import UUID

from blocks.parts import Post
from owona_bot.domain.delivery import Delivery, Suppressed
from owona_bot.slack.client import Content


def ticket_in(delivery: Delivery) -> UUID:
    """Deliveries to a ticket's card and thread always name it."""
    if delivery.ticket is None:
        raise Suppressed("it names no ticket")
    return delivery.ticket


def content_of(post: Post) -> Content:
    """A view as the client takes it."""
    return Content(post.text, post.blocks)


def mark_of(delivery: Delivery) -> str:
    """Found in the post's metadata when the outcome of an attempt is not known."""
    return f"delivery:{delivery.id}"

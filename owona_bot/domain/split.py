"""Two matters in one ticket: some of its messages become a ticket of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from owona_bot.domain.draft import TITLE_LIMIT
from owona_bot.domain.message import Author, Message
from owona_bot.domain.text import visible
from owona_bot.domain.ticket_errors import SplitGone, TitleMissing, TitleTooLong

MOST = 100
"""Messages to choose from; Slack's selects have no more."""

TITLE, MESSAGES = "title", "messages"
"""The form's fields that a refusal names."""


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What the new ticket begins with."""

    title: str
    description: str


def check_title(typed: str) -> str:
    """As the site's own form takes it. Raises TitleMissing or TitleTooLong."""
    title = " ".join(visible(typed).split())
    if not title:
        raise TitleMissing(TITLE)
    if len(title) > TITLE_LIMIT:
        raise TitleTooLong(TITLE, limit=TITLE_LIMIT, length=len(title))
    return title


def split_off(title: str, messages: Sequence[Message]) -> NewTicket:
    """Described by the customer's first words among them, else by whoever's. Raises SplitGone without any."""
    if not messages:
        raise SplitGone(MESSAGES)
    first = next((message for message in messages if message.author is Author.CUSTOMER), messages[0])
    return NewTicket(check_title(title), first.text)

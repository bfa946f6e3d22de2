"""What is drawn when messages of Slack become tickets or notes, and when cards move."""

from collections.abc import Iterator

from blocks import from_message, moved_card, new_ticket
from blocks.parts import Post, View
from owona_bot.domain.clock import Translate

LINK = "https://owona.slack.com/archives/C0SLA/p1795626886703676"


def posts(t: Translate) -> Iterator[Post]:
    """None of them says a word that comes from outside."""
    yield from_message.became(1001, t)
    yield from_message.taken_back(1001, t)
    yield from_message.closed(1001, t)
    for more in (False, True):
        yield from_message.thread_taken(300, LINK, t, more=more)
        yield from_message.thread_taken(300, "", t, more=more)
    yield moved_card.moved_card(1001, "C0SLA", LINK, t)
    yield moved_card.moved_card(1001, "C0SLA", None, t)


def forms(text: str, t: Translate) -> Iterator[View]:
    """With what somebody wrote."""
    yield from_message.make(new_ticket.Typed(title=text, description=text), "C0GENERAL 1.0 1.0", t)
    yield from_message.make(new_ticket.Typed(title=text, description=text), "", t)
    yield from_message.attach(text, "C0GENERAL 1.0 1.0", t)

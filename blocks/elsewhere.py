"""A sentence that names another ticket, with a link to its card where that stands."""

from blocks.parts import Block, context, gap, link, plain, rich
from owona_bot.domain.merge import Elsewhere

HERE = "\0"
"""Stands in a sentence where the ticket is named; nobody's name or title has it."""


def linked(sentence: str, other: Elsewhere) -> Block:
    """`sentence` has HERE once."""
    label, (before, _, after) = f"#{other.number}", sentence.partition(HERE)
    if other.link is None:
        return context(plain(f"{before}{label}{after}"))
    return rich(*filled(before), link(other.link, label), *filled(after))


def named(sentence: str, other: Elsewhere) -> str:
    """The same for the ear."""
    return sentence.replace(HERE, f"#{other.number}")


def filled(text: str) -> list[Block]:
    """Slack refuses empty runs."""
    return [gap(text)] if text else []

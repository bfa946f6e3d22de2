"""What is left where a card stood before it moved to another channel: one line that leads to it."""

from blocks.parts import Post, channel_link, gap, link, post, rich
from owona_bot.domain.clock import Translate


def moved_card(number: int, channel: str, address: str, t: Translate) -> Post:
    """Nothing of the customer's: nobody redraws it when the ticket is erased."""
    head, tail = gap(f"#{number} → "), link(address, t("card.moved_link"))
    return post(t("card.moved", number=number), rich(head, channel_link(channel), gap(": "), tail))

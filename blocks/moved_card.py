"""What is left where a card stood before it moved to another channel: one line that leads to it."""

from blocks.parts import Post, channel_link, gap, link, post, rich
from owona_bot.domain.clock import Translate


def moved_card(number: int, channel: str, address: str | None, t: Translate) -> Post:
    """Nothing of the customer's: nobody redraws it when the ticket is erased. `address` None: the card is gone."""
    tail = [gap(": "), link(address, t("card.moved_link"))] if address else []
    return post(t("card.moved", number=number), rich(gap(f"#{number} → "), channel_link(channel), *tail))

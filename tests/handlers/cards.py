"""The card in every state that a ticket can be in."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from uuid import UUID

from blocks.parts import Post
from blocks.ticket_card import ticket_card
from owona_bot.domain.ticket import Snooze, Status
from tests.blocks.samples import ANNA, DE, NOW, a_ticket


def every_card() -> Iterator[Post]:
    for status, agent, snooze, merged in product(Status, (None, ANNA), (None, Snooze(NOW, False)), (None, UUID(int=9))):
        ticket = replace(a_ticket(status=status, agent=agent), snooze=snooze, merged_into=merged)
        yield ticket_card(ticket, NOW, DE)

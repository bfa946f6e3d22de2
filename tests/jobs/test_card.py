"""The card shows the ticket as it is, also when a bot died with it half posted."""

from typing import cast

import pytest

from jobs.deliver import Worker
from jobs.plan import Lanes, plan_tickets
from jobs.reactions.card import DrawCard
from owona_bot.database import deliveries
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Pace, Reaction
from owona_bot.playground.site import Site
from owona_bot.slack.client import Content, Slack, Spot
from tests.jobs.queue import LEASE, run_out

pytestmark = pytest.mark.database


class Channel:
    """Slack as far as a card needs it: a post that stands already is found, not drawn anew."""

    shown = ""

    async def post_once(self, spot: Spot, content: Content, mark: str, since: float | None) -> str:
        if not (since and self.shown):
            self.shown = str(content)
        return "1.000001"

    async def update(self, channel: str, ts: str, content: Content, mark: str) -> None:
        self.shown = str(content)


async def nothing(_: Delivery) -> Outcome:
    return Outcome("done")


async def test_a_card_that_is_found_again_is_redrawn_with_what_changed_meanwhile(
    desk: Desk, site: Site, raw: Raw, lanes: Lanes
) -> None:
    channel = Channel()
    draw = DrawCard(desk, cast("Slack", channel), Pace(0, 1))
    ticket = await site.insert_ticket(await site.sign_up("lena@example.com"), "Login", "Hilfe")
    await plan_tickets(desk, lanes)
    half_done = await deliveries.claim(raw, LEASE)
    assert half_done
    await draw(half_done)
    await run_out(raw, half_done.id)
    await site.portal_status(ticket, "resolved", "agent@owona.de")
    await plan_tickets(desk, lanes)
    worker = Worker(desk, {**dict.fromkeys(Reaction, nothing), Reaction.CARD: draw}, LEASE, lambda: 0.5)
    while await worker.deliver_next():
        pass
    assert "Übernehmen" not in channel.shown  # nothing is left to claim

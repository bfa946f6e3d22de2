"""The Home of one person: drawn from what is true and wanted now; many that wait are one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from blocks import home as view
from blocks.parts import Block, View
from owona_bot.database import deliveries, homes
from owona_bot.desk import Desk
from owona_bot.domain.clock import Translate
from owona_bot.domain.delivery import Delivery, Later, Outcome, Refused, Suppressed
from owona_bot.domain.home import Home
from owona_bot.services.fairness import Tallies
from owona_bot.services.home import Seen, Wall, see_home
from owona_bot.slack.client import Slack


@dataclass(frozen=True, slots=True)
class PublishHome:
    """Reaction `home`. Its target is empty when somebody waits for it, else names the version that came by itself."""

    desk: Desk
    slack: Slack
    tallies: Tallies = field(default_factory=Tallies)

    async def __call__(self, delivery: Delivery) -> Outcome:
        """What stands there already is not sent again, unless somebody opened it."""
        user, by_itself = str(delivery.payload["user"]), bool(delivery.target)
        wall = Wall(self.desk.clock(), self.desk.zone, self.desk.assignment, self.tallies)
        async with self.desk.db.raw.acquire() as raw:
            absorbed = await deliveries.absorbable(raw, delivery)
        seen = await see_home(self.desk.db, user, wall)
        if seen is None or (by_itself and not seen.open):
            return Outcome("suppressed", reason="nobody has looked at it lately", absorbed=absorbed)
        t = self.desk.t(seen.page.agent.locale if isinstance(seen.page, Home) else None)
        blocks = self._drawn(seen, t)
        shown = digest(blocks)
        if by_itself and shown == seen.shown and not delivery.uncertain:
            async with self.desk.db.raw.acquire() as raw:
                await homes.read_at(raw, user, seen.version)
            return Outcome("suppressed", reason="it shows that already", absorbed=absorbed)
        await self._still_ours(delivery)
        await self._publish(user, seen, view.home(blocks, self.desk.clock(), t))
        async with self.desk.db.raw.acquire() as raw:
            await homes.published(raw, delivery, shown_to(user, seen, shown))
        return Outcome("done", {"user": user}, absorbed=absorbed)

    def _drawn(self, seen: Seen, t: Translate) -> Sequence[Block]:
        if isinstance(seen.page, Home):
            return view.blocks(seen.page, self.desk.workspace, self.desk.clock(), t)
        return view.reception(seen.page, t)

    async def _still_ours(self, delivery: Delivery) -> None:
        """What was read may be long ago. Raises Later, which nobody heeds: another worker holds it."""
        async with self.desk.db.raw.acquire() as raw:
            if not await homes.is_held(raw, delivery):
                raise Later("the lease was lost", lane=False)

    async def _publish(self, user: str, seen: Seen, page: View) -> None:
        """Somebody who is no colleague may have left Slack as well: raises Suppressed."""
        try:
            await self.slack.publish(user, page)
        except Refused as refusal:
            if isinstance(seen.page, Home):
                raise
            raise Suppressed(str(refusal)) from refusal


def shown_to(user: str, seen: Seen, shown: bytes) -> homes.Shown:
    """A stranger's has no list."""
    if isinstance(seen.page, Home):
        return homes.Shown(user, seen.version, shown, seen.page.wish.edition, seen.page.next)
    return homes.Shown(user, seen.version, shown)


def digest(blocks: Sequence[Block]) -> bytes:
    """The same for what looks the same; the time at which it was drawn is no part of it."""
    return sha256(json.dumps(blocks, sort_keys=True).encode()).digest()

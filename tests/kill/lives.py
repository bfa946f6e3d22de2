"""Tickets' lives: what customers write and agents do, each by people who press again when nothing happens."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from owona_bot.playground.client import PlaygroundError, text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Asked, Scene

GIVE_UP = 240.0
"""Seconds in which an act that is tried again and again must come about."""

PATIENCE = 60
"""Looks, 50 ms apart, before somebody thinks that nothing came of it: a second answer would be sent, not the same."""

STATUS = "select status from public.support_tickets where id = $1"

CARD = "select ts from owona_bot.slack_posts where ticket_id = $1 and shows = 'card'"

AGENTS = {"anna": "anna@owona.de", "ben": "ben@owona.de"}

Act = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Life:
    """One ticket from its first row to its end; `told` are the words that must stand in its thread, in order."""

    scene: Scene
    luck: random.Random
    name: str
    asked: Asked | None = None
    told: list[str] = field(default_factory=list)
    deleted: bool = False

    @property
    def ticket(self) -> Asked:
        """Once it began."""
        assert self.asked is not None
        return self.asked

    async def begin(self) -> None:
        """The site's form."""
        self.asked = await self.scene.asked(self.name, self.word(), settled=False, acknowledge=self.luck.random() < 0.5)

    async def go_on(self) -> None:
        """Two to five things happen, in any order."""
        for _ in range(self.luck.randint(2, 5)):
            await self.step()

    async def step(self) -> None:
        """Somebody writes or acts."""
        steps: list[Act] = [self.reply, self.answer, self.claim, self.release]
        await asyncio.sleep(0.2 + self.luck.random() / 2)  # people take their time
        await self.luck.choice(steps)()

    async def end(self) -> None:
        """Solved, and some are deleted afterwards."""
        await self.insist(self.resolve, lambda: self.is_now("resolved"))
        if self.luck.random() < 0.1:
            self.deleted = await self.scene.site.delete_ticket(self.ticket.user, self.ticket.id)

    def word(self) -> str:
        """Said once in the whole run."""
        word = f"<!channel> {self.name}.{len(self.told)}."
        self.told.append(word)
        return word

    async def reply(self) -> None:
        """On the web site."""
        await self.scene.site.reply(self.ticket.user, self.ticket.id, self.word())

    async def answer(self) -> None:
        """In the portal."""
        await self.scene.site.support_message(self.ticket.id, self.word(), "Support", internal=self.luck.random() < 0.3)

    async def claim(self) -> None:
        """By one of two, by word or by button."""
        if await self.scene.holder(self.ticket):
            return
        who = self.luck.choice(list(AGENTS))
        act = self.luck.choice([self.typing("nimm", who), self.pressing("Übernehmen", who)])
        await self.insist(act, lambda: self.is_held_by(AGENTS[who]))

    async def release(self) -> None:
        """By its holder, if it has one."""
        holder = await self.scene.holder(self.ticket)
        who = next((name for name, address in AGENTS.items() if address == holder), None)
        if who is None:
            return
        act = self.luck.choice([self.typing("frei", who), self.pressing("Freigeben", who)])
        await self.insist(act, lambda: self.is_held_by(None))

    async def resolve(self) -> None:
        """By word or by button."""
        who = self.luck.choice(list(AGENTS))
        await self.luck.choice([self.typing("gelöst", who), self.pressing("Gelöst", who)])()

    def typing(self, verb: str, who: str) -> Act:
        async def act() -> None:
            await self.scene.says(who, f"/ticket {verb} {self.ticket.number}")

        return act

    def pressing(self, label: str, who: str) -> Act:
        """Nothing when the card does not stand or has no such button now."""

        async def act() -> None:
            async with self.scene.site.pool.acquire() as connection:
                ts = await connection.fetchval(CARD, self.ticket.id)
            with suppress(PlaygroundError):
                await self.scene.slack.click(who, self.scene.tickets, str(ts), label)

        return act

    async def insist(self, act: Act, so: Callable[[], Awaitable[bool]]) -> None:
        """As people do: look, act, look, and act again if nothing came of it."""

        async def done() -> bool:
            await act()
            for _ in range(PATIENCE):
                if await so():
                    return True
                await asyncio.sleep(0.05)
            return False

        if not await so():
            await until(done, f"{act.__qualname__} of #{self.ticket.number} by whoever insists", GIVE_UP)

    async def is_now(self, status: str) -> bool:
        async with self.scene.site.pool.acquire() as connection:
            return bool(await connection.fetchval(STATUS, self.ticket.id) == status)

    async def is_held_by(self, address: str | None) -> bool:
        return await self.scene.holder(self.ticket) == address

    async def is_told(self) -> None:
        """One card as the ticket is now, each line once and in order."""
        card = await self.scene.card(self.ticket)
        await self.scene.once_and_in_order(self.ticket)
        if self.deleted:
            assert "wurde gelöscht" in text_of(card)
            return
        assert "Gelöst" in text_of(card)
        lines = await self.scene.lines(self.ticket)
        places = [[n for n, line in enumerate(lines) if word in line] for word in self.told]
        assert all(len(place) == 1 for place in places), f"#{self.ticket.number}: {self.told} in {lines}"
        assert places == sorted(places), f"#{self.ticket.number}: {self.told} in {lines}"

"""Lives of tickets that come and go by mail: a mail server that tries again, an agent who presses again."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import aiosmtplib
import asyncpg

from owona_bot.mail.tokens import keys_of, reply_address
from owona_bot.playground.client import PlaygroundError
from owona_bot.playground.mailbox import write_mail
from owona_bot.playground.stage import DESK, until
from tests.handlers.desk import Asked
from tests.kill.lives import AGENTS, GIVE_UP, Act, Life

FILED = """
    select l.ticket_id, s.number, s.salt from owona_bot.mail_log l join owona_bot.ticket_state s using (ticket_id)
    where l.direction = 'in' and l.mail_id = $1 and l.verdict in ('new', 'reply')"""

ANSWERED = """
    select exists (select from public.support_ticket_messages
                   where ticket_id = $1 and author_type = 'support' and strpos(message, $2) > 0)"""


@dataclass(slots=True)
class Attention:
    """One form at a time for each agent."""

    of: Mapping[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))


@dataclass(slots=True)
class MailLife(Life):
    """`sent` are the mails' Message-IDs, `again` counts those that were sent once more, `answers` the agents' words."""

    attention: Attention = field(default_factory=Attention)
    sent: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    again: int = 0
    desk: str = DESK

    @property
    def address(self) -> str:
        """Without an account on the site."""
        return f"{self.name.lower()}@example.net"

    async def begin(self) -> None:
        """A mail to the desk; its letters would tell where answers go."""
        row = await self.write(f"Subject: {self.name}\r\n")
        keys = keys_of(self.scene.stage.settings["OWONA_SECRET"])
        self.desk = reply_address(DESK, row["number"], self.address, row["salt"], keys)
        self.asked = Asked(row["ticket_id"], row["number"], UUID(int=0))

    async def step(self) -> None:
        """Somebody writes or acts."""
        steps: list[Act] = [self.reply, self.answer, self.answer, self.claim, self.release]
        await asyncio.sleep(0.2 + self.luck.random() / 2)
        await self.luck.choice(steps)()

    async def end(self) -> None:
        """Solved."""
        await self.insist(self.resolve, lambda: self.is_now("resolved"))

    async def reply(self) -> None:
        """By mail, to the address that the letters name."""
        await self.write(f"Subject: Re: {self.name}\r\n")

    async def write(self, head: str) -> asyncpg.Record:
        """Once it is filed: of two mails on their way at once nobody knows which is read first."""
        id_ = f"<{self.name}.{len(self.sent)}@example.net>"
        self.sent.append(id_)
        who = f"From: {self.address}\r\nTo: {self.desk}\r\nMessage-ID: {id_}\r\n"
        await self.hand_over(f"{who}{head}\r\n{self.word()}\r\n".encode())
        return await until(lambda: self.scene.site.pool.fetchrow(FILED, id_), f"{id_} is filed", GIVE_UP)

    async def hand_over(self, mail: bytes) -> None:
        """The same bytes until somebody says 250; some don't listen for long."""

        async def taken() -> bool:
            patience = self.luck.choice([self.luck.random() / 20, 10, 10])
            with suppress(aiosmtplib.SMTPException, OSError):
                async with asyncio.timeout(patience):
                    await write_mail(listen, self.address, [self.desk], mail)
                return True
            self.again += 1
            await asyncio.sleep(0.2)
            return False

        listen = self.scene.stage.settings["OWONA_MAIL__LISTEN"].removeprefix("smtp://")
        await until(taken, f"somebody takes a mail of {self.address}", GIVE_UP)

    async def answer(self) -> None:
        """Through the form."""
        who, word = self.luck.choice(list(AGENTS)), self.word().removeprefix("<!channel> ")
        self.told[-1] = word  # the guard lets no answer call a channel
        self.answers.append(word)

        async def fill_in() -> None:
            with suppress(PlaygroundError):
                await self.fill_in(who, word)

        async with self.attention.of[who]:
            await self.insist(fill_in, lambda: self.is_answered(word))
            await self.put_away(who)

    async def fill_in(self, who: str, word: str) -> None:
        """Opened, written, looked at, sent; whatever fails, from the beginning."""
        await self.put_away(who)
        await self.scene.says(who, f"/ticket reply {self.ticket.number}")
        if (await self.scene.slack.submit(who, {"Text": word})).acked:
            await self.scene.slack.submit(who)

    async def put_away(self, who: str) -> None:
        """What a dead bot left open."""
        while await self.scene.slack.view(who):
            await self.scene.slack.close(who)

    async def is_answered(self, word: str) -> bool:
        return bool(await self.scene.site.pool.fetchval(ANSWERED, self.ticket.id, word))

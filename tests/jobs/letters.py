"""A desk that writes letters: real PostgreSQL, a real counter that takes them, and a worker played by hand."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from uuid import UUID

from jobs.deliver import React, Worker
from jobs.plan import Lanes, plan_general, plan_tickets
from jobs.reactions.enclosed import Fetch
from jobs.reactions.go_on import GoOn
from jobs.reactions.letter import WriteLetter
from jobs.reactions.link_mail import MailLink
from jobs.reactions.sending import Outbox
from jobs.reactions.writing import Letterhead
from owona_bot.database.engine import Database, Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Pace, Reaction
from owona_bot.mail.postman import Postman
from owona_bot.mail.tokens import keys_of
from owona_bot.playground.mailbox import Mail, Mailbox
from owona_bot.playground.site import Site

HEAD = Letterhead(
    address="support@owona.de",
    name="Owona Support",
    keys=keys_of("a secret of the tests"),
    site="https://whatsapp.owona.de",
    public_url="https://desk.owona.de",
    imprint="Owona GmbH, Musterstadt",
)
FILES: dict[str, list[bytes]] = {"F0LOG": [b"line 1\n", b"line 2\n"]}


async def fetch(file: str) -> AsyncIterator[bytes]:
    """Slack's files, as far as the tests know them."""
    for piece in FILES[file]:
        yield piece


async def nothing(_: Delivery) -> Outcome:
    """Whatever else a plan asks for."""
    return Outcome("done")


@dataclass
class PostOffice:
    """`write` is the reaction as the app builds it; `settle` carries out until nothing is left."""

    desk: Desk
    site: Site
    box: Mailbox
    postman: Postman
    lanes: Lanes = field(default_factory=lambda: Lanes(Pace(0, 1)))
    outbox: bool = True
    head: Letterhead = HEAD
    fetch: Fetch = fetch

    @property
    def db(self) -> Database:
        return self.desk.db

    @property
    def worker(self) -> Worker:
        write = WriteLetter(self.desk, Outbox(self.head, self.postman) if self.outbox else None, self.fetch)
        reactions: dict[Reaction, React] = {**dict.fromkeys(Reaction, nothing), Reaction.LETTER: write}
        reactions[Reaction.LINK_MAIL] = MailLink(self.desk, Outbox(self.head, self.postman) if self.outbox else None)
        reactions[Reaction.GO_ON] = GoOn(self.desk)
        return Worker(self.desk, reactions, timedelta(seconds=30), lambda: 0.5)

    async def plan(self) -> None:
        """Events become deliveries."""
        while await plan_tickets(self.desk, self.lanes) or await plan_general(self.desk, self.lanes):
            pass

    async def settle(self) -> None:
        """Plan, carry out, and so on until nothing can be done now."""
        await self.plan()
        worker = self.worker
        while await worker.deliver_next():
            await self.plan()

    async def settle_whatever_waits(self, rounds: int = 8) -> None:
        """The same, without the pauses: what was put off is tried at once."""
        for _ in range(rounds):
            await self.settle()
            async with self.db.raw.acquire() as raw:
                await raw.execute("update owona_bot.deliveries set not_before = '-infinity' where state = 'waiting'")
                await raw.execute("update owona_bot.lanes set paused_until = '-infinity'")

    async def new_ticket(self, email: str = "lena@example.com", name: str = "Lena Kunde", **told: Any) -> UUID:
        """By somebody of the site, who is signed up on the way."""
        async with self.db.raw.acquire() as raw:
            user = await raw.fetchval("select id from auth.users where email = $1", email)
        user = user or await self.site.sign_up(email, name)
        return await self.site.insert_ticket(user, "Login geht nicht", "Seit heute früh.", **told)

    async def mails(self) -> list[EmailMessage]:
        """What arrived, read."""
        return [read(mail) for mail in self.box.mails]

    async def fates(self) -> list[tuple[str, str, str | None]]:
        """Letter, state and reason of each, oldest first."""
        async with self.db.raw.acquire() as raw:
            rows = await raw.fetch(
                """select target, state, last_error from owona_bot.deliveries
                   where reaction = 'letter' order by position"""
            )
        return [(row["target"], row["state"], row["last_error"]) for row in rows]

    async def logged(self) -> list[Mapping[str, Any]]:
        """Rows of the log, oldest first."""
        async with self.db.raw.acquire() as raw:
            return list(await raw.fetch("select * from owona_bot.mail_log where direction = 'out' order by id"))


def read(mail: Mail) -> EmailMessage:
    """By the standard library."""
    return message_from_bytes(mail.raw, policy=default)


def text_of(mail: EmailMessage) -> str:
    """The plain part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def receipts(raw: Raw) -> list[Any]:
    """Of letters that went."""
    rows = await raw.fetch("select receipt from owona_bot.deliveries where reaction = 'letter' and state = 'done'")
    return [row["receipt"] for row in rows]

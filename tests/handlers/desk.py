"""People at the desk, and what they see of it: tickets of the web site, cards, threads, answers."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from uuid import UUID

import aiohttp

from owona_bot.playground.client import Answer, Playground, text_of
from owona_bot.playground.site import Site
from owona_bot.playground.stage import SYSTEM_USER, Stage, a_stage, until
from owona_bot.playground.wire import Json

PATIENCE = 60.0
"""Seconds; what is awaited is usually there in some milliseconds."""

UNFINISHED = """
    select (select count(*) from owona_bot.events where ticket_id = any($1::uuid[]) and planned_at is null)
         + (select count(*) from owona_bot.deliveries
            where ticket_id = any($1::uuid[]) and state in ('waiting', 'leased') and reaction <> 'notice')"""
"""Direct messages come some seconds later."""

LINES = """
    select id from owona_bot.deliveries
    where ticket_id = $1 and reaction = 'thread' and state = 'done' order by position"""

AGENTS = ",".join(f"{name}@owona.de" for name in ("anna", "ben", "carla", *(f"agent{n}" for n in range(12))))

UNCONFIRMED = ("Noch nicht bestätigt", "Not confirmed", "nicht erreichbar", "can't be reached")

REDELIVERY = "0.1,0.1,0.2,0.4,0.8,1.6,3,3,3"

numbers = count(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A ticket of the web site."""

    id: UUID
    number: int
    user: UUID


@dataclass(slots=True)
class Scene:
    """A stage with its customers; `tickets` and `operations` are the channels' names."""

    stage: Stage
    tickets: str = "tickets"
    operations: str = "operations"
    customers: dict[str, UUID] = field(default_factory=dict)
    cards: dict[UUID, str] = field(default_factory=dict)

    @property
    def slack(self) -> Playground:
        return self.stage.playground

    @property
    def site(self) -> Site:
        return self.stage.site

    async def customer(self, name: str = "lena") -> UUID:
        """Signs up at the first time."""
        if name not in self.customers:
            self.customers[name] = await self.site.sign_up(f"{name}@example.com", name.capitalize())
        return self.customers[name]

    async def system_user(self) -> None:
        """Owner of tickets of people without an account."""
        self.customers["system"] = self.customers.get("system") or await self.site.sign_up(SYSTEM_USER, "System")

    async def asked(
        self, title: str | None = None, text: str = "Fehler 500", *, settled: bool = True, acknowledge: bool = False
    ) -> Asked:
        """A new ticket; with `settled` once its card and thread stand."""
        user = await self.customer()
        title = title or f"Ticket {next(numbers)}"
        ticket = await self.site.create_ticket(user, title, text, acknowledge=acknowledge)
        asked = Asked(ticket, await self.number(ticket), user)
        if settled:
            await self.settled(asked)
        return asked

    async def number(self, ticket: UUID) -> int:
        query = "select number from owona_bot.ticket_state where ticket_id = $1"
        found: int = await until(lambda: self.fetchval(query, ticket), "the ticket has a number", PATIENCE)
        return found

    async def fetchval(self, query: str, *values: object) -> int | None:
        async with self.site.pool.acquire() as connection:
            found: int | None = await connection.fetchval(query, *values)
        return found

    async def settled(self, *asked: Asked, within: float = PATIENCE) -> None:
        """All that is to be shown of them is shown."""
        ids = [one.id for one in asked]

        async def all_ended() -> bool:
            return await self.fetchval(UNFINISHED, ids) == 0

        await until(all_ended, f"all is delivered of {[one.number for one in asked]}", within)

    # what stands

    async def posts(self, ticket: Asked) -> list[Json]:
        """Every message in the channel that carries the ticket's card mark."""
        return [m for m in await self.slack.messages(self.tickets) if mark_of(m) == f"card:{ticket.id}"]

    async def card(self, ticket: Asked) -> Json:
        """The one; at first sight fails when there are two."""
        if ticket.id not in self.cards:
            posts = await until(lambda: self.posts(ticket), f"a card of #{ticket.number}", PATIENCE)
            assert len(posts) == 1, f"{len(posts)} cards of #{ticket.number}"
            self.cards[ticket.id] = posts[0]["ts"]
        return (await self.slack.thread(self.tickets, self.cards[ticket.id]))[0]

    async def card_says(self, ticket: Asked, *words: str, within: float = PATIENCE) -> Json:
        """Once all of `words` stand on it."""

        async def says() -> Json | None:
            card = await self.card(ticket)
            return card if all(word in text_of(card) for word in words) else None

        return await until(says, f"the card of #{ticket.number} says {words}", within)

    async def thread(self, ticket: Asked) -> list[Json]:
        """Beneath the card."""
        card = await self.card(ticket)
        return (await self.slack.thread(self.tickets, card["ts"]))[1:]

    async def lines(self, ticket: Asked) -> list[str]:
        """As text."""
        return [text_of(line) for line in await self.thread(ticket)]

    async def line_says(self, ticket: Asked, words: str, within: float = PATIENCE) -> str:
        """Once a line beneath the card has `words`."""

        async def says() -> str | None:
            return next((line for line in await self.lines(ticket) if words in line), None)

        return await until(says, f"the thread of #{ticket.number} says {words}", within)

    async def once_and_in_order(self, ticket: Asked) -> None:
        """One card; each line that the ledger calls done stands once, in the order it was planned."""
        async with self.site.pool.acquire() as connection:
            assert len(await self.posts(ticket)) == 1
            planned = [f"delivery:{row['id']}" for row in await connection.fetch(LINES, ticket.id)]
        marks = [mark_of(line) for line in await self.thread(ticket)]
        assert marks == planned, f"#{ticket.number}: {marks} stand, {planned} were planned"

    async def alarm(self, words: str, *, but: Sequence[str] = (), within: float = PATIENCE) -> Json:
        """The newest post in operations that says `words`, and is none of `but` (by ts)."""

        async def says() -> Json | None:
            posts = [m for m in await self.slack.messages(self.operations) if m["ts"] not in but]
            return next((m for m in posts[::-1] if words in text_of(m)), None)

        return await until(says, f"operations hear of {words}", within)

    async def balance(self) -> Counter[str]:
        """Deliveries by state."""
        async with self.site.pool.acquire() as connection:
            rows = await connection.fetch("select state, count(*) as n from owona_bot.deliveries group by 1")
        return Counter({row["state"]: row["n"] for row in rows})

    # what people do

    async def says(self, user: str, line: str) -> Answer:
        """Types a command in the tickets' channel."""
        return await self.slack.command(user, self.tickets, line)

    async def insists(self, user: str, line: str) -> Answer:
        """Types it again while it is not confirmed: many at once may take a busy machine more than two seconds."""

        async def confirmed() -> Answer | None:
            answer = await self.says(user, line)
            return None if any(words in said(answer) for words in UNCONFIRMED) else answer

        return await until(confirmed, f"{user} is told what came of {line}", PATIENCE)

    async def presses(self, user: str, ticket: Asked, label: str) -> Answer:
        """A button on the card."""
        return await self.slack.click(user, self.tickets, (await self.card(ticket))["ts"], label)

    async def whisper(self, user: str, words: str) -> str:
        """Once something that only `user` sees has `words`."""

        async def says() -> str | None:
            return next((text_of(e) for e in await self.slack.ephemerals(user) if words in text_of(e)), None)

        return await until(says, f"{user} is told {words}", PATIENCE)

    async def delete_card(self, ticket: Asked) -> None:
        """Somebody with the right to takes it out of the channel."""
        told = {"channel": "C0TICKETS", "ts": self.cards.pop(ticket.id, None) or (await self.card(ticket))["ts"]}
        self.cards.pop(ticket.id, None)
        headers = {"Authorization": "Bearer xoxb-playground"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.slack.api_url}chat.delete", json=told, headers=headers) as answer,
        ):
            assert (await answer.json())["ok"]

    async def holder(self, ticket: Asked) -> str | None:
        """The agent's address, as the site has it."""
        async with self.site.pool.acquire() as connection:
            found: str | None = await connection.fetchval(
                "select assigned_agent from public.support_tickets where id = $1", ticket.id
            )
        return found


def mark_of(message: Json) -> str | None:
    """What the bot's posts are found again by."""
    found: str | None = ((message.get("metadata") or {}).get("event_payload") or {}).get("mark")
    return found


def said(answer: Answer) -> str:
    """What the person reads; Slack must have got its ack."""
    assert answer.outcome == "acked", f"{answer.outcome} {answer.detail}"
    return text_of({"text": answer.text, "blocks": answer.blocks})


@asynccontextmanager
async def a_quick_stage(url: str, log: Path, *options: str, bots: int = 1, **settings: str) -> AsyncIterator[Stage]:
    """A Slack that limits no rate, waits long for an answer and comes again soon, bots that wait for nobody else."""
    told = {
        "OWONA_SLACK__PACE": "0",
        "OWONA_SLACK__PATIENCE": "20",
        "OWONA_SLACK__CHANNELS__FALLBACK": "C0TIER2",
        "OWONA_MAIL__PER_HOUR": "0",
        "OWONA_LEASE_SECONDS": "3",
        "OWONA_REPLY__UNDO_SECONDS": "0",
        "OWONA_AGENTS": AGENTS,
        **settings,
    }
    patient = ("--ack-timeout", "30", "--trigger-life", "30")
    quick = ("--pace", "0", "--redelivery", REDELIVERY, *patient, *options)
    async with a_stage(url, log, *quick, bots=bots, obey=None, **told) as stage:
        yield stage


async def calls_nobody(scene: Scene) -> None:
    """No text of a customer has pinged anybody, all session long; a mention of ours is an element of its own."""
    for channel in (scene.tickets, scene.operations):
        told = [m for m in await scene.slack.messages(channel) if m.get("bot_id")]
        assert [m for m in told if m["active_mentions"] != ours_in(m.get("blocks") or [])] == []


def ours_in(part: object) -> list[str]:
    """Who is called by an element that says nothing else."""
    match part:
        case {"type": "user", "user_id": str(user)}:
            return [f"<@{user}>"]
        case dict():
            return [called for value in part.values() for called in ours_in(value)]
        case list():
            return [called for value in part for called in ours_in(value)]
    return []

"""Fifty agents, tickets with cards, and what they do with them; each act answers how Slack saw the ack."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from benchmarks.house import a_customer, a_process, slack_of
from owona_bot.playground.answer import Answer
from owona_bot.playground.client import Playground
from owona_bot.playground.stage import a_playground, a_stage, until, usual
from owona_bot.playground.wire import Json

AGENTS = 50
PLAYGROUND = ("--pace", "0", "--redelivery", "")
ADDRESSES = ",".join(f"agent{n}@owona.de" for n in range(AGENTS))

TICKETS = """
    insert into public.support_tickets (user_id, title, description)
    select $1, 'Login ' || n, 'Es geht nicht.' from generate_series(1, $2::integer) n"""

NUMBERS = "select number, ticket_id::text as id from owona_bot.ticket_state order by number"

BUSY = """
    select exists (select from owona_bot.deliveries
                   where order_key like 'slack:%' and state in ('waiting', 'leased'))"""

FORM = {
    "Customer's e-mail address": "lena@example.com",
    "Title": "Login geht nicht",
    "Description": "Seit heute früh kann ich mich nicht anmelden.",
}


class WentWrong(Exception):
    """An act was answered otherwise than it must be: a figure of that would be worth nothing."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """`numbers` of the tickets; `cards` are their timestamps in #tickets, where a bot has drawn them."""

    playground: Playground
    numbers: tuple[int, ...]
    cards: tuple[str, ...] = ()

    async def command(self, agent: int, line: str) -> Answer:
        """`/ticket` and what follows."""
        return acked(await self.playground.command(f"agent{agent}", "tickets", f"/ticket {line}"))

    async def click(self, agent: int, card: int) -> Answer:
        """The button Claim."""
        return acked(await self.playground.click(f"agent{agent}", "tickets", self.cards[card], "Claim"))

    async def submit(self, agent: int) -> Answer:
        """The form, which `/ticket new` has opened."""
        return acked(await self.playground.submit(f"agent{agent}", dict(FORM)))


def acked(answer: Answer) -> Answer:
    """Raises WentWrong for all but an ack."""
    if not answer.acked:
        raise WentWrong(f"{answer.outcome} {answer.detail}")
    return answer


@asynccontextmanager
async def at_our_desk(url: str, log: Path, tickets: int) -> AsyncIterator[Crowd]:
    """The bot draws the cards unpaced, then begins anew as it runs live."""
    settings = {"OWONA_AGENTS": ADDRESSES, "OWONA_LOCALE": "en"}
    async with a_stage(url, log, *PLAYGROUND, bots=0, obey=None, **settings) as stage:
        numbers = await prepared(stage.playground, url, tickets)
        await stage.start_bot(OWONA_SLACK__PACE="0")
        await stage.ready()
        cards = await until(lambda: drawn(stage.playground, tickets), f"{tickets} cards", 120)
        await until(lambda: quiet(url), "nothing waits", 120)
        await stage.stop_bots()
        await stage.start_bot()
        await stage.ready()
        await asyncio.sleep(1)
        yield Crowd(stage.playground, tuple(numbers), tuple(cards[f"card:{id_}"] for id_ in numbers.values()))


@asynccontextmanager
async def at_a_stock_bolt(url: str, tickets: int) -> AsyncIterator[Crowd]:
    """The same people and tickets, no cards."""
    async with a_playground(*PLAYGROUND) as playground:
        numbers = await prepared(playground, url, tickets)
        async with a_process("stock", **slack_of(await usual(url, playground, {}))):
            await playground.connected()
            yield Crowd(playground, tuple(numbers))


async def prepared(playground: Playground, url: str, tickets: int) -> Mapping[int, str]:
    """Agents in the workspace, tickets in the database: their ids by number."""
    for n in range(AGENTS):
        await playground.add_user(f"agent{n}", email=f"agent{n}@owona.de")
    customer = await a_customer(url)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(TICKETS, customer, tickets)
        return {row["number"]: row["id"] for row in await connection.fetch(NUMBERS)}
    finally:
        await connection.close()


async def drawn(playground: Playground, count: int) -> dict[str, str] | None:
    """Timestamps of the cards by their mark, once all stand."""
    cards = {mark(one): str(one["ts"]) for one in await playground.messages("tickets")}
    cards = {mark: ts for mark, ts in cards.items() if mark.startswith("card:")}
    return cards if len(cards) == count else None


async def quiet(url: str) -> bool:
    """Whether no delivery to Slack waits or is under way; letters need a mail server, which is not here."""
    connection = await asyncpg.connect(url)
    try:
        return not await connection.fetchval(BUSY)
    finally:
        await connection.close()


def mark(message: Json) -> str:
    """By which the bot knows its posts."""
    return str(((message.get("metadata") or {}).get("event_payload") or {}).get("mark", ""))

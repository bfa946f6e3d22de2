"""The floor of `latency`: a process that hears NOTIFY and posts one card, always the same, and does nothing else."""

import asyncio
import os
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import aiohttp
import asyncpg

from blocks.ticket_card import ticket_card
from owona_bot.database.listen import CHANNEL
from owona_bot.domain.ticket import Category, Priority, Requester, Status, Ticket
from owona_bot.locale.catalogue import catalogues
from owona_bot.slack.client import metadata, web_client

TICKET = Ticket(
    id=UUID(int=0),
    number=1001,
    title="Login geht nicht",
    description="Seit heute früh kann ich mich nicht anmelden.",
    status=Status.NEW,
    priority=Priority.NORMAL,
    category=Category.BUG,
    agent=None,
    requester=Requester("Lena Kunde", "lena@example.com"),
    created_at=datetime.now(UTC),
)


async def main() -> None:
    """Until it is terminated; posts one after the other, in the order of the notifications."""
    post = ticket_card(TICKET, datetime.now(UTC), catalogues("de").speak("de"))
    heard: asyncio.Queue[None] = asyncio.Queue()

    def hear(*_: Any) -> None:  # asyncpg hands connection, pid, channel, payload
        heard.put_nowait(None)

    connection = await asyncpg.connect(os.environ["OWONA_DATABASE_URL"])
    await connection.add_listener(CHANNEL, hear)
    async with aiohttp.ClientSession() as session:
        web = web_client(os.environ["OWONA_SLACK__BOT_TOKEN"], os.environ["OWONA_SLACK__API_URL"], session)
        await web.auth_test()
        print("ready", flush=True)
        while True:
            await heard.get()
            await web.chat_postMessage(
                channel="C0TICKETS", text=post.text, blocks=post.blocks, metadata=metadata(f"card:{TICKET.id}")
            )


if __name__ == "__main__":
    asyncio.run(main())

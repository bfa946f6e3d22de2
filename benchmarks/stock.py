"""The baseline of `ack`: Bolt as its documentation shows it, and one bare transaction for each command."""

import asyncio
import os
from typing import Any

import asyncpg
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

FIND = """
    select t.id, t.assigned_agent from public.support_tickets t
    join owona_bot.ticket_state s on s.ticket_id = t.id where s.number = $1 for update of t"""

SAVE = "update public.support_tickets set assigned_agent = $2 where id = $1"


async def main() -> None:
    """`/ticket claim 1001` and `/ticket release 1001`, without asking who, whether, or whether again."""
    pool = await asyncpg.create_pool(os.environ["OWONA_DATABASE_URL"], min_size=10, max_size=20)
    token = os.environ["OWONA_SLACK__BOT_TOKEN"]
    web = AsyncWebClient(token=token, base_url=os.environ["OWONA_SLACK__API_URL"])
    app = AsyncApp(token=token, client=web, process_before_response=True)

    @app.command("/ticket")
    async def change(ack: AsyncAck, command: dict[str, Any]) -> None:
        verb, number = command["text"].split()
        async with pool.acquire() as connection, connection.transaction():
            ticket = await connection.fetchrow(FIND, int(number))
            await connection.execute(SAVE, ticket["id"], "anna@owona.de" if verb == "claim" else None)
        await ack(f"{verb}: #{number}")

    handler = AsyncSocketModeHandler(app, os.environ["OWONA_SLACK__APP_TOKEN"])
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())

"""A bot that is killed between Send and the end of the undo time: another sends the answer, once and no sooner."""

import signal
from pathlib import Path

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage, said

SECONDS = "10"

SENT = """
    select count(*) from public.support_ticket_messages
    where ticket_id = $1 and author_type = 'support' and message = 'Once.'"""

HELD = "select count(*) from owona_bot.held_replies where ticket_id = $1 and due_at > now()"

LATE = """
    select count(*) from public.support_ticket_messages m
    join owona_bot.events e on e.ticket_id = m.ticket_id and e.kind = 'reply.held'
    where m.ticket_id = $1 and m.id = (e.payload ->> 'reply')::uuid
      and m.created_at >= (e.payload ->> 'due')::timestamptz"""


async def test_whoever_takes_over_sends_the_answer_once_and_in_time(database_url: str, tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    async with a_quick_stage(database_url, log, OWONA_REPLY__UNDO_SECONDS=SECONDS, OWONA_LEASE_SECONDS="1") as stage:
        desk = Scene(stage)
        ticket = await desk.asked()
        assert said(await desk.says("ben", f"/ticket reply {ticket.number}")) == ""
        await desk.slack.submit("ben", {"Text": "Once."})
        assert (await desk.slack.submit("ben")).view is None
        stage.bots[0].send_signal(signal.SIGKILL)
        await stage.bots[0].wait()
        stage.bots.clear()
        assert await desk.fetchval(HELD, ticket.id) == 1
        assert await desk.fetchval(SENT, ticket.id) == 0
        for _ in range(2):
            await stage.start_bot()

        async def sent() -> bool:
            return await desk.fetchval(SENT, ticket.id) == 1

        await until(sent, "the answer went", 90)
        await desk.settled(ticket)
        assert await desk.fetchval(SENT, ticket.id) == 1
        assert await desk.fetchval(LATE, ticket.id) == 1
        assert len([line for line in await desk.thread(ticket) if "Once." in text_of(line)]) == 1

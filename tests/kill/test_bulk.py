"""A bot that is killed in the midst of a bulk: whoever takes over changes each ticket once, and one message reports."""

import signal
from collections import Counter
from pathlib import Path
from uuid import UUID

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage

TICKETS = 60

INDEXED = "select count(*) from owona_bot.search where part = 0"

DONE = "select count(*) from owona_bot.bulk_items where state = 'done'"

CHANGES = """
    select ticket_id from owona_bot.events where kind = 'ticket.changed' and payload ? 'priority'"""


async def begun(desk: Scene) -> None:
    """Ben makes all of them urgent."""

    async def indexed() -> bool:
        return await desk.fetchval(INDEXED) == TICKETS

    await until(indexed, "all tickets can be found", 60)
    await desk.says("ben", "/ticket list Killfall")
    post = (await desk.slack.ephemerals("ben"))[-1]
    await desk.slack.click("ben", desk.tickets, post["ts"], "For all …")
    form = {"What is to be done?": "Priority …", "How?": "urgent", "To which?": "All that the filter finds"}
    assert f"{TICKETS} tickets" in str((await desk.slack.submit("ben", form)).view)
    assert (await desk.slack.submit("ben")).outcome == "acked"


async def changed(desk: Scene) -> Counter[UUID]:
    """How often each ticket was."""
    async with desk.site.pool.acquire() as connection:
        return Counter(row["ticket_id"] for row in await connection.fetch(CHANGES))


async def reports(desk: Scene) -> list[str]:
    return [text for one in await desk.slack.messages("U0BEN") if "urgent" in (text := text_of(one))]


async def test_each_ticket_is_changed_once_and_one_message_reports(database_url: str, tmp_path: Path) -> None:
    async with a_quick_stage(database_url, tmp_path / "bot.log", bots=2, OWONA_LEASE_SECONDS="1") as stage:
        desk = Scene(stage)
        for n in range(TICKETS):
            await desk.asked(f"Killfall {n}", settled=False)
        await begun(desk)
        for part in (TICKETS // 4, TICKETS // 2):

            async def far(part: int = part) -> bool:
                return (await desk.fetchval(DONE) or 0) >= part

            await until(far, f"{part} are done", 60)
            victim = stage.bots.pop(0)
            victim.send_signal(signal.SIGKILL)
            await victim.wait()
            await stage.start_bot()

        async def told() -> bool:
            return any(f"done, {TICKETS} of {TICKETS}" in text for text in await reports(desk))

        await until(told, "ben is told", 90)
        assert len(await reports(desk)) == 1
        times = await changed(desk)
        assert len(times) == TICKETS
        assert set(times.values()) == {1}

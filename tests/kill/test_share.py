"""The only bot is killed while it hands tickets over: the next one moves each once, and one message reports."""

import signal
from collections import Counter
from pathlib import Path
from uuid import UUID

from owona_bot.playground.client import buttons_of, text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import Scene, a_quick_stage

TICKETS = 48

MINE = "ben@owona.de"

COLLEAGUES = ("Cleo", "Dana", "Emil", "Finn", "Gesa", "Hugo")

ENLISTED = "select count(*) from owona_bot.agents where active and email like 'agent%'"

PLANNED = "select count(*) from owona_bot.events where planned_at is null"

DONE = "select count(*) from owona_bot.share_moves where fate is not null"

MOVED = "select ticket_id from owona_bot.events where payload -> 'agent' ->> 0 is not null and kind = 'ticket.changed'"

LEFT = "select count(*) from public.support_tickets where assigned_agent = 'ben@owona.de'"


async def bens(desk: Scene) -> None:
    """All of them."""
    user = await desk.customer()
    for n in range(TICKETS):
        await desk.site.insert_ticket(user, f"Killfall {n}", "Fehler", status="investigating", assigned_agent=MINE)

    async def planned() -> bool:
        return await desk.fetchval(PLANNED) == 0

    await until(planned, "all tickets are known", 60)


async def message(desk: Scene, words: str) -> Json:
    """To ben."""

    async def says() -> Json | None:
        there = {call["args"].get("channel") for call in await desk.slack.calls("chat.postMessage")}
        found = await desk.slack.messages("D0BEN") if "D0BEN" in there else []
        return next((one for one in found if words in text_of(one)), None)

    return await until(says, f"ben is told {words}", 120)


async def moved(desk: Scene) -> Counter[UUID]:
    """How often each ticket was."""
    async with desk.site.pool.acquire() as connection:
        return Counter(row["ticket_id"] for row in await connection.fetch(MOVED))


async def test_each_ticket_is_moved_once_and_one_message_reports(database_url: str, tmp_path: Path) -> None:
    async with a_quick_stage(database_url, tmp_path / "bot.log", OWONA_LEASE_SECONDS="1") as stage:
        desk = Scene(stage)
        for n, name in enumerate(COLLEAGUES):
            await desk.slack.add_user(name, email=f"agent{n}@owona.de")

        async def enlisted() -> bool:
            return await desk.fetchval(ENLISTED) == len(COLLEAGUES)

        await until(enlisted, "they are of the team", 60)
        await bens(desk)
        await desk.says("ben", "/ticket me away")
        plan = await message(desk, f"Open tickets that you hold: {TICKETS}")
        assert (await desk.slack.click("ben", "D0BEN", plan["ts"], "Hand over")).outcome == "acked"
        for part in (TICKETS // 4, TICKETS // 2):

            async def far(part: int = part) -> bool:
                return (await desk.fetchval(DONE) or 0) >= part

            await until(far, f"{part} are done", 120)
            victim = stage.bots.pop()
            victim.send_signal(signal.SIGKILL)
            await victim.wait()
            assert (await desk.fetchval(DONE) or 0) < TICKETS
            await stage.start_bot()
        done = await message(desk, f"{TICKETS} of {TICKETS}")
        assert (done["ts"], buttons_of(done)) == (plan["ts"], [])
        assert await desk.fetchval(LEFT) == 0
        times = await moved(desk)
        assert (len(times), set(times.values())) == (TICKETS, {1})

"""Bots that are killed while they tell of deadlines, with clocks ten minutes apart: each stage is told once."""

import signal
from collections import Counter
from pathlib import Path

from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage, mark_of

TICKETS = 18
"""No crowd: each is told of by itself."""

KILLS = 4

AHEAD = ("PT27H10M", "PT27H20M")
"""Of the portal's 36 hours three quarters are over at once, by either clock."""

TOLD = "select count(*) from owona_bot.deliveries where reaction = 'sla_alert' and state in ('done', 'suppressed')"

STAGES = "select count(*) from owona_bot.sla_told where not silent"


async def test_each_warning_outlives_four_kills(database_url: str, tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    async with a_quick_stage(database_url, log, OWONA_LEASE_SECONDS="1", OWONA_CLOCK_AHEAD=AHEAD[0]) as stage:
        desk = Scene(stage)
        await stage.start_bot(OWONA_CLOCK_AHEAD=AHEAD[1])
        tickets = [await desk.asked(f"Killfall {n}", settled=False) for n in range(TICKETS)]
        for kill in range(1, KILLS + 1):

            async def far(part: int = kill * TICKETS // (KILLS + 1)) -> bool:
                return (await desk.fetchval(TOLD) or 0) >= part

            await until(far, f"a {kill}. part of the alerts is told", 90)
            victim = stage.bots.pop(0)
            victim.send_signal(signal.SIGKILL)
            await victim.wait()
            await stage.start_bot(OWONA_CLOCK_AHEAD=AHEAD[kill % 2])

        async def all_told() -> bool:
            return (await desk.fetchval(TOLD) or 0) >= TICKETS

        await until(all_told, "every alert is told", 90)
        await desk.settled(*tickets, within=90)
        marks = Counter(str(mark_of(post)) for post in await desk.slack.messages("sla"))
        assert marks == {f"alert:{ticket.id}:resolution:1:75": 1 for ticket in tickets}
        assert await desk.fetchval(STAGES) == TICKETS
        for ticket in tickets:
            await desk.once_and_in_order(ticket)

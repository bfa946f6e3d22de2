"""Bots that are killed in the midst of chains: whoever lives on does each step once, and tells each of it once."""

import signal
from collections import Counter
from pathlib import Path

from owona_bot.playground.stage import until
from tests.handlers.desk import Scene, a_quick_stage, mark_of

TICKETS = 40

STEPS = 5

KILLS = 4

CONFIG = """
escalation:
  chains:
    short:
      steps:
        - {wait: 1s, notify: {channel: C0TIER2}}
        - {wait: 1s, raise_priority: true}
        - {wait: 1s, reassign: ben@owona.de}
        - {wait: 1s, raise_priority: true}
        - {wait: 1s, notify: {channel: C0TIER2}}
"""

BEGIN = """
    insert into owona_bot.escalations (ticket_id, by, chain, steps, started_at, next_at)
    select t.id, 'bot:sla', e.chain, e.steps, now(), now()
    from public.support_tickets t, owona_bot.escalations e where t.title like 'Killfall%' and e.by <> 'bot:sla'
    returning 1"""
"""As many deadlines that pass at once do; the snapshot is the one that a person's escalation has written."""

DONE = "select count(*) from owona_bot.events where kind = 'escalation.stepped'"

STEPPED = """
    select ticket_id::text || ':' || (payload ->> 'step') as step
    from owona_bot.events where kind = 'escalation.stepped'"""

PRIORITIES = """
    select ticket_id::text as ticket from owona_bot.events
    where kind = 'ticket.changed' and payload ? 'priority' and actor = 'bot:escalate'"""


POSTED = """
    select 'escalation:' || d.event_id as mark from owona_bot.deliveries d
    where d.reaction = 'escalation' and d.state = 'done' and d.payload ->> 'channel' = 'C0TIER2'"""
"""Whoever was told with another ended suppressed."""


async def counted(desk: Scene, query: str, column: str) -> Counter[str]:
    async with desk.site.pool.acquire() as connection:
        return Counter(row[column] for row in await connection.fetch(query))


async def test_each_step_of_forty_chains_outlives_four_kills(database_url: str, tmp_path: Path) -> None:
    (tmp_path / "owona.yml").write_text(CONFIG)
    config = str(tmp_path / "owona.yml")
    async with a_quick_stage(
        database_url, tmp_path / "bot.log", bots=1, OWONA_LEASE_SECONDS="1", OWONA_CONFIG=config
    ) as stage:
        desk = Scene(stage)
        await stage.start_bot()
        first = await desk.asked("Vorlage")
        await desk.says("anna", f"/escalate {first.number}")
        assert (await desk.slack.submit("anna", {"Warum?": "?", "Wenn niemand antwortet": "short"})).acked
        tickets = [await desk.asked(f"Killfall {n}", settled=False) for n in range(TICKETS)]
        assert await desk.fetchval(BEGIN) == 1
        every = (TICKETS + 1) * STEPS
        for kill in range(1, KILLS + 1):

            async def far(part: int = kill * every // (KILLS + 1)) -> bool:
                return (await desk.fetchval(DONE) or 0) >= part

            await until(far, f"a {kill}. part of the steps is done", 90)
            victim = stage.bots.pop(0)
            victim.send_signal(signal.SIGKILL)
            await victim.wait()
            await stage.start_bot()

        async def all_done() -> bool:
            return (await desk.fetchval(DONE) or 0) >= every

        await until(all_done, "every step is done", 90)
        await desk.settled(first, *tickets, within=90)
        steps = await counted(desk, STEPPED, "step")
        assert len(steps) == every
        assert set(steps.values()) == {1}
        assert set((await counted(desk, PRIORITIES, "ticket")).values()) <= {1, 2}
        marks = Counter(str(mark_of(post)) for post in await desk.slack.messages("tier2"))
        assert set(marks.values()) == {1}
        assert marks.keys() == set(await counted(desk, POSTED, "mark"))
        for ticket in tickets:
            await desk.once_and_in_order(ticket)
            assert await desk.holder(ticket) == "ben@owona.de"

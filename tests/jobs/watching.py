"""A desk whose clock is moved by hand: tickets grow late, what is due is told, and Slack shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from jobs.deliver import React, Worker
from jobs.plan import Lanes, plan_general, plan_tickets
from jobs.reactions.card import DrawCard
from jobs.reactions.sla_alert import SettleAlerts, TellDeadline
from jobs.reactions.thread import WriteLine
from owona_bot.database.engine import Raw
from owona_bot.desk import Desk
from owona_bot.domain.alert import Memo
from owona_bot.domain.calendar import Calendar
from owona_bot.domain.delivery import Delivery, Outcome, Pace, Reaction
from owona_bot.domain.people import Agent
from owona_bot.domain.sla import Choice, Metric, Policy, SlaRules
from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.site import Site
from owona_bot.playground.wire import Json
from owona_bot.services.fold import fold_waiting
from owona_bot.services.sweep import sweep
from owona_bot.slack.client import Slack
from tests.jobs.queue import LEASE

HOUR = timedelta(hours=1)

GOLD = Policy("gold", {Metric.FIRST_RESPONSE: HOUR, Metric.RESOLUTION: 8 * HOUR})


def in_three_days() -> Calendar:
    """Hours that don't begin today, whenever that is."""
    day = (datetime.now(UTC) + timedelta(days=3)).weekday()
    mon, tue, wed, thu, fri, sat, sun = (((600, 660),) if n == day else () for n in range(7))
    return Calendar("later", "UTC", (mon, tue, wed, thu, fri, sat, sun))


FATES = """
    select e.payload ->> 'stage' as stage, d.state, d.last_error
    from owona_bot.deliveries d join owona_bot.events e on e.id = d.event_id
    where d.reaction = $1 order by d.position"""


async def nothing(_: Delivery) -> Outcome:
    """Whatever else a plan asks for."""
    return Outcome("done")


@dataclass
class Watch:
    """`ahead` is how far the desk's clock runs before the database's; `besides` are reactions outside Slack."""

    base: Desk
    site: Site
    playground: Playground
    web: Slack
    team: Sequence[Agent]
    rules: SlaRules = field(default_factory=lambda: SlaRules((Choice(GOLD),)))
    ahead: timedelta = timedelta()
    besides: Callable[[Desk], Mapping[Reaction, React]] = lambda _: {}

    @property
    def desk(self) -> Desk:
        places = replace(self.base.places, sla="C0SLA")
        workspace = "https://owona.slack.com/"
        return replace(self.base, clock=self.now, sla=self.rules, places=places, workspace=workspace)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    @property
    def worker(self) -> Worker:
        desk, slack = self.desk, self.web
        reactions: dict[Reaction, React] = {
            **dict.fromkeys(Reaction, nothing),
            Reaction.CARD: DrawCard(desk, slack, Pace(0, 1)),
            Reaction.THREAD: WriteLine(desk, slack),
            Reaction.SLA_ALERT: TellDeadline(desk, slack),
            Reaction.SLA_SETTLE: SettleAlerts(desk, slack),
            **self.besides(desk),
        }
        return Worker(desk, reactions, LEASE, lambda: 0.0)

    async def planned(self) -> None:
        """What happened is planned, and what is due is told."""
        desk, lanes = self.desk, Lanes(Pace(0, 1))
        for _ in range(2):
            while await plan_tickets(desk, lanes) + await plan_general(desk, lanes):
                pass
            while await fold_waiting(desk.db, desk.sla, desk.clock()):
                pass
            await sweep(desk.db, desk.clock(), {})
        while await plan_tickets(desk, lanes):
            pass

    async def settle(self) -> None:
        """All that can be done now is done."""
        await self.planned()
        worker = self.worker
        while await worker.deliver_next():
            await self.planned()

    async def at(self, **after: float) -> None:
        """So long after now, with all that happens until then at once."""
        self.ahead = timedelta(**after)
        await self.settle()

    async def ticket(self, title: str = "Login geht nicht", **columns: object) -> UUID:
        """Of the web site, a moment ago, with its card."""
        ticket = await self.site.insert_ticket(await self.lena(), title, "Seit heute.", **columns)
        await self.settle()
        return ticket

    async def lena(self) -> UUID:
        """Signs up at the first time."""
        async with self.base.db.raw.acquire() as raw:
            found: UUID | None = await raw.fetchval("select id from auth.users where email = 'lena@example.com'")
        return found or await self.site.sign_up("lena@example.com", "Lena Kunde")

    async def number(self, ticket: UUID) -> int:
        async with self.base.db.raw.acquire() as raw:
            found: int = await raw.fetchval("select number from owona_bot.ticket_state where ticket_id = $1", ticket)
        return found

    async def memo(self, ticket: UUID) -> Memo:
        """As the alert's button has it."""
        return Memo(await self.number(ticket), Metric.FIRST_RESPONSE, 1)

    async def alerts(self) -> list[str]:
        """What people read in the channel of deadlines, the oldest first."""
        return [text_of(post) for post in await self.playground.messages("sla")]

    async def posts(self) -> list[Json]:
        """The same, whole."""
        return await self.playground.messages("sla")

    async def card(self) -> str:
        """The first ticket's."""
        return text_of((await self.playground.messages("tickets"))[0])

    async def thread(self) -> list[str]:
        """Beneath it."""
        card = (await self.playground.messages("tickets"))[0]
        return [text_of(line) for line in await self.playground.thread("tickets", card["ts"])][1:]

    async def fates(self, reaction: Reaction = Reaction.SLA_ALERT) -> list[tuple[Any, ...]]:
        """Stage, state and reason of each, oldest first."""
        async with self.base.db.raw.acquire() as raw:
            return [tuple(row) for row in await raw.fetch(FATES, reaction.value)]


async def free(raw: Raw) -> None:
    """What was put off is tried at once."""
    await raw.execute("update owona_bot.deliveries set not_before = '-infinity' where state = 'waiting'")
    await raw.execute("update owona_bot.lanes set paused_until = '-infinity'")

"""A rota of people whom Slack knows, a clock that is moved by hand, and what they are told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jobs.deliver import React, Worker
from jobs.plan import Lanes, plan_general
from jobs.reactions.assign_lead import TellLead
from jobs.reactions.operations import TellOperations
from jobs.reactions.shares import Shares
from jobs.reactions.shift import TellShift
from jobs.reactions.swap import TellSwap
from owona_bot.database.engine import Database, Raw
from owona_bot.desk import Desk
from owona_bot.domain.delivery import Delivery, Outcome, Pace, Reaction
from owona_bot.domain.people import Agent, SlackUser
from owona_bot.playground.client import Playground, text_of
from owona_bot.playground.wire import Json
from owona_bot.services.enrol import Team, enrol_all
from owona_bot.services.recognise import recognise
from owona_bot.slack.client import Slack
from tests.jobs.queue import LEASE
from tests.services.rota import NOON
from tests.services.team import HOME

NAMES = ("Anna", "Ben", "Mia")

FATES = "select target, state, last_error from owona_bot.deliveries where reaction = $1 order by position"


async def nothing(_: Delivery) -> Outcome:
    """Whatever else a plan asks for."""
    return Outcome("done")


async def people(db: Database) -> list[Agent]:
    """Of the playground's workspace; the first is admin. They read English."""
    users = [
        SlackUser(f"U0{name.upper()}", HOME, f"{name.lower()}@owona.de", name, "en-GB", False, False, False, False)
        for name in NAMES
    ]
    await enrol_all(db, users, Team(HOME, tuple(f"{name.lower()}@owona.de" for name in NAMES), "en"))
    return [await recognise(db, user.id) for user in users]


@dataclass
class Round:
    """`now` is the desk's clock."""

    base: Desk
    playground: Playground
    web: Slack
    team: Sequence[Agent]
    now: datetime = NOON

    @property
    def db(self) -> Database:
        return self.base.db

    @property
    def desk(self) -> Desk:
        return replace(self.base, clock=lambda: self.now)

    @property
    def worker(self) -> Worker:
        told: dict[Reaction, React] = {
            Reaction.SWAP: TellSwap(self.desk, self.web),
            Reaction.SHIFT: TellShift(self.desk, self.web),
            Reaction.SHARES: Shares(self.desk, self.web),
            Reaction.ASSIGN_LEAD: TellLead(self.desk, self.web),
            Reaction.OPERATIONS: TellOperations(self.desk, self.web),
        }
        return Worker(self.desk, {**dict.fromkeys(Reaction, nothing), **told}, LEASE, lambda: 0.0)

    async def planned(self) -> None:
        while await plan_general(self.desk, Lanes(Pace(0, 1))):
            pass

    async def settle(self) -> None:
        """All that happened is told."""
        await self.planned()
        while await self.worker.deliver_next():
            pass

    async def directs(self, agent: Agent) -> list[Json]:
        """What stands in their direct messages; none before there is such a channel."""
        channel = f"D{agent.slack_user[1:]}"
        posted = {call["args"].get("channel") for call in await self.playground.calls("chat.postMessage")}
        return await self.playground.messages(channel) if channel in posted else []

    async def told(self, agent: Agent) -> list[str]:
        return [text_of(message) for message in await self.directs(agent)]


async def fates(raw: Raw, reaction: Reaction) -> list[tuple[str, str, str | None]]:
    """Target, state and reason of each."""
    return [tuple(row) for row in await raw.fetch(FATES, reaction.value)]

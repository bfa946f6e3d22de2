"""Presence: who of those who could be given a ticket is to be asked after, and what Slack said of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from owona_bot.database import paces, presences
from owona_bot.database.engine import Database
from owona_bot.domain.availability import TRUSTED
from owona_bot.domain.delivery import Lane
from owona_bot.domain.people import AgentId
from owona_bot.domain.presence import Look, Status, Watched


async def whom_to_ask(db: Database, every: timedelta) -> Watched | None:
    """Who was asked after `every` ago or longer, for one replica alone; None: nobody now. Raises Unavailable."""
    async with db.read_raw() as raw:
        await presences.enlist(raw)
        return await presences.take(raw, every)


async def whom_to_leave_alone(db: Database) -> list[Watched]:
    """Everybody of whom it is to be known. Raises Unavailable."""
    async with db.read_raw() as raw:
        await presences.enlist(raw)
        return await presences.watched(raw)


async def may_ask(db: Database, lane: Lane) -> bool:
    """A token of all replicas' pace. Raises Unavailable."""
    async with db.read_raw() as raw:
        return await paces.pace_card(raw, lane)


async def keep_look(db: Database, agent: AgentId, look: Look, now: datetime) -> None:
    """By the desk's clock. Raises Unavailable."""
    async with db.read_raw() as raw:
        await presences.keep(raw, agent, look, now)


async def keep_quiet(db: Database, quiet: Mapping[AgentId, datetime | None], now: datetime | None) -> None:
    """Until when each wants quiet; with `now` that was all to be asked. Raises Unavailable."""
    async with db.read_raw() as raw:
        await presences.keep_quiet(raw, quiet, now)


async def hear_status(db: Database, slack_user: str, status: Status, now: datetime) -> None:
    """An event told it: it counts at once. Raises Unavailable."""
    async with db.read_raw() as raw:
        await presences.hear_status(raw, slack_user, status, now, TRUSTED)

"""Escalations: kept, found when their next step is due, stopped once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database import escalations_sql as sql
from owona_bot.database.engine import Change, Raw
from owona_bot.database.notes import HERE
from owona_bot.database.posts import SlackPost
from owona_bot.domain.chain import Chain, Progress, restored, snapshot
from owona_bot.domain.delivery import Delivery
from owona_bot.domain.escalation import Escalation, Tier, Why
from owona_bot.domain.text import visible
from owona_bot.domain.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Kept:
    """An escalation with the ticket that it is about, and the note that has its reason."""

    escalation: Escalation
    ticket: UUID
    note: UUID | None


@dataclass(frozen=True, slots=True)
class New:
    """One that begins now."""

    tier: Tier
    note: UUID
    called: Sequence[int]
    chain: Chain | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """A post that calls for help; `told` is its event's payload, `alone` the agent whose own message it is.

    `ref` is what it is known by.
    """

    post: SlackPost
    ref: str
    told: Mapping[str, object]
    alone: int | None


def kept_of(row: Any) -> Kept:  # a row of fourteen columns has no useful type
    """A row of COLUMNS."""
    progress = Progress(row.step, row.run, row.stepped_at or row.started_at)
    tier = Tier(row.tier) if row.tier else None
    stopped = Why(row.stopped_why) if row.stopped_why else None
    chain = restored(row.chain, row.steps)
    return Kept(
        Escalation(row.id, row.by, tier, tuple(row.called), chain, progress, row.next_at, stopped),
        row.ticket_id,
        row.note,
    )


async def append_path(tx: Change, ticket: UUID, agent: str, trigger: str, now: datetime) -> None:
    """`agent` is an address, as the portal has it; `trigger` a word, never what anybody wrote."""
    told = {"ticket": ticket, "agent": agent, "trigger": trigger, "now": now}
    await tx.connection.execute(sql.PATH, told)


async def add(tx: Change, ticket: Ticket, new: New) -> int:
    """Its id; by whoever acts in the change."""
    told = {
        "ticket": ticket.id,
        "tier": new.tier.value,
        "note": new.note,
        "called": list(new.called),
        "chain": new.chain.name if new.chain else None,
        "steps": json.dumps(snapshot(new.chain)),
        "begins": new.chain is not None,
        "now": new.now,
    }
    id_: int = (await tx.connection.execute(sql.ADD, told)).scalar_one()
    return id_


async def by_id(connection: AsyncConnection, id_: int) -> Kept | None:
    """None for one that never was."""
    row = (await connection.execute(sql.BY_ID, {"id": id_})).one_or_none()
    return kept_of(row) if row else None


async def open_of(connection: AsyncConnection, ticket: UUID) -> list[Kept]:
    """The ticket's that nothing has ended, oldest first."""
    return [kept_of(row) for row in await connection.execute(sql.OPEN, {"ticket": ticket})]


async def recent(tx: Change, ticket: UUID, reason: str, since: datetime) -> list[Kept]:
    """Those that whoever acts began after `since` for the same reason and that nothing has ended."""
    told = {"ticket": ticket, "here": HERE, "reason": visible(reason), "since": since}
    return [kept_of(row) for row in await tx.connection.execute(sql.RECENT, told)]


async def standing(connection: AsyncConnection, ticket: UUID, most: int) -> list[Standing]:
    """The ticket's newest posts that call for help."""
    rows = await connection.execute(sql.STANDING, {"ticket": ticket, "most": most})
    return [standing_of(row) for row in rows]


def standing_of(row: Any) -> Standing:  # a row of four columns has no useful type
    """A row of STANDING."""
    alone = row.ref.partition(":")[2]
    return Standing(SlackPost(row.channel, row.ts), row.ref, row.payload, int(alone) if alone else None)


async def under_way(raw: Raw, ticket: UUID) -> bool:
    """Whether a call for help is being posted, or may have been."""
    return bool(await raw.fetchval(sql.UNDER_WAY, ticket))


async def calling(raw: Raw, delivery: Delivery) -> list[int]:
    """Deliveries of calls that wait in the same order and that nothing has ended."""
    return [row["id"] for row in await raw.fetch(sql.CALLING, delivery.order_key, delivery.id)]


async def called_by(raw: Raw, deliveries: Sequence[int]) -> list[UUID]:
    """The tickets that these call for and that still wait for help, in the order of the calls."""
    return [row["ticket_id"] for row in await raw.fetch(sql.CALLED_BY, deliveries)]


async def due(connection: AsyncConnection, now: datetime, most: int) -> list[int]:
    """Whose next look is due by the desk's clock, the longest overdue first."""
    return list((await connection.execute(sql.DUE, {"now": now, "most": most})).scalars())


async def take(tx: Change, id_: int, now: datetime) -> Kept | None:
    """Nobody else steps it until this transaction ends; None when somebody does, or did."""
    row = (await tx.connection.execute(sql.TAKE, {"id": id_, "now": now})).one_or_none()
    return kept_of(row) if row else None


async def answered(tx: Change, id_: int) -> bool:
    """Whether a person has written to the customer since it began."""
    found: bool = (await tx.connection.execute(sql.ANSWERED, {"id": id_})).scalar_one()
    return found


async def follows_another(tx: Change, kept: Kept) -> bool:
    """Whether one that began earlier still runs for the same ticket: one chain is enough."""
    told = {"ticket": kept.ticket, "id": kept.escalation.id}
    found: bool = (await tx.connection.execute(sql.ELDER, told)).scalar_one()
    return found


async def move(tx: Change, id_: int, progress: Progress, next_at: datetime | None) -> None:
    """A step was done; `next_at` None: it was the last one."""
    told = {"id": id_, "step": progress.step, "run": progress.run, "since": progress.since, "next_at": next_at}
    await tx.connection.execute(sql.MOVE, told)


async def look_at(tx: Change, id_: int, at: datetime) -> None:
    """Not yet."""
    await tx.connection.execute(sql.LOOK, {"id": id_, "at": at})


async def put_off(tx: Change, id_: int, now: datetime, at: datetime) -> None:
    """Not yet, if it is due still; its row is not read."""
    await tx.connection.execute(sql.PUT_OFF, {"id": id_, "now": now, "at": at})


async def stop(tx: Change, id_: int, why: Why, now: datetime) -> bool:
    """False when it has stopped already."""
    told = {"id": id_, "why": why.value, "now": now}
    return (await tx.connection.execute(sql.STOP, told)).scalar_one_or_none() is not None


async def end(raw: Raw, told: Sequence[tuple[UUID, Why, datetime]], now: datetime) -> None:
    """In the transaction that plans what ended them: tickets, why, and when that happened."""
    tickets, whys, moments = [one[0] for one in told], [one[1].value for one in told], [one[2] for one in told]
    if await raw.fetch(sql.END, tickets, whys, moments, now):
        await raw.execute(sql.NOTIFY)


async def hurry(raw: Raw, tickets: Sequence[UUID], now: datetime) -> None:
    """Chains that wait for working hours are looked at again: urgent tickets don't."""
    await raw.execute(sql.HURRY, list(tickets), now)

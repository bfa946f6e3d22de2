"""Swaps: who asked whom for which time, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.engine import Change
from owona_bot.domain.people import AgentId
from owona_bot.domain.swap import State, Swap

COLUMNS = "id, from_agent, to_agent, starts_at, ends_at, state"

MOMENT = DateTime(timezone=True)

ASK = text("""
    insert into owona_bot.swaps (from_agent, to_agent, starts_at, ends_at, asked_at)
    values (:asker, :colleague, :starts, :ends, :now)
    on conflict (from_agent, to_agent, starts_at, ends_at) where state = 'asked' do nothing
    returning id""").bindparams(
    bindparam("starts", type_=MOMENT), bindparam("ends", type_=MOMENT), bindparam("now", type_=MOMENT)
)

BY_ID = text(f"select {COLUMNS} from owona_bot.swaps where id = :id").bindparams(bindparam("id", type_=BigInteger))

LOCK = text(f"select {COLUMNS} from owona_bot.swaps where id = :id for update").bindparams(
    bindparam("id", type_=BigInteger)
)

OPEN = text(f"""
    select {COLUMNS} from owona_bot.swaps
    where state = 'asked' and ends_at > :now and :agent in (from_agent, to_agent)
    order by starts_at, id limit :most""").bindparams(bindparam("now", type_=MOMENT))

SETTLE = text("update owona_bot.swaps set state = :state, settled_at = :now where id = :id").bindparams(
    bindparam("now", type_=MOMENT)
)

OVERTAKE = text(f"""
    update owona_bot.swaps set state = 'overtaken', settled_at = :now
    where state = 'asked' and id <> :id and from_agent = :asker and starts_at < :ends and ends_at > :starts
    returning {COLUMNS}""").bindparams(
    bindparam("starts", type_=MOMENT), bindparam("ends", type_=MOMENT), bindparam("now", type_=MOMENT)
)


async def ask(tx: Change, swap: Swap, now: datetime) -> int | None:
    """Its id; None where the same is asked already."""
    told = {
        "asker": swap.asker,
        "colleague": swap.colleague,
        "starts": swap.starts,
        "ends": swap.ends,
        "now": now,
    }
    found: int | None = (await tx.connection.execute(ASK, told)).scalar_one_or_none()
    return found


async def by_id(connection: AsyncConnection, id_: int) -> Swap | None:
    """None for one that there is not."""
    row = (await connection.execute(BY_ID, {"id": id_})).one_or_none()
    return swap_of(row) if row else None


async def lock(tx: Change, id_: int) -> Swap | None:
    """The same; nobody else settles it until this transaction ends."""
    row = (await tx.connection.execute(LOCK, {"id": id_})).one_or_none()
    return swap_of(row) if row else None


async def open_of(connection: AsyncConnection, agent: AgentId, now: datetime, most: int) -> list[Swap]:
    """What they asked, or are asked, and what can still be answered; the next first."""
    return [swap_of(row) for row in await connection.execute(OPEN, {"agent": agent, "now": now, "most": most})]


async def settle(tx: Change, swap: Swap, now: datetime) -> None:
    """As its state says; whose row is locked."""
    await tx.connection.execute(SETTLE, {"id": swap.id, "state": swap.state.value, "now": now})


async def overtake(tx: Change, swap: Swap, now: datetime) -> Sequence[Swap]:
    """Other requests for any of the same time: nobody can accept them any more."""
    told = {"id": swap.id, "asker": swap.asker, "starts": swap.starts, "ends": swap.ends, "now": now}
    return [swap_of(row) for row in await tx.connection.execute(OVERTAKE, told)]


def swap_of(row: Any) -> Swap:  # a row of six columns has no useful type
    """A row of COLUMNS."""
    asker, colleague = AgentId(row.from_agent), AgentId(row.to_agent)
    return Swap(row.id, asker, colleague, row.starts_at, row.ends_at, State(row.state))

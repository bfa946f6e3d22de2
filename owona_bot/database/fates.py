"""Deliveries that died: what is told of them, and what people decide about them."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, TextualSelect, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from owona_bot.database import events
from owona_bot.database.engine import Change, Raw
from owona_bot.domain.event import Kind

FATE = """
    select d.state, d.reaction, s.number, d.last_error as error, d.attempts
    from owona_bot.deliveries d left join owona_bot.ticket_state s using (ticket_id)
    where d.id = $1"""

ID = bindparam("id", type_=BigInteger)

LOCK_DEAD = (
    text("""
    select pg_advisory_xact_lock(hashtextextended(order_key, 0)), ticket_id
    from owona_bot.deliveries where id = :id and state = 'dead'""")
    .bindparams(ID)
    .columns(ticket_id=Uuid)
)

REVIVE = (
    text("""
    update owona_bot.deliveries d
    set state = 'waiting', failures = 0, uncertain = true, finished_at = null, not_before = '-infinity',
        position = nextval('owona_bot.delivery_position'), turn = null,
        ahead = exists (select from owona_bot.deliveries o
                        where o.order_key = d.order_key and o.state in ('waiting', 'leased'))
    where id = :id and state = 'dead' returning ticket_id""")
    .bindparams(ID)
    .columns(ticket_id=Uuid)
)

DISCARD = (
    text("""
    update owona_bot.deliveries
    set state = 'suppressed', finished_at = now(), last_error = left('discarded: ' || coalesce(last_error, ''), 500)
    where id = :id and state = 'dead' returning ticket_id""")
    .bindparams(ID)
    .columns(ticket_id=Uuid)
)

OLDEST_DEAD = text("select id from owona_bot.deliveries where state = 'dead' order by position limit 200")

LOCK_THESE = text("""
    select pg_advisory_xact_lock(key)
    from (select distinct hashtextextended(order_key, 0) as key
          from owona_bot.deliveries where id = any(:ids) order by 1) keys""").bindparams(
    bindparam("ids", type_=ARRAY(BigInteger))
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a delivery, for the operations channel; `number` is its ticket's."""

    state: str
    reaction: str
    number: int | None
    error: str | None
    attempts: int


async def fate_of(raw: Raw, delivery: int) -> Fate | None:
    """None once it was pruned."""
    row = await raw.fetchrow(FATE, delivery)
    return Fate(**row) if row else None


async def revive(tx: Change, delivery: int) -> bool:
    """A dead one waits again, last of its key; an event tells of it. False when it is not dead."""
    return await _settle(tx, delivery, REVIVE, Kind.DELIVERY_RETRIED)


async def revive_all(tx: Change) -> int:
    """The oldest dead ones wait again, in the order in which they were planned. Answers how many."""
    dead = (await tx.connection.execute(OLDEST_DEAD)).scalars().all()
    await tx.connection.execute(LOCK_THESE, {"ids": list(dead)})
    for delivery in dead:
        await _settle(tx, delivery, REVIVE, Kind.DELIVERY_RETRIED)
    return len(dead)


async def discard(tx: Change, delivery: int) -> bool:
    """A dead one is given up; an event tells of it. False when it is not dead."""
    return await _settle(tx, delivery, DISCARD, Kind.DELIVERY_DISCARDED)


async def _settle(tx: Change, delivery: int, how: TextualSelect, kind: Kind) -> bool:
    await tx.connection.execute(LOCK_DEAD, {"id": delivery})
    settled = (await tx.connection.execute(how, {"id": delivery})).one_or_none()
    if settled is None:
        return False
    await events.tell(tx, kind, settled.ticket_id, {"delivery": delivery})
    return True

"""Tickets about which nothing has happened for long: resolved ones to close, customers who do not answer."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import DateTime, Integer, TextualSelect, Uuid, bindparam, text
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.database.engine import Change, Raw
from owona_bot.database.index_sql import known
from owona_bot.domain.schedule import Meant

AUTOMATIC = "(coalesce(m.metadata ->> 'kind', '') <> '' or m.metadata ? 'plan')"

OF_IT = "e.ticket_id = t.id and (e.planned_at is null or e.planned_at is not null)"
"""Each way has an index of its own, and none has both."""

TOUCHED = known("t.updated_at")

DONE_WITH = f"""
    t.status = 'resolved' and t.updated_at < :cut and s.snoozed_until is null and s.merged_into is null
    and not exists (
        select from public.support_ticket_messages m
        where m.ticket_id = t.id
          and (m.created_at >= :cut
               or m.author_type = 'customer' and not {AUTOMATIC}
                  and m.created_at > coalesce(
                      (select max(e.created_at) from owona_bot.events e
                       where {OF_IT} and e.kind = 'ticket.changed'
                         and e.payload -> 'status' ->> 1 = 'resolved'),
                      t.updated_at)))"""
"""A customer who wrote after it was resolved is not done with it, whatever its status says."""


def _done_with(what: str) -> TextualSelect:
    """Those of them that `what` says, the one that was touched longest ago first."""
    query = f"""
        select t.id, s.number, t.title, {TOUCHED} as touched
        from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id
        where {DONE_WITH} and {what}
        order by touched, t.id limit :most"""
    bound = text(query).bindparams(bindparam("cut", type_=DateTime(timezone=True)), bindparam("most", type_=Integer))
    return bound.columns(id=Uuid, number=Integer)


BEHIND = _done_with(f"({TOUCHED}, t.id) > (:since, :id)").bindparams(
    bindparam("since", type_=DateTime(timezone=True)), bindparam("id", type_=Uuid)
)

ONE = _done_with("t.id = :id").bindparams(bindparam("id", type_=Uuid))

SINCE = f"""
    select coalesce(max(e.created_at) filter (where e.payload -> 'status' ->> 1 = 'waiting_customer'),
                    max(e.created_at) filter (where e.kind = 'ticket.created')) as since
    from owona_bot.events e
    where {OF_IT} and e.kind in ('ticket.created', 'ticket.changed')"""
"""When the waiting for the customer began."""

ANSWER = f"m.ticket_id = t.id and m.author_type = 'customer' and not m.internal_only and not {AUTOMATIC}"

ELSEWHERE = f"""
    owona_bot.ticket_state x join public.support_ticket_messages m on m.ticket_id = x.ticket_id
    where x.merged_into = t.id and m.author_type = 'customer' and not m.internal_only and not {AUTOMATIC}
      and m.created_at > w.since"""
"""Answers on tickets that go on in this one, planned or not."""

WAITS = f"""
    select t.id, s.number, t.title, w.since
    from public.support_tickets t
    join owona_bot.ticket_state s on s.ticket_id = t.id
    cross join lateral ({SINCE}) w
    where t.status = 'waiting_customer' and s.merged_into is null and (s.snoozed_until is null or s.snoozed_for_answer)
      and w.since < $1
      and not exists (
          select from public.support_ticket_messages m
          where m.ticket_id = t.id and not m.internal_only and not {AUTOMATIC}
            and (m.author_type = 'customer' and m.created_at > w.since
                 or m.author_type in ('customer', 'support') and m.created_at >= $1))
      and not exists (select from {ELSEWHERE})
      and not exists (select from owona_bot.reminders r where r.ticket_id = t.id and r.since = w.since)
      and (select count(*) from owona_bot.reminders r where r.ticket_id = t.id) < $2"""
"""Only where we saw the waiting begin: nobody is reminded of what was before the desk's first day."""

WAITING = f"{WAITS} and (w.since, t.id) > ($3, $4) order by w.since, t.id limit $5"

STILL_WAITING = f"{WAITS} and t.id = $3"

HAS_ANSWERED = f"""
    select exists (
        select from public.support_tickets t
        cross join lateral ({SINCE}) w
        join public.support_ticket_messages m on {ANSWER} and m.created_at > w.since
        where t.id = $1)
    or exists (
        select from public.support_tickets t
        cross join lateral ({SINCE}) w
        where t.id = $1 and exists (select from {ELSEWHERE}))"""

LOCK = "select 1 from public.support_tickets where id = $1 for update"

REMIND = """
    insert into owona_bot.reminders (ticket_id, since, at) values ($1, $2, $3) on conflict do nothing returning 1"""

REMINDED = "select count(*)::integer from owona_bot.reminders where ticket_id = $1"

EPOCH, BEGINNING = datetime(1900, 1, 1, tzinfo=UTC), UUID(int=0)
"""Before the first."""


@dataclass(frozen=True, slots=True)
class Idle:
    """A ticket; `since` is when it was touched last, or has waited from."""

    id: UUID
    number: int
    title: str
    since: datetime

    def meant(self, why_not: str | None = None) -> Meant:
        """For whoever looks before it happens."""
        return Meant(self.number, self.title, self.since, why_not)


async def done_with(connection: AsyncConnection, cut: datetime, after: Idle | None, most: int) -> list[Idle]:
    """Resolved ones that nobody has touched since `cut`; the longest first."""
    since, id_ = (after.since, after.id) if after else (EPOCH, BEGINNING)
    rows = await connection.execute(BEHIND, {"cut": cut, "most": most, "since": since, "id": id_})
    return [Idle(*row) for row in rows]


async def is_done_with(tx: Change, ticket: UUID, cut: datetime) -> bool:
    """Still; its row is locked, so nobody writes a message about it meanwhile."""
    rows = await tx.connection.execute(ONE, {"cut": cut, "most": 1, "id": ticket})
    return rows.first() is not None


async def waiting(raw: Raw, cut: datetime, at_most: int, after: Idle | None, most: int) -> list[Idle]:
    """Whose customer has not answered since `cut`, and was reminded neither in this waiting nor `at_most` times."""
    since, id_ = (after.since, after.id) if after else (EPOCH, BEGINNING)
    return [Idle(*row) for row in await raw.fetch(WAITING, cut, at_most, since, id_, most)]


async def still_waiting(raw: Raw, ticket: UUID, cut: datetime, at_most: int) -> Idle | None:
    """The same of one, locked until the transaction ends."""
    await raw.execute(LOCK, ticket)
    row = await raw.fetchrow(STILL_WAITING, cut, at_most, ticket)
    return Idle(*row) if row else None


async def has_answered(raw: Raw, ticket: UUID) -> bool:
    """Since the waiting began, whatever its status says: the site keeps a customer's words before it sets that."""
    return bool(await raw.fetchval(HAS_ANSWERED, ticket))


async def remind(raw: Raw, idle: Idle, now: datetime) -> bool:
    """Once in a waiting."""
    return await raw.fetchval(REMIND, idle.id, idle.since, now) is not None


async def reminders(raw: Raw, ticket: UUID) -> int:
    """That were sent about it, in all."""
    count: int = await raw.fetchval(REMINDED, ticket)
    return count

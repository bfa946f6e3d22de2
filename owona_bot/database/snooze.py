"""Tickets out of sight: put away by agents, woken by time, by an answer, or because they are done."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, DateTime, Uuid, bindparam, text

from owona_bot.database.engine import Change, Raw
from owona_bot.domain.people import Agent
from owona_bot.domain.snooze import Why
from owona_bot.domain.ticket import Ticket

PUT = text("""
    update owona_bot.ticket_state
    set snoozed_until = case when :asleep then coalesce(:until, 'infinity') end,
        snoozed_for_answer = :for_answer, snoozed_by = :agent
    where ticket_id = :ticket""").bindparams(
    bindparam("ticket", type_=Uuid),
    bindparam("asleep", type_=Boolean),
    bindparam("until", type_=DateTime(timezone=True)),
    bindparam("for_answer", type_=Boolean),
    bindparam("agent", type_=BigInteger),
)

AWAKE = "set snoozed_until = null, snoozed_for_answer = false, snoozed_by = null"

WAKE_DUE = f"""
    with due as (
        select ticket_id, deleted_at from owona_bot.ticket_state
        where snoozed_until <= $1 and snoozed_until < 'infinity'
        order by snoozed_until limit $2
        for update skip locked),
    woken as (
        update owona_bot.ticket_state s {AWAKE} from due where s.ticket_id = due.ticket_id),
    told as (
        insert into owona_bot.events (ticket_id, kind, actor, payload)
        select ticket_id, 'ticket.woken', current_setting('owona_bot.actor'), jsonb_build_object('why', $3::text)
        from due where deleted_at is null)
    select count(*) from due"""
"""A ticket that was deleted is woken too, and nobody hears of it: it would be due for ever."""

DUE = "select exists (select from owona_bot.ticket_state where snoozed_until <= $1 and snoozed_until < 'infinity')"

END = f"""
    with given as (select * from unnest($1::uuid[], $2::text[]) as g(ticket_id, why)),
    woken as (
        update owona_bot.ticket_state s {AWAKE} from given
        where s.ticket_id = given.ticket_id and s.snoozed_until is not null
          and (given.why <> 'answer' or s.snoozed_for_answer)
        returning s.ticket_id, given.why)
    insert into owona_bot.events (ticket_id, kind, actor, payload)
    select ticket_id, 'ticket.woken', 'bot:plan', jsonb_build_object('why', why) from woken
    returning 1"""

NOTIFY = "notify owona_bot"


async def put(tx: Change, ticket: Ticket, agent: Agent) -> None:
    """As `ticket.snooze` says; whose row is locked."""
    snooze = ticket.snooze
    told = {
        "ticket": ticket.id,
        "asleep": snooze is not None,
        "until": snooze.until if snooze else None,
        "for_answer": snooze is not None and snooze.for_answer,
        "agent": agent.id if snooze else None,
    }
    await tx.connection.execute(PUT, told)


async def due(raw: Raw, now: datetime) -> bool:
    """Whether one's time has come."""
    return bool(await raw.fetchval(DUE, now))


async def wake_due(raw: Raw, now: datetime, most: int) -> int:
    """Those whose time has come by the desk's clock, once whoever else looks too; answers how many."""
    woken: int = await raw.fetchval(WAKE_DUE, now, most, Why.TIME.value)
    if woken:
        await raw.execute(NOTIFY)
    return woken


async def end(raw: Raw, whys: Mapping[UUID, Why]) -> None:
    """In the transaction that plans what ended it; one that waits for no answer is woken by none."""
    if await raw.fetch(END, list(whys), [why.value for why in whys.values()]):
        await raw.execute(NOTIFY)

"""The queue and its ledger: first in, first out by order key, paced by lane, held on lease.

An order key's oldest unfinished delivery is the only one of it that is not `ahead`-blocked. Whoever
adds to a key or finishes one of it holds the key's advisory lock until commit, so that no successor
is left waiting for a predecessor that has just ended.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from asyncpg import Record

from owona_bot.database import paces
from owona_bot.database.engine import Raw
from owona_bot.domain.delivery import Delivery, Outcome, Planned, Reaction, Return, Stands
from owona_bot.domain.plan_priorities import BEHIND

AT_ONCE = 1_000
"""Deliveries of a statement: to write more down takes the processor from others for long."""

LOCK_KEYS = """
    select pg_advisory_xact_lock(key)
    from (select distinct hashtextextended(k, 0) as key from unnest($1::text[]) k order by 1) keys"""

HOLD = f"select set_config('idle_in_transaction_session_timeout', '30s', true) from ({LOCK_KEYS}) held"
"""Whoever freezes before the commit keeps the keys for no longer."""

ADD = f"""
    with given as (
        select * from jsonb_to_recordset($1::jsonb) as g(
            n integer, event bigint, ticket uuid, reaction text, target text, order_key text, lane text,
            priority smallint, payload jsonb, suppressed text, not_before timestamptz)),
    forward as (
        update owona_bot.deliveries d set priority = d.priority - {BEHIND}
        where d.state = 'waiting' and d.ctid = any(array(
            select b.ctid
            from (select distinct order_key from given where priority < {BEHIND} and suppressed is null) k
            cross join lateral (
                select ctid from owona_bot.deliveries
                where order_key = k.order_key and state = 'waiting' and priority >= {BEHIND} offset 0) b)))
    insert into owona_bot.deliveries (event_id, ticket_id, reaction, target, order_key, lane, priority, payload,
                                      not_before, state, last_error, finished_at, ahead)
    select event, ticket, reaction, target, order_key, lane, priority, payload, coalesce(not_before, '-infinity'),
           case when suppressed is null then 'waiting' else 'suppressed' end, suppressed,
           case when suppressed is not null then clock_timestamp() end,
           suppressed is null and (
               coalesce((select true from owona_bot.deliveries d
                         where d.order_key = given.order_key and d.state in ('waiting', 'leased') limit 1), false)
               or row_number() over (partition by order_key, suppressed is null order by n) > 1)
    from given order by n
    on conflict (event_id, reaction, target) do nothing"""
"""What waits behind people comes forward when one of them waits for it.

Each key is looked up: an `exists`, or a join, may read all that waits.
"""

CLAIM = f"""
    with free as (
        select name, 32767 as below from owona_bot.lanes where every = '0' and paused_until <= now()
    ), paced as (
        select name, case when next_at <= now() then 32767 else {BEHIND} end as below from owona_bot.lanes
        where every > '0' and paused_until <= now() and next_at <= now() + every * (burst - 1)
          and name not like 'slack.update:%'  -- a card's own pace is no way that deliveries go
        for update skip locked
    ), head as (
        select d.id, d.lane
        from (select name, below from free union all select name, below from paced) lane
        cross join lateral (
            select id, lane, priority, coalesce(turn, position) as turn from owona_bot.deliveries
            where lane = lane.name and priority < below and state = 'waiting' and not ahead and not_before <= now()
            order by priority, coalesce(turn, position) limit 1
            for update skip locked) d
        order by d.priority, d.turn limit 1
    ), token as (
        update owona_bot.lanes l set next_at = greatest(l.next_at, now()) + l.every
        from head where l.name = head.lane and l.every > '0'
    )
    update owona_bot.deliveries d
    set state = 'leased', leased_until = now() + $1, attempts = attempts + 1
    from head, owona_bot.events e
    where d.id = head.id and e.id = d.event_id
    returning d.id, d.event_id, d.ticket_id, d.reaction, d.target, d.order_key, d.lane, d.payload, d.attempts,
              d.failures, d.uncertain, e.kind, e.actor, e.payload as event_payload, e.message_id, d.created_at"""
"""What goes at once after a rest is spared for people."""

ABSORBABLE = """
    select id from owona_bot.deliveries
    where order_key = $1 and reaction = $2 and state = 'waiting' and id <> $3"""

FINISH = """
    update owona_bot.deliveries
    set state = $3, leased_until = null, finished_at = now(), receipt = $4, last_error = $5, uncertain = false
    where id = $1 and attempts = $2 and state = 'leased'
    returning id"""

ABSORB = """
    update owona_bot.deliveries
    set state = 'suppressed', finished_at = now(), last_error = $2, ahead = false
    where id = any($1::bigint[]) and state = 'waiting'"""

NEXT = """
    update owona_bot.deliveries set ahead = false, turn = nextval('owona_bot.delivery_position')
    where ahead and id = (
        select id from owona_bot.deliveries where order_key = $1 and state in ('waiting', 'leased')
        order by position limit 1)"""
"""From here on it stands behind other orders' heads: a ticket of which very much is told is before nobody's."""

STANDS = """
    insert into owona_bot.slack_posts (ticket_id, channel, ts, shows, ref) values ($1, $2, $3, $4, $5)
    on conflict (channel, ts) do update set shows = excluded.shows, ref = excluded.ref"""

CARD_STANDS = """
    insert into owona_bot.slack_posts (ticket_id, channel, ts, shows, ref) values ($1, $2, $3, $4, $5)
    on conflict (ticket_id) where shows = 'card' do update set channel = excluded.channel, ts = excluded.ts"""

GIVE_BACK = """
    update owona_bot.deliveries
    set state = 'waiting', leased_until = null, not_before = now() + $3, last_error = $4,
        failures = failures + $5, uncertain = uncertain or $6
    where id = $1 and attempts = $2 and state = 'leased'"""

RENEW = """
    update owona_bot.deliveries set leased_until = now() + $3
    where id = $1 and attempts = $2 and state = 'leased' returning id"""

EXPIRE = """
    update owona_bot.deliveries set state = 'waiting', leased_until = null, uncertain = true
    where state = 'leased' and leased_until < now() returning id"""

STRAYS = """
    with heads as (
        select distinct on (order_key) id, ahead from owona_bot.deliveries
        where state in ('waiting', 'leased') order by order_key, position)
    update owona_bot.deliveries d set ahead = false
    from heads where d.id = heads.id and heads.ahead returning d.id"""

WAITING_FOR = """
    select count(*) from owona_bot.deliveries
    where state in ('waiting', 'leased') and payload ->> 'channel' = $1"""

WAITING_IN = """
    select count(*) from owona_bot.deliveries where lane = $1 and state in ('waiting', 'leased')"""


async def add(raw: Raw, planned: Sequence[Planned]) -> None:
    """In the order given; one that its event has already is passed over."""
    if planned:
        await raw.execute(HOLD, [one.order_key for one in planned])
        await add_locked(raw, planned)


async def add_locked(raw: Raw, planned: Sequence[Planned]) -> None:
    """The same by whoever holds the keys' locks; a statement of its own, which sees what they waited for."""
    for first in range(0, len(planned), AT_ONCE):
        few = planned[first : first + AT_ONCE]
        await raw.execute(ADD, [{"n": n, **row_of(one)} for n, one in enumerate(few)])


def row_of(one: Planned) -> dict[str, object]:
    """As ADD's recordset reads it."""
    return {
        "event": one.event,
        "ticket": str(one.ticket) if one.ticket else None,
        "reaction": one.reaction.value,
        "target": one.target,
        "order_key": one.order_key,
        "lane": one.lane,
        "priority": one.priority,
        "payload": one.payload,
        "suppressed": one.suppressed,
        "not_before": one.not_before.isoformat() if one.not_before else None,
    }


async def claim(raw: Raw, lease: timedelta) -> Delivery | None:
    """The most urgent one that nothing holds up, on lease; None when there is none."""
    row = await raw.fetchrow(CLAIM, lease)
    return delivery_of(row) if row else None


def delivery_of(row: Record) -> Delivery:
    """A row of CLAIM."""
    told: Mapping[str, object] = row["event_payload"]
    if row["message_id"] is not None:
        told = {**told, "message": str(row["message_id"])}
    return Delivery(
        id=row["id"],
        event=row["event_id"],
        ticket=row["ticket_id"],
        reaction=Reaction(row["reaction"]),
        target=row["target"],
        order_key=row["order_key"],
        lane=row["lane"],
        payload=row["payload"],
        attempt=row["attempts"],
        failures=row["failures"],
        uncertain=row["uncertain"],
        event_kind=row["kind"],
        actor=row["actor"],
        event_payload=told,
        created_at=row["created_at"],
    )


async def absorbable(raw: Raw, delivery: Delivery) -> list[int]:
    """Waiting ones of the same key that would do the same: whoever acts now acts for them."""
    rows = await raw.fetch(ABSORBABLE, delivery.order_key, delivery.reaction.value, delivery.id)
    return [row["id"] for row in rows]


async def finish(raw: Raw, delivery: Delivery, outcome: Outcome) -> bool:
    """In a transaction: keep the receipt, let the key's next one go. False when the lease was lost."""
    await raw.execute(HOLD, [delivery.order_key])
    receipt = outcome.receipt or None
    held = await raw.fetchval(FINISH, delivery.id, delivery.attempt, outcome.state, receipt, outcome.reason)
    if outcome.stands:
        await keep_stand(raw, delivery, outcome.stands)
    if held is None:
        return False
    if outcome.absorbed:
        await raw.execute(ABSORB, outcome.absorbed, f"drawn with {delivery.id}")
    await raw.execute(NEXT, delivery.order_key)
    return True


async def keep_stand(raw: Raw, delivery: Delivery, stands: Stands) -> None:
    """A card that was posted anew takes the place of the one that is gone."""
    statement = CARD_STANDS if stands.shows == "card" else STANDS
    await raw.execute(statement, delivery.ticket, stands.channel, stands.ts, stands.shows, stands.ref)


async def give_back(raw: Raw, delivery: Delivery, back: Return) -> None:
    """It waits again, and with `lane` all that goes the same way."""
    failed = 1 if back.failed else 0
    values = (delivery.id, delivery.attempt, back.pause, back.reason, failed, back.uncertain)
    await raw.execute(GIVE_BACK, *values)
    if back.lane:
        await paces.pause(raw, delivery.lane, back.pause)


async def renew(raw: Raw, delivery: Delivery, lease: timedelta) -> bool:
    """Its holder is alive. False when the lease was lost."""
    return await raw.fetchval(RENEW, delivery.id, delivery.attempt, lease) is not None


async def expire(raw: Raw) -> int:
    """Leases that ran out wait again; whether they acted is uncertain. Answers how many."""
    return len(await raw.fetch(EXPIRE))


async def free_strays(raw: Raw) -> int:
    """Heads of their key that are blocked by nobody; a correct queue has none. Answers how many."""
    return len(await raw.fetch(STRAYS))


async def balance(raw: Raw) -> dict[str, int]:
    """Deliveries by state: their sum is all that was planned and not yet pruned."""
    rows = await raw.fetch("select state, count(*) as n from owona_bot.deliveries group by state")
    return {row["state"]: row["n"] for row in rows}


async def waiting_for(raw: Raw, channel: str) -> int:
    """Unfinished deliveries that go to a Slack channel."""
    return int(await raw.fetchval(WAITING_FOR, channel))


async def waiting_in(raw: Raw, lane: str) -> int:
    """Unfinished deliveries that go one way."""
    return int(await raw.fetchval(WAITING_IN, lane))

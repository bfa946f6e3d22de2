"""The statements of the queue of tickets that wait for somebody, and of the decisions about them.

Who gives tickets away holds one lock of the whole desk, and waits for nobody's: a ticket that somebody else holds is
looked at a second later.
"""

from owona_bot.database.decisions import newest_of
from owona_bot.database.posts import LANGUAGE
from owona_bot.domain.assignment import Stuck

OPEN = "t.status not in ('resolved', 'closed')"

AWAKE = "s.snoozed_until is null and s.merged_into is null and s.deleted_at is null"

HOLDER = "owona_bot.agents a where a.active and a.email = lower(t.assigned_agent)"

GO_LIVE = "(select at from owona_bot.marks where name = 'go_live')"

LOCKED = "pg_try_advisory_xact_lock(hashtextextended('owona_bot.assign', 0))"

WHYS = ", ".join(f"'{why.value}'" for why in Stuck)

LOOK = f"""
    select exists (select from owona_bot.assign_queue where not_before <= $1) as due, {LOCKED} as free,
           exists (select from owona_bot.assign_queue) as waits,
           owona_bot.other_automation() as other, held_since is not null as held, openings,
           exists (
               select from unnest(array[{WHYS}]) as w (why)
               left join owona_bot.assign_stuck told using (why)
               left join lateral (
                   select q.since from owona_bot.assign_queue q
                   where q.why = w.why order by q.since limit 1) oldest on true
               where case when told.why is null then oldest.since <= now() - $2::interval
                          else oldest.since is null end) as news
    from owona_bot.assign_standing"""
"""For each kind of stuck an index tells of one row: how many wait does not matter."""

LOCK = f"""
    select case when {LOCKED} then owona_bot.other_automation() end,
           set_config('idle_in_transaction_session_timeout', '10s', true),
           set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
           set_config('synchronous_commit', 'off', true)"""
"""Null: somebody else has it. To plan each statement anew takes longer than to do it; each has an index for its way.

What PostgreSQL loses in a crash is given again, and whoever leases what came of it commits for both. Whoever stops in
the middle, frozen or cut off, stops nobody else for long.
"""

STANDING = "select held_since is not null as held, openings from owona_bot.assign_standing"
"""A statement of its own: what whoever had the lock before has left is seen."""

SET_OPENINGS = "update owona_bot.assign_standing set openings = $1"

HOLD = """
    update owona_bot.assign_standing set held_since = case when $1 then $2::timestamptz end
    where (held_since is not null) <> $1
    returning 1"""

WANTED = f"""
    coalesce({OPEN} and {AWAKE} and t.created_at >= {GO_LIVE} and not exists (select from {HOLDER}), false)"""
"""Whether it may be given away."""

LAST = 50
"""So many earlier tickets of a requester tell whom they know; a program that writes may have hundreds of thousands."""

RELEASED_BY = f"""
    (select (e.agent ->> 0)::bigint from ({newest_of("t.ticket_id")}) e
     where e.agent ->> 1 is null and e.actor not like 'bot:%')"""
"""Who had it last, if a person gave it back or took it from them."""

DUE, ALL = "not_before <= $1", "true"
"""Which of those that wait are looked at."""

WAITING = f"""
    with due as (
        select distinct ticket_id from owona_bot.assign_queue where {{which}}),
    waiting as (
        select q.ticket_id, min(q.since) as since, array_agg(q.id order by q.since, q.id) as rows,
               bool_or(q.not_before <= $1) as due, max(q.why) as why
        from due join owona_bot.assign_queue q using (ticket_id)
        group by q.ticket_id),
    ranked as (
        select w.*, coalesce(array_position(array['urgent', 'high', 'normal', 'low'], t.priority), 3) as urgency,
               w.rows[1] as first_row, t.status, t.priority, t.category, t.created_at, t.assigned_agent,
               t.source_metadata, t.user_id
        from waiting w
        left join public.support_tickets t on t.id = w.ticket_id),
    first as materialized (
        select * from ranked where (urgency, since, first_row) > ($2, $3, $4)
        order by urgency, since, first_row limit $5)
    select t.ticket_id, t.since, t.rows, t.due, t.why, t.urgency, t.first_row, t.status, t.priority, t.category,
           s.number, {LANGUAGE} as language, p.channel, s.since as known_since, known.id as last,
           {RELEASED_BY} as released_by,
           (select x.decided_at from owona_bot.assignments x
            where x.ticket_id = t.ticket_id and x.agent_id is null) as kept_at,
           {WANTED} as wanted
    from first t
    left join owona_bot.ticket_state s on s.ticket_id = t.ticket_id
    left join owona_bot.slack_posts p on p.ticket_id = t.ticket_id and p.shows = 'card'
    left join lateral (
        select a.id
        from (select x.number, x.seen_agent from owona_bot.ticket_state x
              where x.requester_address = s.requester_address and x.seen_agent is not null
                and x.ticket_id <> s.ticket_id
              order by x.number desc limit {LAST}) x
        join owona_bot.agents a on a.active and a.email = lower(x.seen_agent)
        order by x.number desc limit 1) known on true
    order by t.urgency, t.since, t.first_row"""
"""Behind a place in their order."""

SIFT = f"""
    with few as (
        select id, ticket_id from owona_bot.assign_queue where not_before <= $1 order by not_before, id limit $2),
    needless as (
        select few.id from few
        left join public.support_tickets t on t.id = few.ticket_id
        left join owona_bot.ticket_state s on s.ticket_id = few.ticket_id
        where not {WANTED})
    delete from owona_bot.assign_queue where id in (select id from needless)"""

HOLD_TICKETS = f"""
    select t.id
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as read (id, status, priority, category)
    join public.support_tickets t on t.id = read.id
    join owona_bot.ticket_state s on s.ticket_id = t.id
    where t.status = read.status and t.priority = read.priority and coalesce(t.category, '') = read.category
      and {OPEN} and {AWAKE} and not exists (select from {HOLDER})
    for update of t skip locked"""
"""Those that are still as they were read, and that nobody is at: until the transaction ends nobody can be."""

GIVE = f"""
    with given as materialized (
        select * from jsonb_to_recordset($1::jsonb)
            as g(ticket_id uuid, agent_id bigint, status text, rule text, facts jsonb, at timestamptz)),
    moved as (
        update public.support_tickets t set assigned_agent = w.email, status = g.status
        from given g
        join owona_bot.agents w on w.id = g.agent_id and w.active and w.role <> 'reader'
        join owona_bot.ticket_state s on s.ticket_id = g.ticket_id
        where t.id = g.ticket_id and {OPEN} and {AWAKE} and not exists (select from {HOLDER})
        returning t.id),
    waited as (
        delete from owona_bot.assignments x using moved where x.ticket_id = moved.id and x.agent_id is null)
    insert into owona_bot.assignments (ticket_id, agent_id, rule, facts, decided_at)
    select ticket_id, agent_id, rule, facts, at from given where ticket_id in (select id from moved)
    order by at
    returning ticket_id"""
"""Asked once more of each: it is open, and nobody of ours has it."""

UNHEARD = """
    select id from unnest($1::uuid[]) as given (id)
    where not exists (
        select from owona_bot.events e
        where e.ticket_id = given.id and e.planned_at is null and e.kind = 'ticket.changed'
          and e.transaction_id = pg_current_xact_id()::text::bigint)
    limit 1"""
"""Of those that this transaction gave away, one of which no event says so."""

KEEP = """
    insert into owona_bot.assignments as x (ticket_id, rule, facts, decided_at)
    select ticket_id, rule, facts, at from jsonb_to_recordset($1::jsonb)
        as g(ticket_id uuid, rule text, facts jsonb, at timestamptz)
    on conflict (ticket_id) where agent_id is null do update
    set rule = excluded.rule, facts = excluded.facts, decided_at = excluded.decided_at"""

SETTLE = """
    with gone as (delete from owona_bot.assign_queue where id = any($1::bigint[]))
    update owona_bot.assign_queue q set not_before = put.off, why = put.why
    from unnest($2::bigint[], $3::timestamptz[], $4::text[]) as put (id, off, why)
    where q.id = put.id"""

STUCK = """
    with waits as (
        select why, count(distinct ticket_id)::integer as count, min(since) as since
        from owona_bot.assign_queue where why is not null group by why),
    over as (
        delete from owona_bot.assign_stuck s where not exists (select from waits w where w.why = s.why)),
    fresh as (
        insert into owona_bot.assign_stuck (why) select why from waits where since <= now() - $1::interval
        on conflict do nothing returning why)
    select why, count from fresh join waits using (why)"""

LEADS = """
    select id from owona_bot.agents
    where active and role = case when exists (
              select from owona_bot.agents where active and role = 'lead') then 'lead' else 'admin' end
    order by id"""

STILL_STUCK = """
    select count(distinct ticket_id)::integer from owona_bot.assign_queue
    where why = $1 and exists (select from owona_bot.assign_stuck where why = $1)"""

LEFT_OUT = f"""
    select t.id, s.number, t.title, t.created_at
    from (select distinct ticket_id from owona_bot.search where rank < 4) o
    join public.support_tickets t on t.id = o.ticket_id
    join owona_bot.ticket_state s on s.ticket_id = t.id
    where {OPEN} and t.created_at >= {GO_LIVE} and s.number > $1
      and s.snoozed_until is null and s.merged_into is null and s.deleted_at is null
      and not exists (select from {HOLDER})
      and not exists (select from owona_bot.assign_queue q where q.ticket_id = t.id)
    order by s.number limit $2"""
"""Open ones that nobody has or is looked for. Lists know what is open by an index, the site's table has none."""

QUEUE = "insert into owona_bot.assign_queue (ticket_id) select * from unnest($1::uuid[])"

PRUNE = """
    delete from owona_bot.assign_queue where id in (
        select id from owona_bot.assign_queue where since < now() - $1::interval limit 10000)
    returning 1"""

PRUNE_STUCK = """
    delete from owona_bot.assign_stuck s
    where not exists (select from owona_bot.assign_queue q where q.why = s.why)"""

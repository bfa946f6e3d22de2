"""The statements of the queue of tickets that wait for somebody, and of the decisions about them.

Who gives tickets away holds one lock of the whole desk, and waits for nobody's: a ticket that somebody else holds is
looked at a second later.
"""

from owona_bot.database.decisions import newest_of
from owona_bot.database.index_sql import known
from owona_bot.database.language import LANGUAGE
from owona_bot.domain.assignment import Stuck

OPEN = "t.status not in ('resolved', 'closed')"

AWAKE = "s.snoozed_until is null and s.merged_into is null and s.deleted_at is null"

IS_HOLDER = "a.active and a.email = lower(t.assigned_agent)"
"""Of a row `a` of agents: they have the ticket `t`."""

HOLDER = f"owona_bot.agents a where {IS_HOLDER}"

URGENCY = "coalesce(array_position(array['urgent', 'high', 'normal', 'low'], t.priority), 3)"

GO_LIVE = "(select at from owona_bot.marks where name = 'go_live')"

LOCKED = "pg_try_advisory_xact_lock(hashtextextended('owona_bot.assign', 0))"

WHYS = ", ".join(f"'{why.value}'" for why in Stuck)

AGAIN = "told.since <= now() - interval '4 hours'"
"""So long the same is not told again, if it was over in between."""

LOOK = f"""
    select exists (select from owona_bot.assign_queue where not_before <= $1) as due,
           exists (select from owona_bot.assign_queue) as waits,
           owona_bot.other_automation() as other, held_since is not null as held, openings,
           exists (
               select from unnest(array[{WHYS}]) as w (why)
               left join owona_bot.assign_stuck told using (why)
               left join lateral (
                   select q.since from owona_bot.assign_queue q
                   where q.why = w.why order by q.since limit 1) oldest on true
               where case when told.why is null or told.over and {AGAIN} then oldest.since <= $1 - $2::interval
                          else oldest.since is null and not told.over end) as news, {LOCKED} as free
    from owona_bot.assign_standing"""
"""For each kind of stuck an index tells of one row: how many wait does not matter. The lock is tried last: who looks
has it for a moment, and nobody should find it taken because of that."""

LOCK = f"""
    select case when {LOCKED} then owona_bot.other_automation() end,
           set_config('idle_in_transaction_session_timeout', '10s', true),
           set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
           set_config('synchronous_commit', 'off', true)"""
"""Null: somebody else has it. To plan each statement anew takes longer than to do it; each has an index for its way.

What PostgreSQL loses in a crash is given again, and whoever leases what came of it commits for both. Whoever stops in
the middle, frozen or cut off, stops nobody else for long.
"""

STANDING = """
    with seen as (
        update owona_bot.assign_standing set looked_at = now() where looked_at < now() - interval '1 minute')
    select held_since is not null as held, openings from owona_bot.assign_standing"""
"""A statement of its own: what whoever had the lock before has left is seen. It says that somebody is at work."""

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
    (select (e.agent ->> 0)::bigint from ({newest_of("w.ticket_id")}) e
     where e.agent ->> 1 is null and e.actor not like 'bot:%')"""
"""Who had it last, if a person gave it back or took it from them."""

PLACE = "urgency, since, id"

DUE = f"""
    select {PLACE}, ticket_id from (
        (select {PLACE}, ticket_id from owona_bot.assign_queue where not_before = '-infinity'
         order by {PLACE} limit $5)
        union all
        (select {PLACE}, ticket_id from owona_bot.assign_queue where not_before > '-infinity' and not_before <= $1
         order by not_before, id limit 10 * $5)) q
    where ({PLACE}) > ($2, $3, $4)
    order by {PLACE} limit $5"""
"""The most urgent of those that are new, and of those whose time has come the most urgent of many."""

ALL = f"""
    select {PLACE}, ticket_id from owona_bot.assign_queue where ({PLACE}) > ($2, $3, $4) order by {PLACE} limit $5"""
"""Behind a place in their order."""

WAITING = f"""
    with picked as materialized ({{which}}),
    final as (
        select {PLACE}, count(*) over () as count from picked order by urgency desc, since desc, id desc limit 1),
    waiting as materialized (
        select q.ticket_id, min(q.since) as since, array_agg(q.id order by q.since, q.id) as rows,
               bool_or(q.not_before <= $1) as due, max(q.why) as why
        from (select distinct ticket_id from picked) p join owona_bot.assign_queue q using (ticket_id)
        group by q.ticket_id)
    select w.ticket_id, w.since, w.rows, w.due, w.why, t.status, t.priority, t.category,
           final.urgency as last_urgency, final.since as last_since, final.id as last_id, final.count,
           s.number, {LANGUAGE} as language, p.channel, {known("s.since")} as known_since, known.id as last,
           {RELEASED_BY} as released_by,
           (select x.decided_at from owona_bot.assignments x
            where x.ticket_id = w.ticket_id and x.agent_id is null) as kept_at,
           {WANTED} as wanted
    from waiting w cross join final
    left join public.support_tickets t on t.id = w.ticket_id
    left join owona_bot.ticket_state s on s.ticket_id = w.ticket_id
    left join owona_bot.slack_posts p on p.ticket_id = w.ticket_id and p.shows = 'card'
    left join lateral (
        select a.id
        from (select x.number, x.seen_agent from owona_bot.ticket_state x
              where x.requester_address = s.requester_address and x.seen_agent is not null
                and x.ticket_id <> s.ticket_id
              order by x.number desc limit {LAST}) x
        join owona_bot.agents a on a.active and a.email = lower(x.seen_agent)
        order by x.number desc limit 1) known on true
    order by {URGENCY}, w.since, w.rows[1]"""
"""Of a ticket all rows, wherever they stand in the order."""

SIFT = f"""
    with few as materialized (
        select id, ticket_id from owona_bot.assign_queue where not_before <= $1 and id > $2 order by id limit $3),
    needless as (
        select q.id from few
        join owona_bot.assign_queue q using (id)
        left join public.support_tickets t on t.id = few.ticket_id
        left join owona_bot.ticket_state s on s.ticket_id = few.ticket_id
        where not {WANTED}
        for update of q skip locked),
    gone as (
        delete from owona_bot.assign_queue where id in (select id from needless))
    select max(id) from few"""

HOLD_TICKETS = f"""
    select t.id
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as read (id, status, priority, category)
    join public.support_tickets t on t.id = read.id
    where t.status = read.status and t.priority = read.priority and coalesce(t.category, '') = read.category
      and {OPEN} and (select {AWAKE} from owona_bot.ticket_state s where s.ticket_id = t.id)
      and not exists (select from {HOLDER})
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
    where (
        select true from owona_bot.events e
        where e.ticket_id = given.id and e.planned_at is null and e.kind = 'ticket.changed'
          and e.transaction_id = pg_current_xact_id()::text::bigint
        limit 1) is null
    limit 1"""
"""Of those that this transaction gave away, one of which no event says so. An index tells for each of the few."""

KEEP = """
    insert into owona_bot.assignments as x (ticket_id, rule, facts, decided_at)
    select ticket_id, rule, facts, at from jsonb_to_recordset($1::jsonb)
        as g(ticket_id uuid, rule text, facts jsonb, at timestamptz)
    on conflict (ticket_id) where agent_id is null do update
    set rule = excluded.rule, facts = excluded.facts, decided_at = excluded.decided_at"""

SETTLE = """
    with gone as (delete from owona_bot.assign_queue where id = any($1::bigint[]))
    update owona_bot.assign_queue q set not_before = put.off, why = put.why, urgency = put.urgency
    from unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::integer[]) as put (id, off, why, urgency)
    where q.id = put.id"""

STUCK = f"""
    with waits as (
        select why, count(distinct ticket_id)::integer as count, min(since) as since
        from owona_bot.assign_queue where why is not null group by why),
    over as (
        update owona_bot.assign_stuck told set over = true
        where not over and not exists (select from waits w where w.why = told.why)),
    fresh as (
        insert into owona_bot.assign_stuck as told (why)
        select why from waits where since <= $1::timestamptz - $2::interval and why <> all($3::text[])
        on conflict (why) do update set since = now(), over = false where told.over and {AGAIN}
        returning why)
    select why, count from fresh join waits using (why)"""

STILL_STUCK = """
    select count(distinct ticket_id)::integer from owona_bot.assign_queue
    where why = $1 and exists (select from owona_bot.assign_stuck where why = $1)"""

LEFT = f"""
    from (select distinct ticket_id from owona_bot.search where rank < 4) o
    join public.support_tickets t on t.id = o.ticket_id
    join owona_bot.ticket_state s on s.ticket_id = t.id
    where {WANTED} and not exists (select from owona_bot.assign_queue q where q.ticket_id = t.id)
      and not exists (select from owona_bot.imported i where i.ticket_id = t.id and i.source = 'tickets')
    order by s.number limit $1"""
"""Open ones that nobody has or is looked for, but for those that an import restored. Lists know what is open by an
index, the site's table has none.
"""

LEFT_OUT = f"select t.id, s.number, t.title, {known('t.created_at')} as created_at {LEFT}"

QUEUE_LEFT_OUT = f"insert into owona_bot.assign_queue (ticket_id, urgency) select t.id, {URGENCY} {LEFT}"

PRUNE = """
    delete from owona_bot.assign_queue where id in (
        select id from owona_bot.assign_queue where since < now() - $1::interval limit 10000)
      and exists (select from owona_bot.assign_standing where looked_at < now() - $1::interval)
    returning 1"""

PRUNE_STUCK = f"""
    delete from owona_bot.assign_stuck told
    where {AGAIN} and not exists (select from owona_bot.assign_queue q where q.why = told.why)"""

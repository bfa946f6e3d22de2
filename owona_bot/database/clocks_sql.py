"""The statements of the clocks' index and of its sweep.

The sweep finds what is due by one index, tells it once and moves it on, whoever else sweeps. Locks are taken by
skipping what somebody holds, clocks before tickets, and nothing is waited for: whoever plans, folds or answers goes
first, and what they held is looked at a second later.
"""

# Folding

COUNTABLE = "between '1970-01-01 00:00+00' and '2100-01-01 00:00+00'"
"""When things happen for clocks: whoever writes a row says when, be it in the year 1, 9999 or at infinity."""

WAITING = "select exists (select from owona_bot.unclocked where not_before <= $1)"

FOLD_KEY = "hashtextextended('owona_bot.clocks', 0)"

FOLD_LOCK = (
    f"select set_config('synchronous_commit', 'off', true) is not null and pg_try_advisory_xact_lock({FOLD_KEY})"
)
"""One folds at a time: of two that fold the same ticket, the one with the older history could write last."""

FOLD_LOCK_WAIT = f"select pg_advisory_xact_lock({FOLD_KEY})"

TAKE = """
    delete from owona_bot.unclocked
    where ticket_id in (
        select ticket_id from owona_bot.unclocked where not_before <= $2 order by old, id limit $1)
    returning ticket_id"""

PUT_OFF = """
    with waits as (insert into owona_bot.unclocked (ticket_id, not_before) values ($1, $2))
    select number from owona_bot.ticket_state where ticket_id = $1"""
"""Not as an old one: while one of these waits nobody looks for others."""

POLICIES = """
    insert into owona_bot.sla_policies (hash, name, spec)
    select hash, name, spec::jsonb from unnest($1::text[], $2::text[], $3::text[]) as g(hash, name, spec)
    on conflict do nothing"""

TERMS = """
    insert into owona_bot.sla_terms (ticket_id, since, policy, event_id, stood_since, category)
    select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[])
    on conflict do nothing"""

FORGET_TERMS = "delete from owona_bot.sla_terms where ticket_id = any($1::uuid[])"

OPEN_AFTER = """
    select s.ticket_id, s.number from owona_bot.ticket_state s join public.support_tickets t on t.id = s.ticket_id
    where s.number > $1 and t.status not in ('resolved', 'closed') order by s.number limit $2"""

COLUMNS = {
    "policy": "text",
    "state": "text",
    "started_at": "timestamptz",
    "due_at": "timestamptz",
    "stages": "timestamptz[]",
    "shares": "smallint[]",
    "told": "smallint",
    "next_at": "timestamptz",
    "stopped_at": "timestamptz",
    "late": "boolean",
    "silent": "boolean",
}
"""Beside the key."""

NAMES = ", ".join(COLUMNS)

KEEP = f"""
    with given as materialized (
        select * from jsonb_to_recordset($1::jsonb)
            as g(ticket_id uuid, metric text, round integer, {", ".join(map(" ".join, COLUMNS.items()))})),
    gone as (
        delete from owona_bot.sla_clocks c
        where c.ticket_id = any($2::uuid[]) and (c.ticket_id, c.metric, c.round) not in (
            select ticket_id, metric, round from given))
    insert into owona_bot.sla_clocks as c (ticket_id, metric, round, {NAMES})
    select ticket_id, metric, round, {NAMES} from given order by ticket_id, metric, round
    on conflict (ticket_id, metric, round) do update set {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}
    where ({", ".join(f"c.{name}" for name in COLUMNS)}) is distinct from
          ({", ".join(f"excluded.{name}" for name in COLUMNS)})"""

UNKNOWN = f"""
    with found as (
        insert into owona_bot.unclocked (old, ticket_id)
        select true, t.id from public.support_tickets t
        where t.updated_at > now() - $1::interval and t.created_at {COUNTABLE}
          and not exists (select from owona_bot.sla_terms k where k.ticket_id = t.id)
          and not exists (select from owona_bot.unclocked where old)
        order by t.created_at desc
        returning 1)
    select count(*) from found"""
"""The newest first. Nothing while what an earlier look found still waits."""

LEFT_OVER = """
    with found as (
        insert into owona_bot.unclocked (old, ticket_id)
        select distinct true, c.ticket_id from owona_bot.sla_clocks c
        where not exists (select from public.support_tickets t where t.id = c.ticket_id)
        returning 1)
    select count(*) from found"""

# Sweeping

DUE = "select exists (select from owona_bot.sla_next where at <= $1)"

BEGIN = """
    select set_config('synchronous_commit', 'off', true), set_config('enable_seqscan', 'off', true),
           set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '32MB', true),
           set_config('jit', 'off', true)"""
"""What PostgreSQL loses in a crash is told again: whoever leases what came of it commits for both.

Statistics say nothing of tables that fill and empty within seconds. A server that compiles statements would compile
this one for each batch.
"""

QUIET = """
    coalesce((select false from owona_bot.unclocked u where u.ticket_id = x.ticket_id limit 1), true)
    and coalesce((
        select false from owona_bot.events e where e.ticket_id = x.ticket_id and e.planned_at is null limit 1), true)"""
"""Nothing happened that the clock does not know of. No anti-join: one that expects few rows reads all of them often."""

STAGES = """
    select max(share) filter (where at <= $1) as stage, min(at) filter (where at > $1) as next_at
    from unnest(c.stages, c.shares) as s(at, share) where share > x.told"""
"""Of several that passed at once the highest alone."""

# Both begin at $2, where the batch before them ended: what was passed over there is looked at in a second.

SHARE = "abs(uuid_hash(x.ticket_id) % {hands}::integer) = {hand}::integer"
"""Of several that look at once each has tickets of its own: none looks at what another has just locked."""

WARN = f"""
    with due as materialized (
        select x.ctid as row, x.ticket_id, x.metric, x.round, x.due_at, x.silent, x.at as was, s.stage, s.next_at
        from owona_bot.sla_next x
        join owona_bot.sla_clocks c on (c.ticket_id, c.metric, c.round) = (x.ticket_id, x.metric, x.round)
        cross join lateral ({STAGES}) s
        where x.at <= $1 and x.at >= $2 and (x.silent or x.due_at > $1)
          and {SHARE.format(hand="$4", hands="$5")} and {QUIET}
        order by x.at limit $3
        for update of x, c skip locked),
    moved as (
        update owona_bot.sla_next x set at = due.next_at, told = coalesce(stage, x.told)
        from due where x.ctid = due.row and due.next_at is not null),
    over as (
        delete from owona_bot.sla_next x using due where x.ctid = due.row and due.next_at is null),
    told as (
        insert into owona_bot.sla_told (ticket_id, metric, round, stage, silent, at)
        select ticket_id, metric, round, stage, silent, $1 from due where stage is not null
        on conflict do nothing
        returning ticket_id, metric, round),
    said as (
        insert into owona_bot.events (ticket_id, kind, actor, payload)
        select ticket_id, 'sla.warned', current_setting('owona_bot.actor'), jsonb_build_object(
                   'metric', metric, 'round', round, 'stage', stage, 'due', due_at,
                   'due_in_seconds', extract(epoch from due_at - $1)::bigint)
        from told join due using (ticket_id, metric, round) where not silent)
    select count(*) as passed, max(was) as last from due"""

BREACH = f"""
    with due as materialized (
        select x.ctid as row, t.ctid as place, x.ticket_id, x.metric, x.round, x.due_at, x.at as was,
               p.spec ->> 'chain' as chain,
               case when p.name = 'portal' and x.metric = 'resolution' then 'sla_36h'
               else 'sla_' || x.metric || '_' || x.round end as trigger, t.escalation_path as path
        from owona_bot.sla_next x
        join public.support_tickets t on t.id = x.ticket_id
        join owona_bot.sla_policies p on p.hash = x.policy
        where x.at <= $1 and x.at >= $2 and x.due_at <= $1 and not x.silent
          and t.status not in ('resolved', 'closed') and {SHARE.format(hand="$6", hands="$7")} and {QUIET}
        order by x.at limit $3
        for update of x, t skip locked),
    over as (
        delete from owona_bot.sla_next x using due where x.ctid = due.row),
    told as (
        insert into owona_bot.sla_told (ticket_id, metric, round, stage, at)
        select ticket_id, metric, round, 100, $1 from due
        on conflict do nothing
        returning ticket_id, metric, round),
    breached as materialized (
        select * from due
        where coalesce((ticket_id, metric, round) in (select ticket_id, metric, round from told), false)),
    said as (
        insert into owona_bot.events (ticket_id, kind, actor, payload)
        select ticket_id, 'sla.breached', current_setting('owona_bot.actor'), jsonb_build_object(
                   'metric', metric, 'round', round, 'stage', 100, 'due', due_at, 'chain', chain)
        from breached),
    raised as (
        update public.support_tickets t
        set escalation_path = case jsonb_typeof(t.escalation_path) when 'array' then t.escalation_path else '[]' end
                || entries,
            last_escalation = $1,
            priority = case t.priority when 'low' then 'normal' when 'normal' then 'high' else 'urgent' end
        from (select place, jsonb_agg(jsonb_build_object('agent', 'owona_bot', 'status', 'sla_breach',
                                                             'trigger', trigger, 'timestamp', $4::text)) as entries
              from breached
              where not path @> jsonb_build_array(jsonb_build_object('trigger', trigger))
              group by place) b
        where t.ctid = b.place),
    begun as (
        insert into owona_bot.escalations (ticket_id, by, chain, steps, started_at, next_at)
        select ticket_id, current_setting('owona_bot.actor'), chain, $5::jsonb -> chain, $1, $1
        from (select distinct ticket_id, chain from breached) b
        where $5::jsonb ? chain and coalesce((
            select false from owona_bot.escalations x
            where x.ticket_id = b.ticket_id and x.next_at is not null limit 1), true))
    select count(*) as passed, max(was) as last from due"""

"""The sweep's statements: what is due is found by one index, told once, and moves on, whoever else sweeps.

Locks are taken by skipping what somebody holds, clocks before tickets, and nothing is waited for: whoever plans, folds
or answers goes first, and what they held is looked at a second later.
"""

BEGIN = """
    select set_config('synchronous_commit', 'off', true), set_config('enable_seqscan', 'off', true),
           set_config('plan_cache_mode', 'force_custom_plan', true)"""
"""What PostgreSQL loses in a crash is told again: whoever leases what came of it commits for both.

Statistics say nothing of tables that fill and empty within seconds.
"""

QUIET = """
    coalesce((select false from owona_bot.unclocked u where u.ticket_id = c.ticket_id limit 1), true)
    and coalesce((
        select false from owona_bot.events e where e.ticket_id = c.ticket_id and e.planned_at is null limit 1), true)"""
"""Nothing happened that the clock does not know of. No anti-join: one that expects few rows reads all of them often."""

STAGES = """
    select max(share) filter (where at <= $1) as stage, min(at) filter (where at > $1) as next_at
    from unnest(c.stages, c.shares) as s(at, share) where share > c.told"""
"""Of several that passed at once the highest alone."""

WARN = f"""
    with due as materialized (
        select c.ctid as row, c.ticket_id, c.metric, c.round, c.due_at, c.silent, c.told, s.stage, s.next_at
        from owona_bot.sla_clocks c cross join lateral ({STAGES}) s
        where c.next_at <= $1 and (c.silent or c.due_at > $1) and {QUIET}
        order by c.next_at limit {{most}}
        for update of c skip locked),
    moved as (
        update owona_bot.sla_clocks c set next_at = due.next_at, told = coalesce(stage, c.told)
        from due where c.ctid = due.row),
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
    select count(*) from due"""

BREACH = f"""
    with due as materialized (
        select c.ctid as row, c.ticket_id, c.metric, c.round, c.due_at, p.spec ->> 'chain' as chain,
               case when p.name = 'portal' and c.metric = 'resolution' then 'sla_36h'
               else 'sla_' || c.metric || '_' || c.round end as trigger, t.escalation_path as path
        from owona_bot.sla_clocks c
        join public.support_tickets t on t.id = c.ticket_id
        join owona_bot.sla_policies p on p.hash = c.policy
        where c.next_at <= $1 and c.due_at <= $1 and not c.silent
          and t.status not in ('resolved', 'closed') and {QUIET}
        order by c.next_at limit {{most}}
        for update of c, t skip locked),
    moved as (
        update owona_bot.sla_clocks c set next_at = null, told = 100
        from due where c.ctid = due.row),
    told as (
        insert into owona_bot.sla_told (ticket_id, metric, round, stage, at)
        select ticket_id, metric, round, 100, $1 from due
        on conflict do nothing
        returning ticket_id, metric, round),
    breached as materialized (
        select * from told join due using (ticket_id, metric, round)),
    said as (
        insert into owona_bot.events (ticket_id, kind, actor, payload)
        select ticket_id, 'sla.breached', current_setting('owona_bot.actor'), jsonb_build_object(
                   'metric', metric, 'round', round, 'stage', 100, 'due', due_at, 'chain', chain)
        from breached),
    raised as (
        update public.support_tickets t
        set escalation_path = t.escalation_path || entries, last_escalation = $1,
            priority = case t.priority when 'low' then 'normal' when 'normal' then 'high' else 'urgent' end
        from (select ticket_id, jsonb_agg(jsonb_build_object('agent', 'owona_bot', 'status', 'sla_breach',
                                                             'trigger', trigger, 'timestamp', $2::text)) as entries
              from breached
              where not path @> jsonb_build_array(jsonb_build_object('trigger', trigger))
              group by ticket_id) b
        where t.id = b.ticket_id),
    begun as (
        insert into owona_bot.escalations (ticket_id, by, chain, steps, started_at, next_at)
        select ticket_id, current_setting('owona_bot.actor'), chain, $3::jsonb -> chain, $1, $1
        from (select distinct ticket_id, chain from breached) b
        where $3::jsonb ? chain and not exists (
            select from owona_bot.escalations x where x.ticket_id = b.ticket_id and x.next_at is not null))
    select count(*) from due"""

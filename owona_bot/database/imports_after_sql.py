"""What an import does about what it has just written: who goes on in whom, and that it is old news to everybody."""

CIRCLE = """
    with recursive way as (
        select ticket_id as start, merged_into as at from owona_bot.ticket_state
        where ticket_id = any($1::uuid[]) and merged_into is not null
        union
        select way.start, s.merged_into
        from way join owona_bot.ticket_state s on s.ticket_id = way.at where s.merged_into is not null)
    select number from way join owona_bot.ticket_state s on s.ticket_id = way.start where way.at = way.start limit 1"""
"""Whoever follows a circle elsewhere never ends."""

PART = """
    update owona_bot.merges m set undone_at = clock_timestamp() from owona_bot.ticket_state s
    where s.ticket_id = any($1::uuid[]) and m.source_id = s.ticket_id and m.undone_at is null
      and s.merged_into is distinct from m.target_id"""

JOIN = """
    insert into owona_bot.merges (source_id, target_id, agent_id, before)
    select s.ticket_id, s.merged_into, 0, jsonb_build_object(
        'status', t.status, 'assigned_agent', t.assigned_agent, 'snoozed_for_answer', false)
    from owona_bot.ticket_state s join public.support_tickets t on t.id = s.ticket_id
    where s.ticket_id = any($1::uuid[]) and s.merged_into is not null
      and not exists (select from owona_bot.merges m where m.source_id = s.ticket_id and m.undone_at is null)"""
"""Nobody knows who merged it and what it was before: unmerged it is what it is now."""

SEEN = """
    update owona_bot.ticket_state s
    set seen_status = p.seen_status, seen_priority = p.seen_priority, seen_agent = p.seen_agent, seen_text = p.seen_text
    from owona_bot.present_state p
    where p.ticket_id = s.ticket_id and s.ticket_id = any($1::uuid[])"""
"""As the planner would, whom nothing of it concerns."""

OLD_NEWS = """
    with told as (
        delete from owona_bot.events
        where planned_at is null and ticket_id = any($1::uuid[])
          and transaction_id = pg_current_xact_id()::text::bigint
        returning ticket_id, message_id, kind, actor, payload),
    kept as (
        insert into owona_bot.events (ticket_id, message_id, kind, actor, payload, planned_at)
        select ticket_id, message_id, kind, actor, payload, now() from told where kind <> 'ticket.created'),
    indexed as (insert into owona_bot.unindexed (old, ticket_id) select true, unnest($1::uuid[]))
    insert into owona_bot.unclocked (old, ticket_id) select true, unnest($1::uuid[])"""
"""What our own writes made the triggers say is known already. That a ticket was made is not said: it was not now."""

REDRAW = """
    insert into owona_bot.events (ticket_id, kind, actor)
    select ticket_id, 'tickets.imported', current_setting('owona_bot.actor')
    from owona_bot.slack_posts where ticket_id = any($1::uuid[]) and shows = 'card'"""
"""That is all: no line, no letter."""

KEEP_SEEN = """
    insert into owona_bot.imported as i (source, key, ticket_id, seen)
    select $1, key, ticket_id, seen::jsonb from unnest($2::text[], $3::uuid[], $4::text[]) as k(key, ticket_id, seen)
    on conflict (source, key) do update set seen = excluded.seen, at = now()
    where i.seen is distinct from excluded.seen"""

IMPORTED = """
    insert into owona_bot.events (ticket_id, kind, actor, payload, planned_at)
    values (null, 'tickets.imported', current_setting('owona_bot.actor'), $1::text::jsonb, now())"""
"""The audit trail's; nobody is told."""

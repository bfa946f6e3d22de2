"""The statements behind the desk's figures; `metrics.py` fills in the names in braces.

`{scope}` and `{within}` keep to the tickets of a filter. `{edges}` are the moments where steps of a series begin, and
at last its end: of `n` steps a step `k` lies between edges `k` and `k + 1`, and `width_bucket` says how many edges are
no later than a moment. A span `first` to `last` counts for each step in it; `domain/metrics_series.py` sums them up.
"""

from owona_bot.database.clock_history import PERSONS
from owona_bot.database.clocks_sql import COUNTABLE

DONE = "('resolved', 'closed')"

LATE = "interval '36 hours'"
"""The portal's one deadline, from when a ticket was made."""

INSTANT = "interval '1 microsecond'"
"""`width_bucket(x - INSTANT)` is the number of edges before `x`."""

CREATED = "least(greatest(t.created_at, '1970-01-01 00:00+00'), '2100-01-01 00:00+00')"
"""Whoever writes a row says when, be it in the year 1 or at infinity."""

PRIORITY = "case when t.priority in ('low', 'high', 'urgent') then t.priority else 'normal' end"

CATEGORY = "case when t.category in ('bug', 'billing', 'integration', 'ux') then t.category else 'other' end"

FLIPS = f"""
    flips as materialized (
        select e.ticket_id, e.id, e.created_at as at, e.transaction_id,
               e.payload -> 'status' ->> 1 in {DONE} as closes
        from owona_bot.events e
        where e.kind = 'ticket.changed' and e.payload ? 'status' and e.created_at >= {{start}}
          and (e.payload -> 'status' ->> 0 in {DONE}) <> (e.payload -> 'status' ->> 1 in {DONE}))"""
"""Tickets that were ended or opened again since the period began."""


FACTS = f"""
    t.id, {CREATED} as created_at, t.created_at {COUNTABLE} as countable,
    least(greatest(t.updated_at, '1970-01-01 00:00+00'), '2100-01-01 00:00+00') as updated_at,
    t.status, t.status in {DONE} as done, lower(t.assigned_agent) as agent,
    {CATEGORY} as category, {PRIORITY} as priority,
    jsonb_typeof(t.escalation_path) = 'array' and t.escalation_path <> '[]' as escalated"""


def touched(*besides: str) -> str:
    """What is open, was made or touched since the period began, or is in one of `besides`; no other has a part in it.

    Those few are found one by one: by one condition for all, tables would be read as if they were very many.
    """
    more = " union ".join(f"select ticket_id from {one}" for one in ("flips", *besides))
    return f"""
    touched as materialized (
        select {FACTS} from public.support_tickets t {{within}}
        where t.status not in {DONE} or t.created_at >= {{start}} or t.updated_at >= {{start}}
        union
        select {FACTS} from ({more}) more join public.support_tickets t on t.id = more.ticket_id {{within}})"""


STOCK = f"""
    with {{scope}} here as (
        select t.status, t.priority, lower(t.assigned_agent) as agent, count(*) as tickets,
               count(*) filter (where t.created_at <= {{now}} - {LATE}) as aged,
               min(t.created_at) filter (where t.created_at {COUNTABLE}) as oldest
        from public.support_tickets t {{within}} group by 1, 2, 3)
    select case when status in ('new', 'waiting_customer', 'resolved', 'closed') then status
                else 'investigating' end as status,
           {PRIORITY.replace("t.", "")} as priority, a.id is not null as held,
           sum(tickets)::bigint as tickets, sum(aged)::bigint as aged, min(oldest) as oldest
    from here left join owona_bot.agents a on a.active and a.email = here.agent group by 1, 2, 3"""

SNOOZED = f"""
    with {{scope}} x as (select)
    select count(*) from owona_bot.ticket_state s join public.support_tickets t on t.id = s.ticket_id {{within}}
    where s.snoozed_until is not null and t.status not in {DONE}"""

BREACHED = f"""
    with {{scope}} x as (select)
    select count(distinct c.ticket_id)
    from owona_bot.sla_clocks c join public.support_tickets t on t.id = c.ticket_id {{within}}
    where c.state in ('running', 'paused') and c.due_at is not null and c.due_at <= {{now}}
      and t.status not in {DONE}"""

NEVER_FLIPPED = f"""
    not exists (
        select from owona_bot.events e
        where e.ticket_id = t.id and e.kind = 'ticket.changed' and e.payload ? 'status'
          and (e.payload -> 'status' ->> 0 in {DONE}) <> (e.payload -> 'status' ->> 1 in {DONE}){{before}})"""

STOOD = "(select min(k.stood_since) from owona_bot.sla_terms k where k.ticket_id = t.id and k.event_id = 0)"
"""Since when a ticket was as we found it."""

CHANGES = f"""
    changes as materialized (
        select t.id, 'created' as what, t.created_at as at, 0 as seq from touched t where t.created_at >= {{start}}
        union all
        select t.id,
               case when not f.closes then case when m.kind is null then 'reopened' else 'parted' end
                    when m.kind is null then 'resolved' else 'merged' end,
               greatest(f.at, t.created_at), f.id
        from flips f join touched t on t.id = f.ticket_id
        left join lateral (
            select m.kind from owona_bot.events m
            where m.ticket_id = f.ticket_id and m.transaction_id = f.transaction_id
              and (m.planned_at is null or m.planned_at is not null)
              and m.kind = case when f.closes then 'ticket.merged' else 'ticket.unmerged' end limit 1) m on true
        union all
        select t.id, 'resolved', greatest(coalesce({STOOD}, t.updated_at), t.created_at), 0
        from touched t where t.done and {NEVER_FLIPPED.format(before="")}
        union all
        select t.id, 'resolved', greatest(least(coalesce({STOOD}, t.created_at), f.at), t.created_at), 0
        from flips f join touched t on t.id = f.ticket_id
        where not f.closes and {NEVER_FLIPPED.format(before=" and e.id < f.id")})"""
"""All that moves a ticket between open and done. What was done before we noted anything, or came in done, was ended
when it was last touched before we saw it."""

SERIES = f"""
    with {{scope}} {FLIPS}, {touched()}, {CHANGES},
    spans as (
        select 'open' as what, greatest(width_bucket(created_at, {{edges}}) - 1, 0) as first,
               case when done then width_bucket(updated_at - {INSTANT}, {{edges}}) - 1 else {{steps}} - 1 end as last
        from touched
        union all
        select 'at_risk', greatest(width_bucket(created_at + {LATE} - {INSTANT}, {{edges}}) - 1, 0),
               case when done then width_bucket(updated_at - {INSTANT}, {{edges}}) - 2 else {{steps}} - 1 end
        from touched
        union all
        select 'done', width_bucket(updated_at, {{edges}}) - 1, width_bucket(updated_at, {{edges}}) - 1
        from touched where done and updated_at >= {{start}})
    select 'span' as told, what, first, least(last, {{steps}} - 1) as last, count(*) as n from spans
    where first <= last and first < {{steps}} group by 2, 3, 4
    union all
    select 'change', what, width_bucket(at, {{edges}}) - 1, 0, count(*) from changes where at >= {{start}} group by 2, 3
    union all
    select 'hour', '', extract(isodow from created_at at time zone {{zone}})::integer,
           extract(hour from created_at at time zone {{zone}})::integer, count(*)
    from touched where countable and created_at >= {{start}} and created_at < {{end}} group by 3, 4
    union all
    select 'escalated', '', 0, 0, count(*)
    from touched where escalated and created_at >= {{start}} and created_at < {{end}}"""
"""Spans and escalations of the portal's definitions, changes by step, new tickets by hour."""

OVERDUE = f"""
    with {{scope}} late as (
        select c.ticket_id, range_agg(tstzrange(c.due_at, coalesce(c.stopped_at, 'infinity'))) as spans
        from owona_bot.sla_clocks c join public.support_tickets t on t.id = c.ticket_id {{within}}
        where c.due_at <= {{now}} and c.due_at < coalesce(c.stopped_at, 'infinity')
          and (c.state in ('running', 'paused') or c.late and c.stopped_at >= {{start}})
        group by 1),
    spans as (
        select greatest(width_bucket(lower(span) - {INSTANT}, {{edges}}) - 1, 0) as first,
               width_bucket(upper(span) - {INSTANT}, {{edges}}) - 2 as last
        from late cross join unnest(spans) span)
    select first, last, count(*) as n from spans where first <= last and first < {{steps}} group by 1, 2"""
"""Tickets with a clock of ours beyond its due."""

CLOCKS = """
    clocks as materialized (
        select c.metric, c.ticket_id, 'met' as what from owona_bot.sla_clocks c
        where c.state = 'met' and not c.late and c.stopped_at >= {start} and c.stopped_at < {end}
        union all
        select c.metric, c.ticket_id, 'breached' from owona_bot.sla_clocks c
        where c.state in ('running', 'paused') and c.due_at is not null
          and c.due_at >= {start} and c.due_at < {end} and c.due_at <= {now}
        union all
        select c.metric, c.ticket_id, 'breached' from owona_bot.sla_clocks c
        where c.late and c.due_at >= {start} and c.due_at < {end})"""
"""Kept when they stopped, broken when they were due."""

PROMISES = f"""
    with {{scope}} {CLOCKS}
    select metric, count(*) filter (where what = 'met') as met, count(*) filter (where what = 'breached') as breached
    from clocks c join public.support_tickets t on t.id = c.ticket_id {{within}} group by 1"""

BY_US = f"""m.author_type = 'support' and {PERSONS}
                     and not m.metadata ?| array['split_from', 'copied_from']"""

ANSWER = f"""
    cross join lateral (
        select min(m.created_at) filter (
                   where {BY_US}) as by_us,
               min(m.created_at) filter (
                   where m.author_type <> 'customer' and not m.internal_only and m.created_at {COUNTABLE}) as by_any
        from public.support_ticket_messages m where m.ticket_id = t.id) first"""
"""`by_us`: the first that a person of ours wrote to the customer; `by_any`: also by a machine, as the portal counts."""

DURATIONS = f"""
    answers as materialized (
        select t.id, extract(epoch from first.by_us - t.created_at)::double precision / 60 as by_us,
               extract(epoch from first.by_any - t.created_at)::double precision / 60 as by_any
        from touched t {ANSWER}
        where t.created_at >= {{start}} and t.created_at < {{end}} and t.countable),
    lastly as (
        select distinct on (id) id, what, at from changes where what <> 'created' order by id, at desc, seq desc),
    ends as (
        select t.id, extract(epoch from lastly.at - t.created_at)::double precision / 3600 as took
        from lastly join touched t using (id)
        where t.done and t.countable and lastly.what = 'resolved' and lastly.at >= {{start}} and lastly.at < {{end}}),
    portal_ends as (
        select t.id, extract(epoch from t.updated_at - t.created_at)::double precision / 3600 as took
        from touched t
        where t.status = 'resolved' and t.updated_at >= {{start}} and t.updated_at < {{end}} and t.countable
          and t.updated_at > t.created_at and exists (
            select from public.support_ticket_messages m
            where m.ticket_id = t.id and m.author_type <> 'customer' and m.metadata ? 'plan'))"""
"""Answers in minutes; in hours what is done still, by when it was ended last."""

GROUPS = f"""
    with {{scope}} {FLIPS}, {CLOCKS}, {touched("clocks")},
    {CHANGES}, {DURATIONS},
    measured as (
        select id, what, null::double precision as value from changes
        where what in ('created', 'resolved', 'reopened') and at >= {{start}} and at < {{end}}
        union all select id, 'open', null from touched where not done
        union all select id, 'answered', by_us from answers where by_us >= 0
        union all select id, 'portal_answered', by_any from answers where by_any >= 0
        union all select id, 'ended', took from ends
        union all select id, 'portal_ended', took from portal_ends
        union all select ticket_id, what, null from clocks),
    named as materialized (
        select m.what, m.value, coalesce(a.email, '') as agent, t.category, t.priority,
               coalesce(s.channel, '') as channel, coalesce(lower(s.requester_address), '') as customer,
               s.requester_name
        from measured m join touched t using (id)
        left join owona_bot.ticket_state s on s.ticket_id = t.id
        left join owona_bot.agents a on a.active and a.email = t.agent),
    top as (
        select customer from named where customer <> '' group by customer
        order by count(*) filter (where what = 'created') desc, count(*) desc, customer limit {{most}}),
    told as (
        select n.what, n.value, n.agent, n.category, n.priority, n.channel, top.customer, n.requester_name
        from named n left join top using (customer))
    select grouping(agent, category, priority, channel, customer) as sets,
           coalesce(agent, category, priority, channel, customer) as key,
           what, count(*) as n, percentile_cont(array[0.5, 0.9]) within group (order by value) as parts,
           avg(value) as mean, min(requester_name) as requester
    from told group by grouping sets ((what), (what, agent), (what, category), (what, priority), (what, channel),
                                      (what, customer))"""

ESCALATED = """
    with {scope} x as (select)
    select count(*) from owona_bot.escalations e join public.support_tickets t on t.id = e.ticket_id {within}
    where e.created_at >= {start} and e.created_at < {end}"""

"""The formulas of the portal's page as they stand in docs of the live system, word for word but for `$n`.

$1 the window, $2 now, $3 the zone.
"""

HEADLINE = """
with t as (select * from support_tickets order by created_at desc limit $1)
select count(*) total,
  count(*) filter (where status not in ('resolved','closed')) open,
  count(*) filter (where status='investigating') investigating,
  count(*) filter (where status='waiting_customer') waiting,
  count(*) filter (where status='resolved') resolved,
  count(*) filter (where jsonb_typeof(escalation_path)='array' and jsonb_array_length(escalation_path)>0) escalated,
  count(*) filter (where status not in ('resolved','closed') and $2::timestamptz - created_at >= interval '36 hours') sla_breaches,
  round((avg(extract(epoch from updated_at-created_at)) filter (
     where status='resolved' and updated_at>created_at and exists (
       select 1 from support_ticket_messages m where m.ticket_id=t.id
        and m.author_type<>'customer' and m.metadata ? 'plan'))/3600)::numeric,2) avg_resolution_h
from t"""  # noqa: E501 - as it is written there

BACKLOG = """
with t as (select * from support_tickets order by created_at desc limit $1),
d as (select (date_trunc('day', $2::timestamptz at time zone $3) - make_interval(days=>i))   at time zone $3 d0,
             (date_trunc('day', $2::timestamptz at time zone $3) - make_interval(days=>i-1)) at time zone $3 d1
      from generate_series(13,0,-1) i)
select d0,
 count(*) filter (where t.created_at<d1 and not (t.status in ('resolved','closed') and t.updated_at<=d0)) open,
 count(*) filter (where t.created_at>=d0 and t.created_at<d1) new_tickets,
 count(*) filter (where t.status in ('resolved','closed') and t.updated_at>=d0 and t.updated_at<d1) resolved_tickets,
 count(*) filter (where (t.status not in ('resolved','closed') or t.updated_at>d1) and d1-t.created_at>=interval '36 hours') sla_risk
from d left join t on true group by d0,d1 order by d0"""  # noqa: E501 - as it is written there

FIRST_RESPONSE = """
with t as (select * from support_tickets order by created_at desc limit $1),
f as (select t.created_at c,
  (select min(m.created_at) from support_ticket_messages m where m.ticket_id=t.id
     and m.author_type<>'customer' and not m.internal_only) a,
  (select min(m.created_at) from support_ticket_messages m where m.ticket_id=t.id
     and m.author_type='support' and not m.internal_only and coalesce(m.metadata->>'kind','')='') h from t)
select percentile_cont(0.5) within group (order by extract(epoch from a-c)/60) filter (where a>=c) portal_min,
       percentile_cont(0.5) within group (order by extract(epoch from h-c)/60) filter (where h>=c) human_min from f"""

RISK = """
with t as (select * from support_tickets order by created_at desc limit $1)
select priority, count(*) n, count(*) filter (where $2::timestamptz - created_at >= interval '36 hours') aged,
       round(avg(extract(epoch from $2::timestamptz - created_at))/3600, 1) mean_age
from t where status not in ('resolved','closed') group by priority"""

LOAD = """
with t as (select * from support_tickets order by created_at desc limit $1)
select coalesce(assigned_agent,'unassigned') agent, count(*) filter (where status<>'waiting_customer') active,
       count(*) filter (where status='waiting_customer') waiting
from t where status not in ('resolved','closed') group by 1"""

KNOWLEDGE = """
with t as (select * from support_tickets order by created_at desc limit $1)
select k->>'id' id, count(*) n
from t join support_ticket_messages m on m.ticket_id=t.id
cross join lateral jsonb_array_elements(
  case when jsonb_typeof(m.metadata->'knowledge')='array' then m.metadata->'knowledge' else '[]' end) k
where jsonb_typeof(k)='object' and jsonb_typeof(k->'id')='string' group by 1"""

SUGGESTIONS = """
with t as (select * from support_tickets order by created_at desc limit $1)
select s.number, count(*) n
from t join owona_bot.ticket_state s on s.ticket_id=t.id
cross join lateral (
  select m.metadata->'plan' plan from support_ticket_messages m
  where m.ticket_id=t.id and jsonb_typeof(m.metadata->'plan')='object' order by m.created_at desc, m.id desc limit 1) p
cross join lateral jsonb_array_elements(case when jsonb_typeof(plan->'actions')='array' then plan->'actions' else '[]' end) a
where jsonb_typeof(a)='object' and coalesce(a->>'status','') not in ('done','completed','resolved')
group by 1"""  # noqa: E501 - as it is written there
"""The last two are ours: the portal's own are TypeScript."""

"""What the page reads of the database that the site itself doesn't: accounts, and what happens underneath."""

ACCOUNTS = """
select u.id, u.email, coalesce(p.full_name, u.raw_user_meta_data ->> 'full_name') as name,
       coalesce(p.language, 'de') as language
from auth.users u left join public.profiles p on p.id = u.id
where u.email <> $1
order by u.created_at, u.email
"""

TICKET_TIMES = """
select t.id, s.number, t.created_at, t.category from public.support_tickets t
left join owona_bot.ticket_state s on s.ticket_id = t.id
where t.user_id = $1
"""

MESSAGE_TIMES = """
select m.id, m.created_at from public.support_ticket_messages m
join public.support_tickets t on t.id = m.ticket_id
where t.user_id = $1
"""

STAMP = """
select (select max(id) from owona_bot.events) as event,
       (select jsonb_object_agg(state, n) from (
          select state, count(*) as n from owona_bot.deliveries group by 1) states) as states
"""

EVENTS = """
select e.id, e.kind, e.actor, e.payload, e.created_at, e.planned_at, s.number
from owona_bot.events e left join owona_bot.ticket_state s on s.ticket_id = e.ticket_id
order by e.id desc limit 100
"""

DELIVERIES = """
select d.id, d.event_id, d.reaction, d.state, d.attempts, d.last_error, d.lane, d.created_at, d.finished_at, s.number,
       d.receipt
from owona_bot.deliveries d left join owona_bot.ticket_state s on s.ticket_id = d.ticket_id
order by d.id desc limit 100
"""

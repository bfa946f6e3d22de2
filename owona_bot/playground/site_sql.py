"""The SQL that PostgREST, GoTrue and the old automation send."""

BECOME = "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)"

SIGN_UP = """
insert into auth.users (id, email, raw_user_meta_data, email_confirmed_at, created_at, updated_at)
values ($1, lower($2), $3, now(), now(), now())
"""

SET_LANGUAGE = "update public.profiles set language = $2 where id = $1"

ADDRESS = "select email from auth.users where id = $1"

CREATE_TICKET = """
select id from public.create_support_ticket(
  _title => $1, _description => $2, _category => $3, _source_metadata => $4
)
"""

# Defaults first, as PostgREST's populate does; the row's own columns win.
INSERT_TICKET = """
insert into public.support_tickets
select * from jsonb_populate_record(
  null::public.support_tickets,
  jsonb_build_object(
    'id', gen_random_uuid(), 'priority', 'normal', 'status', 'new', 'source_metadata', '{}'::jsonb,
    'created_at', now(), 'updated_at', now(), 'escalation_path', '[]'::jsonb
  ) || $1::jsonb
)
returning id
"""

BEGIN_WORK = "update public.support_tickets set status = 'investigating', priority = $2 where id = $1"

SAY = """
insert into public.support_ticket_messages (ticket_id, author_type, author_name, message, metadata, internal_only)
values ($1, $2, $3, $4, $5, $6)
returning id
"""

REPLY = """
insert into public.support_ticket_messages (ticket_id, author_type, author_user_id, author_name, message, metadata)
values ($1, 'customer', $2, $3, $4, $5)
returning id
"""

READ_TICKET = "select status, priority, escalation_path from public.support_tickets where id = $1"

READ_AUTHORS = "select author_type from public.support_ticket_messages where ticket_id = $1"

AFTER_REPLY = """
update public.support_tickets set status = 'investigating', priority = $2, escalation_path = $3 where id = $1
"""

SET_STATUS = "update public.support_tickets set status = $2, assigned_agent = $3 where id = $1"

DELETE_TICKET = "delete from public.support_tickets where id = $1 returning id"

EDIT_MESSAGE = "update public.support_ticket_messages set message = $2 where id = $1"

DELETE_MESSAGE = "delete from public.support_ticket_messages where id = $1"

POLL = """
select id, category, title, description from public.support_tickets
where status = 'new' or (status = 'investigating' and updated_at <= now() - $1::interval)
order by created_at
"""

TAKE_BACK = "update public.support_tickets set status = 'new', assigned_agent = $2 where id = $1"

MY_TICKETS = "select id, title, status, priority from public.support_tickets order by created_at desc, id"

MY_MESSAGES = """
select id, ticket_id, author_type, author_name, message, internal_only, metadata
from public.support_ticket_messages
order by created_at, id
"""

HEARTBEAT = """
insert into public.support_service_status (service_name, status, last_heartbeat, meta)
values ($1, $2, now(), $3)
on conflict (service_name)
do update set status = excluded.status, last_heartbeat = excluded.last_heartbeat, meta = excluded.meta
"""

"""Tickets, their messages, what automation did, and which services beat."""

TICKETS = """
create table public.support_tickets (
  id               uuid primary key default gen_random_uuid(),
  user_id          uuid not null default auth.uid()
    constraint support_tickets_user_fk references auth.users (id) on delete cascade,
  category         text,
  priority         text not null default 'normal'
    constraint support_tickets_priority_check check (priority in ('low', 'normal', 'high', 'urgent')),
  status           text not null default 'new'
    constraint support_tickets_status_check
    check (status in ('new', 'investigating', 'waiting_customer', 'resolved', 'closed')),
  title            text not null,
  description      text not null,
  source_metadata  jsonb not null default '{}',
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now(),
  assigned_agent   text,
  last_escalation  timestamptz,
  escalation_path  jsonb not null default '[]'
)
"""

TOUCH_TICKET = """
create function public.update_support_tickets_updated_at() returns trigger
language plpgsql security definer set search_path = public as $$
begin
  new.updated_at = now();
  return new;
end
$$
"""

TOUCH_TICKET_TRIGGER = """
create trigger trigger_update_support_tickets_updated_at before update on public.support_tickets
for each row execute function public.update_support_tickets_updated_at()
"""

OWN_TICKETS = """
create policy "Users can manage own tickets" on public.support_tickets
for all using (auth.uid() = user_id) with check (auth.uid() = user_id)
"""

# `with check (true)` holds for every role, as it does on the live database.
SERVICE_TICKETS = """
create policy "Service role can manage all tickets" on public.support_tickets
for all using (auth.jwt() ->> 'role' = 'service_role') with check (true)
"""

MESSAGES = """
create table public.support_ticket_messages (
  id                   uuid primary key default gen_random_uuid(),
  ticket_id            uuid not null references public.support_tickets (id) on delete cascade,
  author_type          text not null
    constraint support_ticket_messages_author_type_check check (author_type in ('customer', 'support', 'system')),
  author_user_id       uuid,
  message              text not null,
  metadata             jsonb not null default '{}',
  created_at           timestamptz not null default now(),
  internal_only        boolean not null default false,
  quick_reply_options  jsonb not null default '[]',
  author_name          text
)
"""

# Does not look at internal_only, as the live policy doesn't.
READ_MESSAGES = """
create policy "Users can read own ticket messages" on public.support_ticket_messages
for select using (
  exists (select from public.support_tickets t where t.id = ticket_id and t.user_id = auth.uid())
)
"""

WRITE_MESSAGES = """
create policy "Users can insert messages on own tickets" on public.support_ticket_messages
for insert with check (
  author_type = 'customer'
  and author_user_id = auth.uid()
  and exists (select from public.support_tickets t where t.id = ticket_id and t.user_id = auth.uid())
)
"""

SERVICE_MESSAGES = """
create policy "Service role can manage all ticket messages" on public.support_ticket_messages
for all using (auth.jwt() ->> 'role' = 'service_role')
"""

EVENTS = """
create table public.support_automation_events (
  id           uuid primary key default gen_random_uuid(),
  ticket_id    uuid not null references public.support_tickets (id) on delete cascade,
  action_type  text not null,
  payload      jsonb not null default '{}',
  created_at   timestamptz not null default now()
)
"""

READ_EVENTS = """
create policy "Users can read own automation events" on public.support_automation_events
for select using (
  exists (select from public.support_tickets t where t.id = ticket_id and t.user_id = auth.uid())
)
"""

SERVICE_EVENTS = """
create policy "Service role can manage automation events" on public.support_automation_events
for all using (auth.jwt() ->> 'role' = 'service_role')
"""

SERVICES = """
create table public.support_service_status (
  service_name    text primary key,
  status          text not null,
  last_heartbeat  timestamptz not null default now(),
  meta            jsonb not null default '{}'
)
"""

CREATE_SUPPORT_TICKET = """
create function public.create_support_ticket(
  _title text,
  _description text,
  _category text default null,
  _source_metadata jsonb default '{}',
  _attachments jsonb default '[]',
  _priority text default 'normal'
) returns public.support_tickets
language plpgsql security definer set search_path = public as $$
declare
  ticket public.support_tickets;
begin
  insert into support_tickets (user_id, title, description, category, source_metadata, priority)
  values (auth.uid(), _title, _description, _category, _source_metadata, _priority)
  returning * into ticket;
  insert into support_ticket_messages (ticket_id, author_type, author_user_id, message, metadata)
  values (ticket.id, 'customer', auth.uid(), _description, jsonb_build_object('attachments', _attachments));
  return ticket;
end
$$
"""

CREATE = (
    TICKETS,
    "create index support_tickets_user_idx on public.support_tickets (user_id)",
    TOUCH_TICKET,
    TOUCH_TICKET_TRIGGER,
    "alter table public.support_tickets enable row level security",
    OWN_TICKETS,
    SERVICE_TICKETS,
    MESSAGES,
    "create index support_ticket_messages_ticket_idx on public.support_ticket_messages (ticket_id)",
    "alter table public.support_ticket_messages enable row level security",
    READ_MESSAGES,
    WRITE_MESSAGES,
    SERVICE_MESSAGES,
    EVENTS,
    "create index support_automation_events_ticket_idx on public.support_automation_events (ticket_id)",
    "alter table public.support_automation_events enable row level security",
    READ_EVENTS,
    SERVICE_EVENTS,
    SERVICES,
    CREATE_SUPPORT_TICKET,
)

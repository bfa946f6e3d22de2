"""The bot's own schema: events and their triggers, deliveries, ticket state, agents, inbox."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    """
    create table owona_bot.marks (
        name text primary key,
        at timestamptz not null default clock_timestamp()
    )""",
    """
    create table owona_bot.agents (
        id bigint generated always as identity primary key,
        slack_user text not null unique,
        email text not null check (email = lower(email)),
        name text not null,
        locale text not null check (locale in ('de', 'en')),
        role text not null check (role in ('admin', 'agent')),
        active boolean not null default true,
        told_at bigint not null default 0,
        created_at timestamptz not null default now()
    )""",
    "create unique index agents_email on owona_bot.agents (email) where active",
    "create sequence owona_bot.ticket_number as integer start 1001",
    """
    create table owona_bot.ticket_state (
        ticket_id uuid primary key,
        number integer not null unique default nextval('owona_bot.ticket_number'),
        requester_name text,
        requester_address text,
        seen_status text not null,
        seen_priority text not null,
        seen_agent text,
        seen_text bigint not null,
        deleted_at timestamptz
    )""",
    """
    create table owona_bot.events (
        id bigint generated always as identity primary key,
        ticket_id uuid,
        message_id uuid,
        kind text not null,
        actor text not null,
        payload jsonb not null default '{}',
        transaction_id bigint not null default pg_current_xact_id()::text::bigint,
        created_at timestamptz not null default now(),
        planned_at timestamptz
    )""",
    "create index events_unplanned on owona_bot.events (ticket_id, id) where planned_at is null",
    "create unique index events_message on owona_bot.events (message_id) where kind = 'message.added'",
    """
    create table owona_bot.lanes (
        name text primary key,
        every interval not null,
        burst integer not null check (burst > 0),
        next_at timestamptz not null default '-infinity',
        paused_until timestamptz not null default '-infinity'
    )""",
    "create sequence owona_bot.delivery_position",
    """
    create table owona_bot.deliveries (
        id bigint generated always as identity primary key,
        event_id bigint not null,
        ticket_id uuid,
        reaction text not null,
        target text not null,
        order_key text not null,
        position bigint not null default nextval('owona_bot.delivery_position'),
        lane text not null,
        priority smallint not null,
        payload jsonb not null default '{}',
        state text not null default 'waiting'
            check (state in ('waiting', 'leased', 'done', 'suppressed', 'dead')),
        ahead boolean not null default false,
        not_before timestamptz not null default '-infinity',
        leased_until timestamptz,
        attempts integer not null default 0,
        failures integer not null default 0,
        uncertain boolean not null default false,
        last_error text,
        receipt jsonb,
        created_at timestamptz not null default now(),
        finished_at timestamptz,
        unique (event_id, reaction, target),
        check ((state = 'leased') = (leased_until is not null))
    )""",
    """
    create index deliveries_claim on owona_bot.deliveries (lane, priority, position)
        where state = 'waiting' and not ahead""",
    """
    create index deliveries_unfinished on owona_bot.deliveries (order_key, position)
        where state in ('waiting', 'leased')""",
    "create index deliveries_leased on owona_bot.deliveries (leased_until) where state = 'leased'",
    "create index deliveries_dead on owona_bot.deliveries (id) where state = 'dead'",
    "create index deliveries_finished on owona_bot.deliveries (finished_at) where state in ('done', 'suppressed')",
    """
    create table owona_bot.slack_posts (
        id bigint generated always as identity primary key,
        ticket_id uuid,
        channel text not null,
        ts text not null,
        shows text not null,
        ref text not null,
        created_at timestamptz not null default now(),
        unique (channel, ts)
    )""",
    "create unique index slack_posts_card on owona_bot.slack_posts (ticket_id) where shows = 'card'",
    "create index slack_posts_ref on owona_bot.slack_posts (shows, ref)",
    """
    create table owona_bot.inbox (
        key text primary key,
        answer jsonb not null default '{}',
        created_at timestamptz not null default now()
    )""",
    "create index inbox_created on owona_bot.inbox (created_at)",
)

ACTOR = """
create function owona_bot.actor() returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
    select coalesce(
        nullif(current_setting('owona_bot.actor', true), ''),
        'customer:' || nullif(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub', ''),
        'role:' || coalesce(nullif(current_setting('role', true), 'none'), session_user::text))
$$"""

SEEN_TEXT = "hashtextextended(t.title, hashtextextended(t.description, hashtextextended(coalesce(t.category, ''), 0)))"
"""Tells whether a text changed, without keeping it."""

AGENT_OF = """
create function owona_bot.agent_of(assigned text) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
    select id from owona_bot.agents where active and email = lower(assigned)
$$"""


def watcher(name: str, body: str) -> str:
    """A statement-level trigger function that never makes the writer's statement fail."""
    return f"""
    create function owona_bot.{name}() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp set lock_timeout = '1s' as $$
    declare
        who text;
        xact bigint;
    begin
        who := owona_bot.actor();
        xact := pg_current_xact_id()::text::bigint;
        {body}
        notify owona_bot;
        return null;
    exception when others then
        raise warning 'owona_bot.{name}: % (the reconciler will catch up)', sqlerrm;
        return null;
    end $$"""


STATE_OF = f"""
    select t.id as ticket_id, t.created_at, t.updated_at,
           coalesce(nullif(p.full_name, ''), nullif(p.company_name, '')) as requester_name,
           u.email::text as requester_address,
           t.status as seen_status, t.priority as seen_priority, t.assigned_agent as seen_agent,
           {SEEN_TEXT} as seen_text
    from {{source}} t
    left join auth.users u on u.id = t.user_id
    left join public.profiles p on p.id = t.user_id"""

TICKETS_CREATED = f"""
    insert into owona_bot.ticket_state (ticket_id, requester_name, requester_address,
                                        seen_status, seen_priority, seen_agent, seen_text)
    select ticket_id, requester_name, requester_address, seen_status, seen_priority, seen_agent, seen_text
    from ({STATE_OF.format(source="fresh")}) s on conflict (ticket_id) do nothing;
    insert into owona_bot.events (ticket_id, kind, actor, transaction_id)
    select id, 'ticket.created', who, xact from fresh;"""

TICKETS_CHANGED = """
    insert into owona_bot.events (ticket_id, kind, actor, transaction_id, payload)
    select n.id, 'ticket.changed', who, xact, jsonb_strip_nulls(jsonb_build_object(
        'status', case when n.status is distinct from o.status then jsonb_build_array(o.status, n.status) end,
        'priority', case when n.priority is distinct from o.priority
            then jsonb_build_array(o.priority, n.priority) end,
        'agent', case when n.assigned_agent is distinct from o.assigned_agent
            then jsonb_build_array(owona_bot.agent_of(o.assigned_agent), owona_bot.agent_of(n.assigned_agent)) end,
        'category', case when n.category is distinct from o.category then true end,
        'title', case when n.title is distinct from o.title then true end,
        'description', case when n.description is distinct from o.description then true end))
    from fresh n join stale o using (id)
    where (n.status, n.priority, n.assigned_agent, n.category, n.title, n.description)
          is distinct from (o.status, o.priority, o.assigned_agent, o.category, o.title, o.description);"""

TICKETS_DELETED = """
    insert into owona_bot.events (ticket_id, kind, actor, transaction_id)
    select id, 'ticket.deleted', who, xact from stale;"""

MESSAGES_ADDED = """
    insert into owona_bot.events (ticket_id, message_id, kind, actor, transaction_id)
    select ticket_id, id, 'message.added', who, xact from fresh;"""

MESSAGES_CHANGED = """
    insert into owona_bot.events (ticket_id, message_id, kind, actor, transaction_id)
    select n.ticket_id, n.id, 'message.changed', who, xact from fresh n join stale o using (id)
    where (n.message, n.internal_only) is distinct from (o.message, o.internal_only);"""

MESSAGES_DELETED = """
    insert into owona_bot.events (ticket_id, message_id, kind, actor, transaction_id)
    select ticket_id, id, 'message.deleted', who, xact from stale;"""

BODIES = {
    "tickets_created": TICKETS_CREATED,
    "tickets_changed": TICKETS_CHANGED,
    "tickets_deleted": TICKETS_DELETED,
    "messages_added": MESSAGES_ADDED,
    "messages_changed": MESSAGES_CHANGED,
    "messages_deleted": MESSAGES_DELETED,
}


def upgrade() -> None:
    """Nothing of the site's is touched; the triggers that call these functions come in 0003."""
    for statement in (*TABLES, ACTOR, AGENT_OF):
        op.execute(statement)
    op.execute(f"create view owona_bot.present_state as {STATE_OF.format(source='public.support_tickets')}")
    for name, body in BODIES.items():
        op.execute(watcher(name, body))
    op.execute("revoke all on all tables in schema owona_bot from public")
    op.execute("revoke all on all functions in schema owona_bot from public")


def downgrade() -> None:
    """After 0003 has taken the triggers away."""
    op.execute("drop view owona_bot.present_state")
    for table in ("inbox", "slack_posts", "deliveries", "lanes", "events", "ticket_state", "agents", "marks"):
        op.execute(f"drop table owona_bot.{table}")
    for name in ("actor()", "agent_of(text)", *(f"{body}()" for body in BODIES)):
        op.execute(f"drop function owona_bot.{name}")
    op.execute("drop sequence owona_bot.ticket_number, owona_bot.delivery_position")

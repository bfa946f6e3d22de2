"""Whose turn it is: what agents can and when, tickets that wait for somebody, decisions, how work is shared out."""

from alembic import op
from sqlalchemy import text

from migrations.way_back import forget

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = ("assign.held", "assign.resumed", "assign.stuck", "agent.away", "shares.asked", "shares.settled")

REACTIONS = ("assign_lead", "shares")

PATIENCE = "set local lock_timeout = '500ms'"
"""Who changes a ticket reads agents, and waits behind us for a second at most: then its event would be lost."""

SHOWN = "name, email, role, active, language, available, away_until, notices"

OURS = "skills, languages, cap, hours, substitute"

AGENTS = """
    alter table owona_bot.agents
        add skills text[] not null default '{}',
        add languages text[] not null default '{}',
        add cap integer check (cap >= 0),
        add hours jsonb,
        add substitute bigint,
        add sick boolean not null default false"""

NO_AGENTS = """
    alter table owona_bot.agents
        drop skills, drop languages, drop cap, drop hours, drop substitute, drop sick"""

TABLES = {
    "presences": """
        agent_id bigint primary key,
        away boolean,
        dnd_until timestamptz,
        status_emoji text not null default '',
        status_text text not null default '',
        status_until timestamptz,
        looked_at timestamptz not null default 'epoch',
        asked_at timestamptz not null default 'epoch'""",
    "assign_queue": """
        id bigint generated always as identity primary key,
        ticket_id uuid not null,
        since timestamptz not null default now(),
        not_before timestamptz not null default '-infinity',
        why text,
        urgency integer not null default 3""",
    "assignments": """
        id bigint generated always as identity primary key,
        ticket_id uuid not null,
        agent_id bigint,
        rule text not null,
        facts jsonb not null,
        decided_at timestamptz not null""",
    "assign_standing": """
        one boolean primary key default true check (one),
        held_since timestamptz,
        openings jsonb not null default '[]',
        looked_at timestamptz not null default '-infinity'""",
    "assign_stuck": """
        why text primary key,
        since timestamptz not null default now(),
        over boolean not null default false""",
    "shares": """
        id bigint generated always as identity primary key,
        agent_id bigint not null,
        asked_by bigint,
        hearers bigint[] not null,
        why text not null check (why in ('away', 'sick', 'asked')),
        state text not null default 'asked' check (state in ('asked', 'accepted', 'done', 'declined', 'overtaken')),
        asked_at timestamptz not null,
        settled_by bigint,
        settled_at timestamptz""",
    "share_moves": """
        share_id bigint not null references owona_bot.shares (id) on delete cascade,
        n integer not null,
        ticket_id uuid not null,
        agent_id bigint,
        stuck text,
        rule text,
        facts jsonb,
        fate text check (fate in ('moved', 'ended', 'taken', 'full', 'away', 'left', 'nobody', 'failed')),
        primary key (share_id, n)""",
}
"""Of `agents`: no `languages` are all, no `cap` is the file's, `hours` null are the file's, `substitute` is an agent.
`sick` counts while they are away.

`presences` is what Slack said last; `asked_at` is when somebody began to ask. `assign_queue`: tickets of which
something happened that may make it somebody's turn; several rows of one are one; `why` says why it was nobody's when it
was looked at last, `urgency` counts from 1, the most urgent. `assignments`: decisions by the rule, `agent_id` null
while nobody could have it (then the last one alone is kept); `facts` is all that was decided from (ids, numbers, enum
values and skills). `assign_standing`: since when another automation gives tickets away, and who was there and had room
when those that wait were looked at last; `looked_at` is when, to the minute, somebody gave tickets away or would have.
`assign_stuck`: what somebody was told of last, and whether it is over.
`shares`: how the open tickets of one who is away would go to others; `share_moves`: each of them, whose it would be
(null: nobody's, and why), `facts` likewise where the rule chose, and what became of it, null until it was tried.
"""

INDEXES = (
    "create index assign_queue_due on owona_bot.assign_queue (not_before, id)",
    "create index assign_queue_order on owona_bot.assign_queue (urgency, since, id)",
    "create index assign_queue_new on owona_bot.assign_queue (urgency, since, id) where not_before = '-infinity'",
    "create index assign_queue_ticket on owona_bot.assign_queue (ticket_id)",
    "create index assign_queue_why on owona_bot.assign_queue (why, since) where why is not null",
    "create index assignments_ticket on owona_bot.assignments (ticket_id, id)",
    "create index assignments_decided on owona_bot.assignments (decided_at, agent_id) where agent_id is not null",
    "create index assignments_agent on owona_bot.assignments (agent_id, decided_at) where agent_id is not null",
    "create unique index assignments_nobody on owona_bot.assignments (ticket_id) where agent_id is null",
    "create index share_moves_moved on owona_bot.share_moves (ticket_id) where fate = 'moved'",
    "create index shares_asked on owona_bot.shares (agent_id) where state = 'asked'",
    "insert into owona_bot.assign_standing default values",
)

BORNE = """
            seen_agent is not null and seen_status not in ('resolved', 'closed') and deleted_at is null
            and snoozed_until is null and merged_into is null"""

LATER = {
    "events_work": """
        events (created_at)
        where kind = 'ticket.changed' and (payload ? 'agent' or payload #>> '{status,1}' = 'resolved')""",
    "ticket_state_borne": f"""
        ticket_state (lower(seen_agent)) include (seen_agent, seen_priority, seen_status, since, ticket_id)
        where {BORNE}""",
    "ticket_state_last": "ticket_state (requester_address, number) where seen_agent is not null",
}
"""Of big tables, built while everybody goes on. A load is counted from an index alone."""

SINCE = "alter table owona_bot.ticket_state add column if not exists since timestamptz not null default now()"

KNOWN_SINCE = text("""
    with few as materialized (
        select ticket_id from owona_bot.ticket_state
        where ticket_id > cast(:after as uuid) order by ticket_id limit 1000),
    known as (
        update owona_bot.ticket_state s set since = t.created_at
        from few join public.support_tickets t on t.id = few.ticket_id
        where s.ticket_id = few.ticket_id and t.status not in ('resolved', 'closed')
          and s.since is distinct from t.created_at)
    select ticket_id::text from few order by few.ticket_id desc limit 1""")
"""Of those that anybody works at; all others are known since now. Few at once: what we hold is not planned."""

FIRST = "00000000-0000-0000-0000-000000000000"

MAY_FREE = """
    n.kind in ('ticket.created', 'ticket.deleted', 'ticket.snoozed', 'ticket.woken', 'ticket.merged', 'ticket.unmerged',
               'ticket.split_off')
    or n.kind = 'ticket.changed' and (
        n.payload ?| array['priority', 'category'] or n.payload #>> '{agent,0}' is not null
        or n.payload ? 'agent' and not exists (
            select from owona_bot.agents a where a.active and a.id::text = n.payload #>> '{agent,1}')
        or array[n.payload #>> '{status,0}', n.payload #>> '{status,1}'] && array['resolved', 'closed'])"""
"""That somebody got it frees nobody, if they are still there."""

URGENCY = "coalesce(array_position(array['urgent', 'high', 'normal', 'low'], t.priority), 3)"

MOVES_CLOCKS = """
    n.kind in ('ticket.created', 'ticket.deleted', 'ticket.snoozed', 'ticket.woken', 'ticket.merged', 'ticket.unmerged',
               'message.added', 'message.changed', 'message.deleted', 'message.joined')
    or n.kind = 'ticket.changed' and n.payload ?| array['status', 'priority', 'category']"""

PLANNED = "n.ticket_id is not null and n.planned_at is not null and o.planned_at is null"

NOTER = f"""
    create or replace function owona_bot.event_planned() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$ begin
        with told as materialized (
            select n.ticket_id, bool_or({MOVES_CLOCKS}) as clocks, bool_or({MAY_FREE}) as frees
            from fresh n join stale o using (id) where {PLANNED} group by n.ticket_id),
        indexed as (
            insert into owona_bot.unindexed (ticket_id) select ticket_id from told),
        clocked as (
            insert into owona_bot.unclocked (ticket_id) select ticket_id from told where clocks)
        insert into owona_bot.assign_queue (ticket_id, urgency)
        select told.ticket_id, {URGENCY} from told left join public.support_tickets t on t.id = told.ticket_id
        where told.frees;
        return null;
    end $$"""
"""What the trigger on planned events does. Only ever adds rows: nobody waits for it."""

AGENT_LEFT = f"""
    create or replace function owona_bot.agent_left() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$ begin
        with gone as materialized (
            select o.email from stale o join fresh n using (id)
            where o.active and (not n.active or n.email <> o.email)),
        held as (
            select ticket_id from gone join owona_bot.ticket_state on lower(seen_agent) = email where {BORNE}
            union
            select t.id
            from owona_bot.events e
            join public.support_tickets t on t.id = e.ticket_id
            join gone on gone.email = lower(t.assigned_agent)
            where e.planned_at is null)
        insert into owona_bot.assign_queue (ticket_id, urgency)
        select t.id, {URGENCY} from held join public.support_tickets t on t.id = held.ticket_id;
        return null;
    end $$"""
"""What they held counts as unassigned from then on, be it planned or not."""

AGENT_LEFT_TRIGGER = """
    create or replace trigger owona_bot_agent_left after update on owona_bot.agents
    referencing old table as stale new table as fresh for each statement execute function owona_bot.agent_left()"""

UNSCHEDULED = (
    "delete from owona_bot.schedule_runs where job = 'assign'",
    "delete from owona_bot.schedule where job = 'assign'",
)
"""An older bot knows no such job."""

OTHER_AUTOMATION = """
    create or replace function owona_bot.other_automation() returns boolean language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$ begin
        return exists (
            select from public.support_service_status
            where service_name = 'support-mcp' and lower(status) is distinct from 'down'
              and last_heartbeat > now() - interval '2 minutes');
    exception when undefined_table or undefined_column or undefined_function or insufficient_privilege then
        return false;
    end $$"""
"""Whether the site's own program, which writes holders as it likes, is alive. No migration of the site's makes the
table."""

OLD_NOTER = f"""
    create or replace function owona_bot.event_planned() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$ begin
        insert into owona_bot.unindexed (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (id)
        where n.ticket_id is not null and n.planned_at is not null and o.planned_at is null;

        insert into owona_bot.unclocked (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (id)
        where n.ticket_id is not null and n.planned_at is not null and o.planned_at is null and ({MOVES_CLOCKS});
        return null;
    end $$"""
"""As 0011 has it."""


PRESENCE_CHANGED = """
    create trigger owona_bot_presence_changed after update on owona_bot.presences for each row
    when ((old.away, old.dnd_until, old.status_emoji, old.status_text, old.status_until)
          is distinct from (new.away, new.dnd_until, new.status_emoji, new.status_text, new.status_until))
    execute function owona_bot.team_changed()"""
"""Homes show who is not there; that Slack said the same once more is no news."""


def team_changed(columns: str) -> str:
    """Homes show those of a colleague."""
    return f"""
    create or replace trigger owona_bot_team_changed
    after insert or update of {columns} on owona_bot.agents
    for each statement execute function owona_bot.team_changed()"""


def upgrade() -> None:
    """All of it in our own schema; nobody is given anything before the file says so. Agents are held for a moment."""
    build()
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    for statement in (NOTER, AGENT_LEFT, OTHER_AUTOMATION):
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")
    op.execute("revoke all on all functions in schema owona_bot from public")
    op.execute(PATIENCE)
    op.execute(AGENTS)
    op.execute(team_changed(f"{SHOWN}, {OURS}"))
    op.execute(PRESENCE_CHANGED)
    op.execute(AGENT_LEFT_TRIGGER)


def build() -> None:
    """Before all else, which is one transaction: a broken attempt is begun anew."""
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = '500ms'")
        op.execute(SINCE)
        after: str | None = FIRST
        while after is not None:
            after = op.get_bind().execute(KNOWN_SINCE, {"after": after}).scalar_one_or_none()
        op.execute("set lock_timeout = 0")
        for name, of in LATER.items():
            op.execute(f"drop index concurrently if exists owona_bot.{name}")
            op.execute(f"create index concurrently {name} on owona_bot.{of}")
        op.execute("set lock_timeout = '5s'")  # as migrate() has it


def downgrade() -> None:
    """Decisions, skills and hours are forgotten; who has which ticket stays."""
    forget(KINDS, REACTIONS)
    for statement in UNSCHEDULED:
        op.execute(statement)
    op.execute(OLD_NOTER)
    op.execute(PATIENCE)
    op.execute("drop trigger owona_bot_agent_left on owona_bot.agents")
    op.execute(team_changed(SHOWN))
    op.execute(NO_AGENTS)
    for name in ("agent_left", "other_automation"):
        op.execute(f"drop function owona_bot.{name}()")
    for name in LATER:
        op.execute(f"drop index owona_bot.{name}")
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")
    op.execute("alter table owona_bot.ticket_state drop since")

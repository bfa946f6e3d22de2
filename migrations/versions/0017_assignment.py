"""Whose turn it is: what agents can and when, tickets that wait for somebody, decisions, how work is shared out."""

from alembic import op

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
        add substitute bigint"""

NO_AGENTS = """
    alter table owona_bot.agents
        drop skills, drop languages, drop cap, drop hours, drop substitute"""

TABLES = {
    "presences": """
        agent_id bigint primary key,
        away boolean,
        dnd_until timestamptz,
        status_emoji text not null default '',
        status_text text not null default '',
        status_until timestamptz,
        looked_at timestamptz not null""",
    "assign_queue": """
        id bigint generated always as identity primary key,
        ticket_id uuid not null,
        not_before timestamptz not null default '-infinity'""",
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
        stuck_since timestamptz,
        stuck_why text""",
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
        fate text check (fate in ('moved', 'ended', 'taken', 'full', 'away', 'left', 'nobody')),
        primary key (share_id, n)""",
}
"""Of `agents`: no `languages` are all, no `cap` is the file's, `hours` null are the file's, `substitute` is an agent.

`presences` is what Slack said last. `assign_queue`: tickets of which something happened that may make it somebody's
turn; several rows of one are one. `assignments`: decisions by the rule, `agent_id` null while nobody could have it
(then the last one alone is kept); `facts` is all that was decided from (ids, numbers, enum values and skills).
`shares`: how the open tickets of one who is away would go to others; `share_moves`: each of them, whose it would be
(null: nobody's, and why), `facts` likewise where the rule chose, and what became of it, null until it was tried.
"""

INDEXES = (
    "create index assign_queue_due on owona_bot.assign_queue (not_before, id)",
    "create index assign_queue_ticket on owona_bot.assign_queue (ticket_id)",
    "create index assignments_ticket on owona_bot.assignments (ticket_id, id)",
    "create index assignments_decided on owona_bot.assignments (decided_at, agent_id) where agent_id is not null",
    "create unique index assignments_nobody on owona_bot.assignments (ticket_id) where agent_id is null",
    "create index shares_asked on owona_bot.shares (agent_id) where state = 'asked'",
    "insert into owona_bot.assign_standing default values",
)

LATER = {
    "events_work": """
        events (created_at)
        where kind = 'ticket.changed' and (payload ? 'agent' or payload #>> '{status,1}' = 'resolved')""",
}
"""Of big tables, built while everybody goes on."""

MAY_FREE = """
    n.kind in ('ticket.created', 'ticket.snoozed', 'ticket.woken', 'ticket.merged', 'ticket.unmerged',
               'ticket.split_off')
    or n.kind = 'ticket.changed' and n.payload ?| array['status', 'agent', 'priority', 'category']"""

MOVES_CLOCKS = """
    n.kind in ('ticket.created', 'ticket.deleted', 'ticket.snoozed', 'ticket.woken', 'ticket.merged', 'ticket.unmerged',
               'message.added', 'message.changed', 'message.deleted', 'message.joined')
    or n.kind = 'ticket.changed' and n.payload ?| array['status', 'priority', 'category']"""

UNCLOCK = f"""
        insert into owona_bot.unclocked (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (id)
        where n.ticket_id is not null and n.planned_at is not null and o.planned_at is null and ({MOVES_CLOCKS});"""

QUEUE = f"""
        insert into owona_bot.assign_queue (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (id)
        where n.ticket_id is not null and n.planned_at is not null and o.planned_at is null and ({MAY_FREE});"""


def noter(also: str) -> str:
    """What the trigger on planned events does; `also` is said besides. Only ever adds rows: nobody waits for it."""
    return f"""
    create or replace function owona_bot.event_planned() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$ begin
        insert into owona_bot.unindexed (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (id)
        where n.ticket_id is not null and n.planned_at is not null and o.planned_at is null;
        {also}
        return null;
    end $$"""


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
    op.execute(noter(UNCLOCK + QUEUE))
    op.execute("revoke all on all tables in schema owona_bot from public")
    op.execute(PATIENCE)
    op.execute(AGENTS)
    op.execute(team_changed(f"{SHOWN}, {OURS}"))


def build() -> None:
    """Before all else, which is one transaction: a broken attempt is begun anew."""
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = 0")
        for name, of in LATER.items():
            op.execute(f"drop index concurrently if exists owona_bot.{name}")
            op.execute(f"create index concurrently {name} on owona_bot.{of}")
        op.execute("set lock_timeout = '5s'")  # as migrate() has it


def downgrade() -> None:
    """Decisions, skills and hours are forgotten; who has which ticket stays."""
    forget(KINDS, REACTIONS)
    op.execute(noter(UNCLOCK))
    op.execute(PATIENCE)
    op.execute(team_changed(SHOWN))
    op.execute(NO_AGENTS)
    for name in LATER:
        op.execute(f"drop index owona_bot.{name}")
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

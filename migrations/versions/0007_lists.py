"""Lists that somebody pages through, Homes that are open, and acts on many tickets at once."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = {
    "shown_lists": """
        id uuid primary key default gen_random_uuid(),
        agent_id bigint not null,
        filter text not null,
        after text,
        tickets uuid[] not null,
        created_at timestamptz not null default now()""",
    "homes": """
        slack_user text primary key,
        tab text not null default 'mine',
        filter text not null default '',
        page integer not null default 1,
        after text,
        next text,
        edition integer not null default 1,
        field integer not null default 1,
        event_id bigint not null,
        opened_at timestamptz not null default now(),
        version bigint not null default 0,
        shown bytea,
        published_at timestamptz not null default '-infinity'""",
    "indexed": """
        version bigint not null""",
    "bulks": """
        id uuid primary key default gen_random_uuid(),
        agent_id bigint not null,
        filter text not null,
        act text not null,
        value text not null,
        state text not null check (state in ('previewed', 'running', 'cancelled', 'done')),
        total integer not null,
        channel text,
        ts text,
        created_at timestamptz not null default now(),
        finished_at timestamptz""",
    "bulk_items": """
        bulk_id uuid not null references owona_bot.bulks on delete cascade,
        n integer not null,
        ticket_id uuid not null,
        state text not null default 'waiting' check (state in ('waiting', 'done', 'unchanged', 'refused')),
        reason text,
        primary key (bulk_id, n)""",
}
"""`after` of a list is where its next page begins, null at the end; its `id` stands behind the button More.

`indexed.version` is another after each change of what lists and Homes show; a Home has the one that it was read at,
and as `shown` the hash of what stands in Slack. A Home begins at `after`, and the page behind it at `next`.
"""

INDEXES = (
    "create index shown_lists_created on owona_bot.shown_lists (created_at)",
    "create index homes_opened on owona_bot.homes (opened_at)",
    "create index events_ticket on owona_bot.events (ticket_id, id) where planned_at is not null",
    """
    create index ticket_state_held on owona_bot.ticket_state (seen_agent)
        where seen_agent is not null and seen_status not in ('resolved', 'closed') and deleted_at is null""",
    "create index bulks_running on owona_bot.bulks (created_at) where state = 'running'",
    "create index bulk_items_waiting on owona_bot.bulk_items (bulk_id, n) where state = 'waiting'",
)

# Whoever indexes tickets says so himself, in the same transaction; these are all that a Home shows besides.
TEAM_CHANGED = """
    create function owona_bot.team_changed() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    begin update owona_bot.indexed set version = version + 1; return null; end $$"""

TEAM_TRIGGERS = (
    """
    create trigger owona_bot_team_changed
    after insert or update of name, email, role, active, language, available, away_until on owona_bot.agents
    for each statement execute function owona_bot.team_changed()""",
    """
    create trigger owona_bot_views_changed after insert or update or delete on owona_bot.saved_views
    for each statement execute function owona_bot.team_changed()""",
)


def upgrade() -> None:
    """All of it in our own schema."""
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("insert into owona_bot.indexed (version) values (1)")
    for statement in (TEAM_CHANGED, *TEAM_TRIGGERS):
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")
    op.execute("revoke all on all functions in schema owona_bot from public")


def downgrade() -> None:
    """Whoever pages begins anew."""
    op.execute("drop trigger owona_bot_views_changed on owona_bot.saved_views")
    op.execute("drop trigger owona_bot_team_changed on owona_bot.agents")
    op.execute("drop function owona_bot.team_changed()")
    op.execute("drop index owona_bot.ticket_state_held")
    op.execute("drop index owona_bot.events_ticket")
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

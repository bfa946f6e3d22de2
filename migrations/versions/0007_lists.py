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
        created_at timestamptz not null default now()""",
    "homes": """
        agent_id bigint primary key,
        tab text not null,
        filter text not null default '',
        list_id uuid,
        opened_at timestamptz not null default now()""",
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
"""`after` of a list is where its next page begins, null at the end; its `id` stands behind the button More."""

INDEXES = (
    "create index shown_lists_created on owona_bot.shown_lists (created_at)",
    "create index homes_opened on owona_bot.homes (opened_at)",
    "create index bulks_running on owona_bot.bulks (created_at) where state = 'running'",
    "create index bulk_items_waiting on owona_bot.bulk_items (bulk_id, n) where state = 'waiting'",
)


def upgrade() -> None:
    """All of it in our own schema."""
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")


def downgrade() -> None:
    """Whoever pages begins anew."""
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

"""The schedule: built-in jobs and those that people make, what became of each run, and who was reminded."""

from alembic import op

from migrations.way_back import forget

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KINDS = ("customer.reminded", "schedule.ran")

TABLES = {
    "schedule": """
        name text primary key,
        job text not null,
        cron text not null,
        zone text not null,
        spec jsonb not null default '{}',
        next_at timestamptz,
        last_at timestamptz,
        paused boolean not null default false,
        created_by bigint,
        created_at timestamptz not null default now()""",
    "schedule_runs": """
        id bigint generated always as identity primary key,
        name text not null,
        job text not null,
        spec jsonb not null default '{}',
        due_at timestamptz not null,
        fired_at timestamptz not null,
        missed integer not null default 0,
        by_hand text,
        state text not null check (state in ('waiting', 'running', 'done', 'failed')),
        attempts integer not null default 0,
        leased_until timestamptz,
        started_at timestamptz,
        finished_at timestamptz,
        outcome jsonb,
        reason text,
        created_at timestamptz not null default now()""",
    "reminders": """
        ticket_id uuid not null,
        since timestamptz not null,
        at timestamptz not null,
        primary key (ticket_id, since)""",
}

INDEXES = (
    "create index schedule_due on owona_bot.schedule (next_at) where next_at is not null and not paused",
    "create unique index schedule_runs_open on owona_bot.schedule_runs (name) where state in ('waiting', 'running')",
    "create unique index schedule_runs_slot on owona_bot.schedule_runs (name, due_at) where by_hand is null",
    "create index schedule_runs_name on owona_bot.schedule_runs (name, id)",
)
"""A slot is run once, whoever fires it; a job never runs beside itself."""


def upgrade() -> None:
    """All of it in our own schema."""
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")


def downgrade() -> None:
    """Nothing happens by itself any more."""
    forget(KINDS)
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

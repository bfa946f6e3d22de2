"""Escalations: who asked for one, how far its chain has come, what ended it."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = {
    "escalations": """
        id bigint generated always as identity primary key,
        ticket_id uuid not null,
        by text not null,
        reason text not null default '',
        tier text,
        chain text,
        steps jsonb not null default '[]',
        step integer not null default 0,
        run integer not null default 1,
        started_at timestamptz not null,
        next_at timestamptz,
        stopped_at timestamptz,
        stopped_why text""",
}

INDEXES = (
    "create index escalations_next on owona_bot.escalations (next_at) where next_at is not null",
    "create index escalations_ticket on owona_bot.escalations (ticket_id)",
)


def upgrade() -> None:
    """All of it in our own schema."""
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")


def downgrade() -> None:
    """Chains end where they are."""
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

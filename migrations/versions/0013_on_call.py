"""On call: whose shift it is, and the swaps that were asked for."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = {
    "rotas": """
        id bigint generated always as identity primary key,
        name text not null unique,
        zone text not null,
        changed_by bigint not null,
        changed_at timestamptz not null default now()""",
    "shifts": """
        id bigint generated always as identity primary key,
        rota_id bigint not null references owona_bot.rotas (id) on delete cascade,
        agent_id bigint not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        check (starts_at < ends_at)""",
    "swaps": """
        id bigint generated always as identity primary key,
        shift_id bigint not null references owona_bot.shifts (id) on delete cascade,
        from_agent bigint not null,
        to_agent bigint not null,
        state text not null check (state in ('asked', 'accepted', 'declined', 'withdrawn')),
        asked_at timestamptz not null default now(),
        settled_at timestamptz""",
}

INDEXES = ("create index shifts_time on owona_bot.shifts (rota_id, starts_at)",)


def upgrade() -> None:
    """All of it in our own schema."""
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")


def downgrade() -> None:
    """Nobody is on call."""
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

"""Escalations: who asked for one, how far its chain has come, what ended it."""

from alembic import op

from migrations.way_back import forget

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = ("ticket.escalated", "escalation.stepped", "escalation.stopped")

REACTIONS = ("escalation", "escalation_mail")

TABLES = {
    "escalations": """
        id bigint generated always as identity primary key,
        ticket_id uuid not null,
        by text not null,
        tier text check (tier in ('tier2', 'lead', 'on_call')),
        note uuid,
        called bigint[] not null default '{}',
        chain text,
        steps jsonb not null default '{}',
        step integer not null default 0,
        run integer not null default 1,
        started_at timestamptz not null,
        stepped_at timestamptz,
        next_at timestamptz,
        stopped_at timestamptz,
        stopped_why text check (stopped_why in ('answered', 'done', 'merged', 'deleted', 'by_hand', 'another')),
        created_at timestamptz not null default now()""",
}
"""`by` is an actor, `bot:sla` for a breach; `steps` is the chain as `domain.chain.snapshot` writes it down: what
the file says later changes nothing that runs. A chain runs while `next_at` is set, when it is looked at again: now for
a new one, with `step` 0 and `run` 1, and whoever looks finds how long its first step waits. `note` has the reason,
`called` are agents. The desk's clock counts, but for `created_at`, which is the database's as messages' is.
"""

INDEXES = (
    "create index escalations_next on owona_bot.escalations (next_at) where next_at is not null",
    "create index escalations_ticket on owona_bot.escalations (ticket_id, id)",
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
    forget(KINDS, REACTIONS)
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

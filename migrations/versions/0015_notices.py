"""Which notices an agent wants to hear by direct message; which page of a list somebody reads; deadlines in order."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SHOWN = "name, email, role, active, language, available, away_until"


INDEXES = (
    """
    create index sla_clocks_live on owona_bot.sla_clocks (due_at, ticket_id, (stages[1]))
        where state in ('running', 'paused') and due_at is not null""",
    "create index sla_clocks_late on owona_bot.sla_clocks (due_at) where late",
    "create index sla_clocks_kept on owona_bot.sla_clocks (stopped_at) where state = 'met' and not late",
)

CLOCKS_CHANGED = """
    create trigger owona_bot_clocks_changed
    after insert or delete or update of state, due_at, stages, stopped_at, late on owona_bot.sla_clocks
    for each statement execute function owona_bot.team_changed()"""
"""Homes show them."""


def team_changed(columns: str) -> str:
    """Homes show those of a colleague."""
    return f"""
    create or replace trigger owona_bot_team_changed
    after insert or update of {columns} on owona_bot.agents
    for each statement execute function owona_bot.team_changed()"""


def upgrade() -> None:
    """Everybody hears of tickets that come and go."""
    op.execute("alter table owona_bot.agents add notices text[] not null default '{given,taken}'")
    op.execute(team_changed(f"{SHOWN}, notices"))
    op.execute("alter table owona_bot.shown_lists add page integer not null default 1")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("drop index owona_bot.sla_clocks_due")
    op.execute(CLOCKS_CHANGED)


def downgrade() -> None:
    """Choices are forgotten."""
    op.execute("create index sla_clocks_due on owona_bot.sla_clocks (due_at) where state = 'running'")
    op.execute("drop trigger owona_bot_clocks_changed on owona_bot.sla_clocks")
    for name in ("live", "late", "kept"):
        op.execute(f"drop index owona_bot.sla_clocks_{name}")
    op.execute("alter table owona_bot.shown_lists drop page")
    op.execute(team_changed(SHOWN))
    op.execute("alter table owona_bot.agents drop notices")

"""Which notices an agent wants to hear by direct message."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SHOWN = "name, email, role, active, language, available, away_until"


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


def downgrade() -> None:
    """Choices are forgotten."""
    op.execute(team_changed(SHOWN))
    op.execute("alter table owona_bot.agents drop notices")

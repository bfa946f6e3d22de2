"""Which notices an agent wants to hear by direct message; which page of a list somebody reads."""

from alembic import op

from migrations.way_back import forget

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SHOWN = "name, email, role, active, language, available, away_until"

PATIENCE = "set local lock_timeout = '500ms'"
"""Who changes a ticket reads agents, and waits behind us for a second at most: then its event would be lost."""


def team_changed(columns: str) -> str:
    """Homes show those of a colleague."""
    return f"""
    create or replace trigger owona_bot_team_changed
    after insert or update of {columns} on owona_bot.agents
    for each statement execute function owona_bot.team_changed()"""


def upgrade() -> None:
    """Everybody hears of tickets that come and go. Agents are held last and for a moment."""
    op.execute(PATIENCE)
    op.execute("alter table owona_bot.shown_lists add page integer not null default 1")
    op.execute("alter table owona_bot.agents add notices text[] not null default '{given,taken}'")
    op.execute(team_changed(f"{SHOWN}, notices"))


def downgrade() -> None:
    """Choices are forgotten."""
    forget(reactions=("notice",))
    op.execute(PATIENCE)
    op.execute("alter table owona_bot.shown_lists drop page")
    op.execute(team_changed(SHOWN))
    op.execute("alter table owona_bot.agents drop notices")

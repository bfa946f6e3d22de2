"""Exports that programs fetch say now and then that they are still being written.

Safe to repeat.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Null, where nothing was said yet, is as long ago as it began."""
    op.execute("alter table owona_bot.export_streams add column if not exists alive_at timestamptz")


def downgrade() -> None:
    """What died says again that it runs."""
    op.execute("alter table owona_bot.export_streams drop column alive_at")

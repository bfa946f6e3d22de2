"""Who besides the ticket's own requester reads an answer: known when it was sent. Null: as the tickets go on."""

from alembic import op

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLES = ("held_replies", "message_content")


def upgrade() -> None:
    """No row is written."""
    for table in TABLES:
        op.execute(f"alter table owona_bot.{table} add column also uuid[]")


def downgrade() -> None:
    """Answers go wherever their ticket's do, again."""
    for table in TABLES:
        op.execute(f"alter table owona_bot.{table} drop column also")

"""When tickets were first answered, beside what lists read: told of those that were there before, bit by bit."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BACKFILL = """
    insert into owona_bot.unindexed (old, ticket_id)
    select true, s.ticket_id from owona_bot.search s
    where s.part = 0 and exists (
        select from public.support_ticket_messages m where m.ticket_id = s.ticket_id and m.author_type = 'support')"""
"""Until then only what an import had said stood there."""


def upgrade() -> None:
    """They wait behind what is new."""
    op.execute(BACKFILL)


def downgrade() -> None:
    """What stands there harms nobody."""

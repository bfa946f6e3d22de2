"""Very many tickets at once: people's events are found among them, and triggers join what changed by its keys.

Safe to repeat.
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

INDEXES = {
    "events_pressing": """
        events (created_at, id)
        where planned_at is null and ticket_id is not null and actor not in ('bot:auto_close', 'bot:remind', 'bot:sla')
        """,
    "deliveries_behind": "deliveries (order_key) where state = 'waiting' and priority >= 100",
}
"""In no other index's order: with stale statistics PostgreSQL would read all that was ever planned, from the start."""

JOINING = ("tickets_changed", "messages_changed", "clocks_moved")

# PostgreSQL keeps the plan that suited a connection's first change: of one row, comparing each with each.
BY_KEYS = "alter function owona_bot.{name}() set {how} = off"
AS_IT_LIKES = "alter function owona_bot.{name}() reset {how}"

WAYS = ("enable_nestloop", "enable_mergejoin")


def upgrade() -> None:
    """Nobody waits for us while we wait; what a broken attempt left of an index is invalid."""
    for name in JOINING:
        for how in WAYS:
            op.execute(BY_KEYS.format(name=name, how=how))
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = 0")
        for name, of in INDEXES.items():
            op.execute(f"drop index concurrently if exists owona_bot.{name}")
            op.execute(f"create index concurrently {name} on owona_bot.{of}")
        op.execute("set lock_timeout = '5s'")  # as migrate() has it


def downgrade() -> None:
    """All of it is for speed."""
    for name in INDEXES:
        op.execute(f"drop index owona_bot.{name}")
    for name in JOINING:
        for how in WAYS:
            op.execute(AS_IT_LIKES.format(name=name, how=how))

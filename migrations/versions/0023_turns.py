"""Turns of orders: each freed delivery stands behind other orders' heads; and what could not be planned waits apart."""

from alembic import op

from migrations.way_back import forget

revision = "0023"
down_revision = "0024"
branch_labels = None
depends_on = None

KINDS, REACTIONS = ("plan.failed", "link.asked"), ("go_on", "ask_release", "link_mail")

TURN = "alter table owona_bot.deliveries add column if not exists turn bigint"
"""Null: its position."""

UNPLANNABLE = """
    create table owona_bot.unplannable (
        id bigint generated always as identity primary key,
        ticket_id uuid,
        event_id bigint,
        failures integer not null default 1,
        reason text not null,
        next_at timestamptz not null,
        unique nulls not distinct (ticket_id, event_id),
        check (num_nonnulls(ticket_id, event_id) = 1)
    )"""

CLAIM = """
    create index concurrently {name} on owona_bot.deliveries (lane, priority, {by})
    where state = 'waiting' and not ahead"""

BY_TURN, BY_POSITION = ("deliveries_turn", "coalesce(turn, position)"), ("deliveries_claim", "position")


def upgrade() -> None:
    """Before all else what is a transaction of its own: a broken attempt is begun anew."""
    with op.get_context().autocommit_block():
        op.execute(TURN)
    exchange(BY_POSITION, BY_TURN)
    op.execute(UNPLANNABLE)
    op.execute("revoke all on all tables in schema owona_bot from public")


def exchange(old: tuple[str, str], new: tuple[str, str]) -> None:
    """Nobody waits for us while we wait, and no claim is without an index; what an attempt left of one is invalid."""
    (gone, _), (name, by) = old, new
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = 0")
        op.execute(f"drop index concurrently if exists owona_bot.{name}")
        op.execute(CLAIM.format(name=name, by=by))
        op.execute(f"drop index concurrently if exists owona_bot.{gone}")
        op.execute("set lock_timeout = '5s'")  # as migrate() has it


def downgrade() -> None:
    """What waits apart is planned with all else again."""
    exchange(BY_TURN, BY_POSITION)
    forget(KINDS, REACTIONS)
    op.execute("drop table owona_bot.unplannable")
    op.execute("alter table owona_bot.deliveries drop column turn")

"""On call: the rotas, what holds instead of them, the swaps that were asked for, who was told last."""

from alembic import op

from migrations.way_back import forget

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KINDS = ("swap.asked", "swap.settled", "shift.began")

REACTIONS = ("swap", "shift")

TABLES = {
    "rotas": """
        id bigint generated always as identity primary key,
        turns bigint[] not null check (cardinality(turns) > 0),
        length text not null check (length in ('day', 'week')),
        weekday smallint not null check (weekday between 0 and 6),
        hand_over time not null,
        zone text not null,
        begins_at timestamptz not null,
        made_by bigint not null,
        made_at timestamptz not null""",
    "covers": """
        id bigint generated always as identity primary key,
        agent_id bigint,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        made_by bigint not null,
        made_at timestamptz not null,
        check (starts_at < ends_at)""",
    "swaps": """
        id bigint generated always as identity primary key,
        from_agent bigint not null,
        to_agent bigint not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        state text not null default 'asked'
            check (state in ('asked', 'accepted', 'declined', 'withdrawn', 'overtaken')),
        asked_at timestamptz not null,
        settled_at timestamptz,
        check (starts_at < ends_at)""",
    "on_call_told": """
        one boolean primary key default true check (one),
        agent_id bigint,
        told_at timestamptz""",
}
"""Rotas and covers are only added to: of two that hold at once the later id does. Turns have no rows: they follow from
them. `agent_id` null in a cover takes the time out. `on_call_told` is who was told last that they are on call, and when
by the desk's clock.
"""

INDEXES = (
    "create index rotas_begins on owona_bot.rotas (begins_at)",
    "create index covers_ends on owona_bot.covers (ends_at)",
    "create index swaps_open on owona_bot.swaps (ends_at) where state = 'asked'",
    """create unique index swaps_once on owona_bot.swaps (from_agent, to_agent, starts_at, ends_at)
       where state = 'asked'""",
    "insert into owona_bot.on_call_told default values",
)


def upgrade() -> None:
    """All of it in our own schema."""
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")


def downgrade() -> None:
    """Nobody is on call."""
    forget(KINDS, REACTIONS)
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

"""Which notices an agent wants to hear by direct message; which page of a list somebody reads; deadlines in order."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

SHOWN = "name, email, role, active, language, available, away_until"


INDEXES = (
    """
    create index search_due on owona_bot.search (due_at, ticket_id, warned_at) where due_at is not null""",
    """
    create index search_open on owona_bot.search (updated_at, ticket_id, due_at, warned_at) where rank < 4""",
    """
    create index sla_clocks_live on owona_bot.sla_clocks (due_at, ticket_id)
        where state in ('running', 'paused') and due_at is not null""",
    "create index sla_clocks_late on owona_bot.sla_clocks (due_at) where late",
    "create index sla_clocks_kept on owona_bot.sla_clocks (stopped_at) where state = 'met' and not late",
)

CLOCKS_CHANGED = """
    create function owona_bot.clocks_changed() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    begin
        insert into owona_bot.unindexed (ticket_id)
        select distinct ticket_id from fresh where state in ('running', 'paused');
        return null;
    end $$"""
"""What is folded as it was changes nothing."""

CLOCKS_MOVED = """
    create function owona_bot.clocks_moved() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    begin
        insert into owona_bot.unindexed (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (ticket_id, metric, round)
        where (n.state, n.due_at, n.stages[1]) is distinct from (o.state, o.due_at, o.stages[1]);
        return null;
    end $$"""

CLOCKS_TRIGGERS = (
    """
    create trigger owona_bot_clocks_begun after insert on owona_bot.sla_clocks
    referencing new table as fresh for each statement execute function owona_bot.clocks_changed()""",
    """
    create trigger owona_bot_clocks_gone after delete on owona_bot.sla_clocks
    referencing old table as fresh for each statement execute function owona_bot.clocks_changed()""",
    """
    create trigger owona_bot_clocks_moved after update on owona_bot.sla_clocks
    referencing old table as stale new table as fresh
    for each statement execute function owona_bot.clocks_moved()""",
)


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
    op.execute("alter table owona_bot.search add due_at timestamptz, add warned_at timestamptz")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("drop index owona_bot.sla_clocks_due")
    for statement in (CLOCKS_CHANGED, CLOCKS_MOVED, *CLOCKS_TRIGGERS):
        op.execute(statement)
    op.execute("revoke all on all functions in schema owona_bot from public")


def downgrade() -> None:
    """Choices are forgotten."""
    op.execute("create index sla_clocks_due on owona_bot.sla_clocks (due_at) where state = 'running'")
    for name in ("begun", "gone", "moved"):
        op.execute(f"drop trigger owona_bot_clocks_{name} on owona_bot.sla_clocks")
    op.execute("drop function owona_bot.clocks_changed()")
    op.execute("drop function owona_bot.clocks_moved()")
    for name in ("live", "late", "kept"):
        op.execute(f"drop index owona_bot.sla_clocks_{name}")
    op.execute("alter table owona_bot.search drop due_at, drop warned_at")
    op.execute("alter table owona_bot.shown_lists drop page")
    op.execute(team_changed(SHOWN))
    op.execute("alter table owona_bot.agents drop notices")

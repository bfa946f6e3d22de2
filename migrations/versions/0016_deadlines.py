"""Deadlines beside what lists read, and indexes of big tables, built while everybody goes on. Safe to repeat."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXES = {
    "search_due": "search (due_at, ticket_id, warned_at) where due_at is not null",
    "search_open": "search (updated_at, ticket_id, due_at, warned_at) where rank < 4",
    "sla_clocks_live": """
        sla_clocks (due_at, ticket_id) where state in ('running', 'paused') and due_at is not null""",
    "sla_clocks_late": "sla_clocks (due_at) where late",
    "sla_clocks_kept": "sla_clocks (stopped_at) where state = 'met' and not late",
    "slack_posts_alerts": "slack_posts (ticket_id) where shows = 'alert'",
    "slack_posts_escalations": "slack_posts (ticket_id) where shows = 'escalation'",
}

# Statistics say nothing of a table that a first start fills: the plan is kept, and a scan of all would be kept too.
CLOCKS_CHANGED = """
    create or replace function owona_bot.clocks_changed() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
    begin
        insert into owona_bot.unindexed (old, ticket_id)
        select tg_op = 'INSERT' and bool_and(silent) and count(*) = (
                   select count(*) from owona_bot.sla_clocks c where c.ticket_id = f.ticket_id), ticket_id
        from fresh f group by ticket_id having bool_or(state in ('running', 'paused'));
        return null;
    end $$"""
"""What is folded as it was changes nothing. The first clocks of a ticket from before go-live can wait."""

CLOCKS_MOVED = """
    create or replace function owona_bot.clocks_moved() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$
    begin
        insert into owona_bot.unindexed (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (ticket_id, metric, round)
        where (n.state, n.due_at, n.stages[1]) is distinct from (o.state, o.due_at, o.stages[1]);
        return null;
    end $$"""

CLOCKS_TRIGGERS = (
    """
    create or replace trigger owona_bot_clocks_begun after insert on owona_bot.sla_clocks
    referencing new table as fresh for each statement execute function owona_bot.clocks_changed()""",
    """
    create or replace trigger owona_bot_clocks_gone after delete on owona_bot.sla_clocks
    referencing old table as fresh for each statement execute function owona_bot.clocks_changed()""",
    """
    create or replace trigger owona_bot_clocks_moved after update on owona_bot.sla_clocks
    referencing old table as stale new table as fresh
    for each statement execute function owona_bot.clocks_moved()""",
)

BACKFILL = """
    insert into owona_bot.unindexed (old, ticket_id)
    select distinct true, ticket_id from owona_bot.sla_clocks where state in ('running', 'paused')"""


def upgrade() -> None:
    """Deadlines that are there already are written down bit by bit."""
    op.execute("""
        alter table owona_bot.search add column if not exists due_at timestamptz,
                                     add column if not exists warned_at timestamptz""")
    for statement in (CLOCKS_CHANGED, CLOCKS_MOVED, *CLOCKS_TRIGGERS):
        op.execute(statement)
    op.execute("revoke all on all functions in schema owona_bot from public")
    build()
    op.execute(BACKFILL)


def build() -> None:
    """What a broken attempt left is invalid; nobody waits for us while we wait."""
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = 0")
        for name, of in INDEXES.items():
            op.execute(f"drop index concurrently if exists owona_bot.{name}")
            op.execute(f"create index concurrently {name} on owona_bot.{of}")
        op.execute("set lock_timeout = '5s'")  # as migrate() has it


def downgrade() -> None:
    """Lists know no deadlines."""
    for name in ("begun", "gone", "moved"):
        op.execute(f"drop trigger owona_bot_clocks_{name} on owona_bot.sla_clocks")
    op.execute("drop function owona_bot.clocks_changed()")
    op.execute("drop function owona_bot.clocks_moved()")
    for name in INDEXES:
        op.execute(f"drop index owona_bot.{name}")
    op.execute("alter table owona_bot.search drop due_at, drop warned_at")

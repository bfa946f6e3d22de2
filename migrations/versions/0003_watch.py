"""The triggers on the site's tables, and what is there already taken in silently. Safe to repeat."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FRESH, STALE = "new table as fresh", "old table as stale"

WATCHERS = (
    ("tickets_created", "insert", "support_tickets", FRESH),
    ("tickets_changed", "update", "support_tickets", f"{FRESH} {STALE}"),
    ("tickets_deleted", "delete", "support_tickets", STALE),
    ("messages_added", "insert", "support_ticket_messages", FRESH),
    ("messages_changed", "update", "support_ticket_messages", f"{FRESH} {STALE}"),
    ("messages_deleted", "delete", "support_ticket_messages", STALE),
)

BACKFILL = """
    insert into owona_bot.ticket_state (ticket_id, requester_name, requester_address,
                                        seen_status, seen_priority, seen_agent, seen_text)
    select ticket_id, requester_name, requester_address, seen_status, seen_priority, seen_agent, seen_text
    from owona_bot.present_state order by created_at, ticket_id
    on conflict (ticket_id) do nothing"""


def upgrade() -> None:
    """Each lock lasts one statement, and none is waited for longer than two seconds."""
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = '2s'")
        for name, act, table, transition in WATCHERS:
            op.execute(
                f"""create or replace trigger owona_bot_{name} after {act} on public.{table}
                    referencing {transition} for each statement execute function owona_bot.{name}()"""
            )
        op.execute("set lock_timeout = '5s'")  # as migrate() has it
        op.execute("insert into owona_bot.marks (name) values ('go_live') on conflict do nothing")
        op.execute(BACKFILL)


def downgrade() -> None:
    """`public` keeps its rows and loses the triggers."""
    for name, _, table, _ in WATCHERS:
        op.execute(f"drop trigger if exists owona_bot_{name} on public.{table}")

"""Very many tickets at once: people's events are found among them, what is told next of a clock has a row of its own.

Triggers join what changed by its keys.

Safe to repeat.
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NEXT = """
    create table if not exists owona_bot.sla_next (
        ticket_id uuid not null,
        metric text not null,
        round integer not null,
        at timestamptz not null,
        due_at timestamptz,
        policy text not null,
        told smallint not null,
        silent boolean not null,
        primary key (ticket_id, metric, round))"""
"""What the sweep finds, moves on and takes away, beside the wide rows with many indexes that a fold writes: their
`next_at` and `told` are as it was when they were folded."""

NEXT_AT = "create index if not exists sla_next_at on owona_bot.sla_next (at)"

KEPT = """
    insert into owona_bot.sla_next as x (ticket_id, metric, round, at, due_at, policy, told, silent)
    select ticket_id, metric, round, next_at, due_at, policy, told, silent from {source} where next_at is not null
    on conflict (ticket_id, metric, round)"""

STALE = """
    delete from owona_bot.sla_next where ctid = any(array(
        select x.ctid from owona_bot.sla_next x
        where not exists (
            select from owona_bot.sla_clocks c
            where (c.ticket_id, c.metric, c.round) = (x.ticket_id, x.metric, x.round) and c.next_at is not null)))"""
"""A clock that was stopped while KEPT read it: the trigger found nothing yet to take away."""

FOLDED = f"""
    create or replace function owona_bot.clocks_folded() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
    as $$
    begin
        if tg_op <> 'INSERT' then
            delete from owona_bot.sla_next x using fresh n
            where (x.ticket_id, x.metric, x.round) = (n.ticket_id, n.metric, n.round)
              and (n.next_at is null or tg_op = 'DELETE');
        end if;
        if tg_op <> 'DELETE' then
            {KEPT.format(source="fresh")} do update
            set at = excluded.at, due_at = excluded.due_at, policy = excluded.policy, told = excluded.told,
                silent = excluded.silent
            where (x.at, x.due_at, x.policy, x.told, x.silent)
                  is distinct from (excluded.at, excluded.due_at, excluded.policy, excluded.told, excluded.silent);
        end if;
        return null;
    end $$"""

FOLDED_TRIGGER = """
    create or replace trigger owona_bot_clocks_folded_{act} after {act} on owona_bot.sla_clocks
    referencing {row} table as fresh for each statement execute function owona_bot.clocks_folded()"""

ACTS = {"insert": "new", "update": "new", "delete": "old"}

STANDS = """
    update owona_bot.sla_clocks c set next_at = x.at, told = coalesce(x.told, t.told, c.told)
    from owona_bot.sla_clocks o
    left join owona_bot.sla_next x using (ticket_id, metric, round)
    left join (select ticket_id, metric, round, max(stage) as told from owona_bot.sla_told group by 1, 2, 3) t
        using (ticket_id, metric, round)
    where (c.ticket_id, c.metric, c.round) = (o.ticket_id, o.metric, o.round) and c.next_at is distinct from x.at"""

OLD_INDEX = "create index sla_clocks_next on owona_bot.sla_clocks (next_at) where next_at is not null"

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
    for statement in (NEXT, NEXT_AT, FOLDED):
        op.execute(statement)
    op.execute("revoke all on owona_bot.sla_next from public")
    op.execute("revoke all on function owona_bot.clocks_folded() from public")
    with op.get_context().autocommit_block():
        for act, row in ACTS.items():
            op.execute(FOLDED_TRIGGER.format(act=act, row=row))
        op.execute(f"{KEPT.format(source='owona_bot.sla_clocks')} do nothing")
        op.execute(STALE)
        op.execute("set lock_timeout = 0")
        op.execute("drop index concurrently if exists owona_bot.sla_clocks_next")
        for name, of in INDEXES.items():
            op.execute(f"drop index concurrently if exists owona_bot.{name}")
            op.execute(f"create index concurrently {name} on owona_bot.{of}")
        op.execute("set lock_timeout = '5s'")  # as migrate() has it


def downgrade() -> None:
    """All of it is for speed; clocks go on as they stand."""
    for act in ACTS:
        op.execute(f"drop trigger owona_bot_clocks_folded_{act} on owona_bot.sla_clocks")
    op.execute(STANDS)
    op.execute(OLD_INDEX)
    op.execute("drop function owona_bot.clocks_folded()")
    op.execute("drop table owona_bot.sla_next")
    for name in INDEXES:
        op.execute(f"drop index owona_bot.{name}")
    for name in JOINING:
        for how in WAYS:
            op.execute(AS_IT_LIKES.format(name=name, how=how))

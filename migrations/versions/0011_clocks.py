"""SLA clocks: policies as they were, whose terms a ticket is under since when, its deadlines, what was told of them."""

from alembic import op

from migrations.way_back import forget

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KINDS = ("sla.warned", "sla.breached", "sla.muted")

REACTIONS = ("sla_alert", "sla_settle", "sla_mail")

TABLES = {
    "sla_policies": """
        hash text primary key,
        name text not null,
        spec jsonb not null,
        created_at timestamptz not null default now()""",
    "sla_terms": """
        ticket_id uuid not null,
        since timestamptz not null,
        policy text,
        event_id bigint not null default 0,
        stood_since timestamptz,
        category text,
        primary key (ticket_id, since)""",
    "sla_clocks": """
        ticket_id uuid not null,
        metric text not null check (metric in ('first_response', 'next_response', 'resolution')),
        round integer not null,
        policy text not null,
        state text not null check (state in ('running', 'paused', 'met', 'void')),
        started_at timestamptz not null,
        due_at timestamptz,
        stages timestamptz[] not null default '{}',
        shares smallint[] not null default '{}',
        told smallint not null default 0,
        next_at timestamptz,
        stopped_at timestamptz,
        late boolean not null default false,
        silent boolean not null default false,
        primary key (ticket_id, metric, round)""",
    "sla_told": """
        ticket_id uuid not null,
        metric text not null,
        round integer not null,
        stage smallint not null,
        silent boolean not null default false,
        at timestamptz not null default now(),
        primary key (ticket_id, metric, round, stage)""",
    "sla_muted": """
        ticket_id uuid not null,
        metric text not null,
        round integer not null,
        agent_id bigint not null,
        at timestamptz not null default now(),
        primary key (ticket_id, metric, round)""",
    "unclocked": """
        old boolean not null default false,
        id bigint generated always as identity,
        ticket_id uuid not null,
        not_before timestamptz not null default '-infinity',
        primary key (old, id)""",
}
"""`policy` is a hash in `sla_policies`; in a term null where none fits. `event_id` is the change that began the term.
The first has `stood_since`: since when, as far as was known when it was kept, the status stood that no event tells.

`sla_clocks` is an index of what the fold says (domain/sla.py). `stages` are moments, `shares` how much of the time is
over then, in percent, 100 the last; `told` is the highest of them that was told, `next_at` when the next one is.

`sla_told`: its primary key is the promise that nothing is told twice; `stage` is the share.

`unclocked`: tickets whose clocks are to be folded anew; `old` ones can wait, one that could not be folded until
`not_before`.
"""

INDEXES = (
    "create index sla_clocks_next on owona_bot.sla_clocks (next_at) where next_at is not null",
    "create index sla_clocks_stopped on owona_bot.sla_clocks (stopped_at) where stopped_at is not null",
    "create index unclocked_ticket on owona_bot.unclocked (ticket_id)",
)

MOVES_CLOCKS = """
    n.kind in ('ticket.created', 'ticket.deleted', 'ticket.snoozed', 'ticket.woken', 'ticket.merged', 'ticket.unmerged',
               'message.added', 'message.changed', 'message.deleted', 'message.joined')
    or n.kind = 'ticket.changed' and n.payload ?| array['status', 'priority', 'category']"""


def noter(also: str) -> str:
    """What the trigger on planned events does; `also` is said besides."""
    return f"""
    create or replace function owona_bot.event_planned() returns trigger language plpgsql
    set search_path = pg_catalog, pg_temp as $$ begin
        insert into owona_bot.unindexed (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (id)
        where n.ticket_id is not null and n.planned_at is not null and o.planned_at is null;
        {also}
        return null;
    end $$"""


UNCLOCK = f"""
        insert into owona_bot.unclocked (ticket_id)
        select distinct n.ticket_id from fresh n join stale o using (id)
        where n.ticket_id is not null and n.planned_at is not null and o.planned_at is null and ({MOVES_CLOCKS});"""


def wants(words: str) -> str:
    """What customers may choose to hear of."""
    return f"""
    alter table owona_bot.preferences drop constraint preferences_wants_check,
        add constraint preferences_wants_check check (wants in ({words}))"""


# The site's table may be missing, or none of our business: a ticket of no tier has clocks all the same.
TIER_OF = """
    create function owona_bot.tier_of(customer uuid) returns text language plpgsql stable security definer
    set search_path = pg_catalog, pg_temp as $$ begin
        return (select s.tier from public.subscriptions s
                where s.user_id = customer and s.status in ('active', 'trialing', 'past_due')
                order by s.status <> 'active',
                         array_position(array['enterprise', 'professional', 'starter', 'free'], s.tier::text)
                limit 1);
    exception when undefined_table or undefined_column or insufficient_privilege then
        return null;
    end $$"""


def upgrade() -> None:
    """All of it in our own schema; clocks of what is there are made bit by bit."""
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute(noter(UNCLOCK))
    op.execute(TIER_OF)
    op.execute(wants("'all', 'no_delays', 'answers', 'nothing'"))
    op.execute("revoke all on all tables in schema owona_bot from public")
    op.execute("revoke all on all functions in schema owona_bot from public")


def downgrade() -> None:
    """What was told of deadlines is forgotten."""
    forget(KINDS, REACTIONS)
    op.execute(noter(""))
    op.execute("drop function owona_bot.tier_of(uuid)")
    op.execute("update owona_bot.preferences set wants = 'all' where wants = 'no_delays'")
    op.execute(wants("'all', 'answers', 'nothing'"))
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

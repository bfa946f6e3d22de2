"""Exports and their bytes, service tokens, imports, and reports as they were made."""

from alembic import op
from sqlalchemy import text

from migrations.way_back import forget

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS = (
    "export.asked",
    "export.moved",
    "export.ended",
    "export.fetched",
    "token.made",
    "token.revoked",
    "tickets.imported",
    "report.made",
    "report.file_wanted",
    "report.paused",
)

REACTIONS = ("export", "report")

TABLES = {
    "exports": """
        id uuid primary key default gen_random_uuid(),
        agent_id bigint,
        spec jsonb not null,
        state text not null default 'waiting'
            check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
        name text not null,
        as_of timestamptz not null,
        total bigint,
        rows bigint not null default 0,
        size bigint not null default 0,
        sha256 bytea,
        cursor jsonb,
        attempts integer not null default 0,
        died integer not null default 0,
        leased_until timestamptz,
        turn_at timestamptz not null default now(),
        told_at timestamptz,
        reason text,
        uploads integer not null default 0,
        slack_file text,
        slack_file_at timestamptz,
        handed text check (handed in ('file', 'link', 'nothing')),
        expires_at timestamptz not null,
        created_at timestamptz not null default now(),
        started_at timestamptz,
        finished_at timestamptz""",
    "export_parts": """
        export_id uuid not null references owona_bot.exports on delete cascade,
        n integer not null,
        bytes bytea not null,
        primary key (export_id, n)""",
    "export_links": """
        hash bytea primary key,
        export_id uuid not null references owona_bot.exports on delete cascade,
        agent_id bigint not null,
        expires_at timestamptz not null""",
    "service_tokens": """
        id bigint generated always as identity primary key,
        name text not null,
        hash bytea not null unique,
        scopes text[] not null,
        made_by bigint not null,
        created_at timestamptz not null default now(),
        last_used_at timestamptz,
        expires_at timestamptz,
        revoked_at timestamptz,
        revoked_by bigint""",
    "export_streams": """
        id uuid primary key default gen_random_uuid(),
        token_id bigint not null,
        spec jsonb not null,
        as_of timestamptz not null,
        state text not null default 'running' check (state in ('running', 'done', 'cut')),
        rows bigint not null default 0,
        size bigint not null default 0,
        sha256 bytea,
        started_at timestamptz not null,
        finished_at timestamptz""",
    "imported": """
        source text not null,
        key text not null,
        ticket_id uuid not null,
        seen jsonb not null default '{}',
        at timestamptz not null default now(),
        primary key (source, key)""",
    "reports": """
        id bigint generated always as identity primary key,
        kind text not null check (kind in ('daily', 'weekly', 'monthly', 'handover')),
        name text,
        run_id bigint unique,
        agent_id bigint,
        period_start timestamptz not null,
        period_end timestamptz not null,
        spec jsonb not null,
        document jsonb not null,
        made_at timestamptz not null""",
    "report_files": """
        delivery_id bigint primary key,
        file text not null,
        begun_at timestamptz not null default now()""",
}

INDEXES = (
    "create index exports_open on owona_bot.exports (created_at) where state in ('waiting', 'running')",
    "create index exports_expire on owona_bot.exports (expires_at)",
    "create index exports_agent on owona_bot.exports (agent_id, created_at)",
    "create index export_links_export on owona_bot.export_links (export_id)",
    "create index export_streams_started on owona_bot.export_streams (started_at)",
    "create index reports_made on owona_bot.reports (made_at)",
    "create index imported_ticket on owona_bot.imported (ticket_id)",
)

STOOD = """kind = 'ticket.changed' and payload ? 'status'"""

LATER = {
    "events_stood": f"events (created_at) where {STOOD}",
    "events_stood_of": f"events (ticket_id, id) where {STOOD}",
    "mail_log_created": "mail_log (created_at)",
    "escalations_created": "escalations (created_at)",
}
"""Of big tables, built while everybody goes on. Figures ask when tickets were ended and opened again."""

EXTERNAL = "alter table owona_bot.export_parts alter column bytes set storage external"
"""Packing what streams out again costs more than it saves."""

KNOWN_CHANNEL = text("""
    with few as materialized (
        select ticket_id from owona_bot.ticket_state
        where ticket_id > cast(:after as uuid) order by ticket_id limit 1000),
    known as (
        update owona_bot.ticket_state s
        set channel = case t.source_metadata ->> 'source'
            when 'chatbot' then 'chat' when 'email' then 'mail' when 'slack' then 'slack' when 'owona_bot' then 'slack'
            else 'web' end
        from few join public.support_tickets t on t.id = few.ticket_id
        where s.ticket_id = few.ticket_id and s.channel is null)
    select ticket_id::text as last, coalesce((select max(id) from owona_bot.unindexed where not old), 0) as waited
    from few order by few.ticket_id desc limit 1""")
"""Which way tickets came in that were there before anybody kept it. Few at once: what we hold is not planned.

`waited` was the newest that waited to be indexed.
"""

CAN_WAIT = text("""
    update owona_bot.unindexed u set old = true
    from (select id from owona_bot.unindexed
          where not old and id > :waited and ticket_id > cast(:after as uuid) and ticket_id <= cast(:last as uuid)
          for update skip locked) few
    where not u.old and u.id = few.id""")
"""No list waits for them: they are indexed after what is new."""

FIRST = "00000000-0000-0000-0000-000000000000"

ANYWAY = "on conflict (ticket_id) do nothing;"

UNLESS_THERE = f"where not exists (select from owona_bot.ticket_state k where k.ticket_id = t.id) {ANYWAY}"
"""What an import has written already uses up no ticket number: one is drawn for what is not inserted, too."""

REWRITE = """
    do $do$ begin
        execute replace(
            pg_get_functiondef('owona_bot.tickets_created()'::regprocedure), $old${old}$old$, $new${new}$new$);
    end $do$"""


def upgrade() -> None:
    """All of it in our own schema."""
    build()
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute(EXTERNAL)
    op.execute(REWRITE.format(old=ANYWAY, new=UNLESS_THERE))
    op.execute("revoke all on all tables in schema owona_bot from public")


def build() -> None:
    """Before all else, which is one transaction: a broken attempt is begun anew."""
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = '500ms'")
        after: str | None = FIRST
        while after is not None:
            after = know_channels(after)
        op.execute("set lock_timeout = 0")
        for name, of in LATER.items():
            op.execute(f"drop index concurrently if exists owona_bot.{name}")
            op.execute(f"create index concurrently {name} on owona_bot.{of}")
        op.execute("set lock_timeout = '5s'")  # as migrate() has it


def know_channels(after: str) -> str | None:
    """Of few tickets; answers the last of them."""
    known = op.get_bind().execute(KNOWN_CHANNEL, {"after": after}).one_or_none()
    if known is None:
        return None
    last: str = known.last
    op.get_bind().execute(CAN_WAIT, {"after": after, "last": last, "waited": known.waited})
    return last


def downgrade() -> None:
    """Nobody exports or reports any more."""
    forget(KINDS, REACTIONS)
    op.execute(REWRITE.format(old=UNLESS_THERE, new=ANYWAY))
    for name in LATER:
        op.execute(f"drop index owona_bot.{name}")
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")

"""Mail in and out, what Slack's editor made, notes of threads, files, what customers want to hear of."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = {
    "mail_log": """
        id bigint generated always as identity primary key,
        direction text not null check (direction in ('in', 'out')),
        delivery_id bigint unique,
        ticket_id uuid,
        message_id uuid,
        letter text,
        mail_id text,
        sender text,
        recipient text not null,
        kind text,
        verdict text,
        faults jsonb not null default '[]',
        body text,
        size bigint not null,
        sha256 bytea not null,
        created_at timestamptz not null default now(),
        finished_at timestamptz""",
    "mail_chunks": """
        mail_id bigint not null references owona_bot.mail_log on delete cascade,
        n integer not null,
        bytes bytea not null,
        primary key (mail_id, n)""",
    "message_content": """
        message_id uuid primary key,
        ticket_id uuid not null,
        rich_text jsonb not null,
        agent_id bigint not null,
        created_at timestamptz not null default now()""",
    "drafts": """
        id uuid primary key default gen_random_uuid(),
        ticket_id uuid not null,
        agent_id bigint not null,
        rich_text jsonb not null,
        status text not null,
        internal boolean not null,
        files jsonb not null default '[]',
        seen_until timestamptz not null,
        created_at timestamptz not null default now()""",
    "notes": """
        channel text not null,
        ts text not null,
        version integer not null,
        ticket_id uuid not null,
        agent_id bigint,
        act text not null check (act in ('written', 'edited', 'deleted')),
        text text not null,
        rich_text jsonb,
        created_at timestamptz not null default now(),
        primary key (channel, ts, version)""",
    "attachments": """
        id bigint generated always as identity primary key,
        ticket_id uuid not null,
        message_id uuid not null,
        name text not null,
        content_type text not null,
        size bigint not null,
        sha256 bytea,
        content_id text,
        slack_file text,
        slack_file_at timestamptz,
        created_at timestamptz not null default now()""",
    "attachment_chunks": """
        attachment_id bigint not null references owona_bot.attachments on delete cascade,
        n integer not null,
        bytes bytea not null,
        primary key (attachment_id, n)""",
    "preferences": """
        address text not null check (address = lower(address)),
        ticket_id uuid,
        wants text not null check (wants in ('all', 'answers', 'nothing')),
        updated_at timestamptz not null default now(),
        unique nulls not distinct (address, ticket_id)""",
    "suppressions": """
        address text primary key check (address = lower(address)),
        reason text not null,
        created_at timestamptz not null default now()""",
    "tokens": """
        hash bytea primary key,
        purpose text not null,
        address text not null,
        ticket_id uuid,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        used_at timestamptz,
        used_for text""",
}

INDEXES = (
    "create index mail_log_mail_id on owona_bot.mail_log (mail_id)",
    "create index mail_log_message on owona_bot.mail_log (message_id) where direction = 'in'",
    "create index mail_log_ticket on owona_bot.mail_log (ticket_id, id)",
    "create index mail_log_recipient on owona_bot.mail_log (recipient, created_at) where direction = 'out'",
    "create index notes_ticket on owona_bot.notes (ticket_id, created_at)",
    "create index attachments_message on owona_bot.attachments (message_id)",
    "create index tokens_expires on owona_bot.tokens (expires_at)",
    "create index drafts_created on owona_bot.drafts (created_at)",
)


def upgrade() -> None:
    """The salt of a ticket's reply address: a new one revokes the old address."""
    op.execute("alter table owona_bot.ticket_state add column salt bytea not null default uuid_send(gen_random_uuid())")
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")


def downgrade() -> None:
    """Mail is lost with its tables."""
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")
    op.execute("alter table owona_bot.ticket_state drop column salt")

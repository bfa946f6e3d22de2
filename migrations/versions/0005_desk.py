"""Every act of an agent: roles, tags, snooze, merging, held answers, canned replies, emoji, saved views."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = {
    "team_roles": """
        slack_user text primary key,
        role text not null check (role in ('none', 'reader', 'agent', 'lead', 'admin')),
        changed_by bigint not null,
        changed_at timestamptz not null default now()""",
    "held_replies": """
        id uuid primary key,
        ticket_id uuid not null,
        agent_id bigint not null,
        rich_text jsonb not null,
        status text not null,
        files jsonb not null default '[]',
        quick_replies jsonb not null default '[]',
        findings jsonb not null default '[]',
        state text not null check (state in ('held', 'guarded')),
        due_at timestamptz,
        released_by bigint,
        seen_until timestamptz not null,
        created_at timestamptz not null default now(),
        check ((state = 'held') = (due_at is not null))""",
    "canned_replies": """
        id bigint generated always as identity primary key,
        owner bigint,
        name text not null,
        body text not null,
        changed_by bigint not null,
        changed_at timestamptz not null default now()""",
    "merges": """
        id bigint generated always as identity primary key,
        source_id uuid not null,
        target_id uuid not null,
        agent_id bigint not null,
        before jsonb not null,
        created_at timestamptz not null default now(),
        undone_at timestamptz,
        check (source_id <> target_id)""",
    "splits": """
        message_id uuid not null,
        from_ticket uuid not null,
        to_ticket uuid not null,
        copy_id uuid not null,
        agent_id bigint not null,
        created_at timestamptz not null default now(),
        primary key (message_id, to_ticket)""",
    "emoji_acts": """
        channel text not null,
        ts text not null,
        slack_user text not null,
        emoji text not null,
        ticket_id uuid not null,
        before jsonb not null,
        created_at timestamptz not null default now(),
        undone_at timestamptz,
        primary key (channel, ts, slack_user, emoji, created_at)""",
    "saved_views": """
        id bigint generated always as identity primary key,
        owner bigint,
        name text not null,
        filter text not null,
        changed_by bigint not null,
        changed_at timestamptz not null default now()""",
}

INDEXES = (
    "create unique index canned_replies_name on owona_bot.canned_replies (owner, lower(name)) nulls not distinct",
    "create unique index saved_views_name on owona_bot.saved_views (owner, lower(name)) nulls not distinct",
    "create unique index merges_source on owona_bot.merges (source_id) where undone_at is null",
    "create index merges_target on owona_bot.merges (target_id) where undone_at is null",
    "create index splits_to on owona_bot.splits (to_ticket)",
    "create index held_replies_ticket on owona_bot.held_replies (ticket_id)",
    "create index emoji_acts_created on owona_bot.emoji_acts (created_at)",
    """
    create index ticket_state_snoozed on owona_bot.ticket_state (snoozed_until)
        where snoozed_until is not null and snoozed_until < 'infinity'""",
    "create index ticket_state_merged on owona_bot.ticket_state (merged_into) where merged_into is not null",
    "create index ticket_state_requester on owona_bot.ticket_state (requester_address)",
    "create index ticket_state_tags on owona_bot.ticket_state using gin (tags) where tags <> '{}'",
)

COLUMNS = (
    """
    alter table owona_bot.ticket_state
        add column tags text[] not null default '{}',
        add column snoozed_until timestamptz,
        add column snoozed_for_answer boolean not null default false,
        add column snoozed_by bigint,
        add column merged_into uuid,
        add column language text,
        add column channel text,
        add column answered_at timestamptz""",
    """
    alter table owona_bot.agents
        drop constraint agents_role_check,
        add constraint agents_role_check check (role in ('reader', 'agent', 'lead', 'admin')),
        add column language text check (language in ('de', 'en')),
        add column available boolean not null default true,
        add column away_until timestamptz""",
    "alter table owona_bot.drafts add column quick_replies jsonb not null default '[]'",
)
"""`snoozed_until` is `infinity` for a ticket that waits for an answer alone.

`language` of an agent is what they chose themselves; `locale` is Slack's.
"""


def upgrade() -> None:
    """All of it in our own schema."""
    for statement in COLUMNS:
        op.execute(statement)
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    for statement in INDEXES:
        op.execute(statement)
    op.execute("revoke all on all tables in schema owona_bot from public")


def downgrade() -> None:
    """What was merged, snoozed, tagged or held is forgotten; the site's rows stay as they are."""
    for name in reversed(TABLES):
        op.execute(f"drop table owona_bot.{name}")
    op.execute("drop index owona_bot.ticket_state_requester")
    op.execute("alter table owona_bot.drafts drop column quick_replies")
    op.execute("""
        alter table owona_bot.agents
            drop column language, drop column available, drop column away_until, drop constraint agents_role_check""")
    op.execute("update owona_bot.agents set role = 'agent' where role not in ('admin', 'agent')")
    op.execute("""
        alter table owona_bot.agents
            add constraint agents_role_check check (role in ('admin', 'agent'))""")
    op.execute("""
        alter table owona_bot.ticket_state
            drop column tags, drop column snoozed_until, drop column snoozed_for_answer, drop column snoozed_by,
            drop column merged_into, drop column language, drop column channel, drop column answered_at""")

"""The tables as SQLAlchemy Core sees them: the site's in `public`, ours in `owona_bot`.

Only what is read or written through Core; the migrations own the whole truth.
"""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, FetchedValue, Integer, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = MetaData()

TIME = DateTime(timezone=True)

tickets = Table(
    "support_tickets",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=FetchedValue()),
    Column("user_id", Uuid),
    Column("title", Text),
    Column("description", Text),
    Column("status", Text),
    Column("priority", Text),
    Column("category", Text),
    Column("assigned_agent", Text),
    Column("source_metadata", JSONB),
    Column("created_at", TIME),
    Column("updated_at", TIME),
    schema="public",
)

messages = Table(
    "support_ticket_messages",
    metadata,
    Column("id", Uuid, primary_key=True, server_default=FetchedValue()),
    Column("ticket_id", Uuid),
    Column("author_type", Text),
    Column("author_user_id", Uuid),
    Column("author_name", Text),
    Column("message", Text),
    Column("metadata", JSONB),
    Column("internal_only", Boolean),
    Column("quick_reply_options", JSONB),
    Column("created_at", TIME),
    schema="public",
)

users = Table("users", metadata, Column("id", Uuid, primary_key=True), Column("email", Text), schema="auth")

ticket_state = Table(
    "ticket_state",
    metadata,
    Column("ticket_id", Uuid, primary_key=True),
    Column("number", Integer),
    Column("requester_name", Text),
    Column("requester_address", Text),
    Column("tags", ARRAY(Text)),
    Column("snoozed_until", TIME),
    Column("snoozed_for_answer", Boolean),
    Column("merged_into", Uuid),
    schema="owona_bot",
)

agents = Table(
    "agents",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("slack_user", Text),
    Column("email", Text),
    Column("name", Text),
    Column("locale", Text),
    Column("language", Text),
    Column("role", Text),
    Column("active", Boolean),
    schema="owona_bot",
)

slack_posts = Table(
    "slack_posts",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("ticket_id", Uuid),
    Column("channel", Text),
    Column("ts", Text),
    Column("shows", Text),
    Column("ref", Text),
    schema="owona_bot",
)

inbox = Table(
    "inbox",
    metadata,
    Column("key", Text, primary_key=True),
    Column("answer", JSONB),
    schema="owona_bot",
)

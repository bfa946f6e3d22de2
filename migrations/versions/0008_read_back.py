"""Until when each channel was heard, what a gap in it still owes, and which channels refuse us."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = {
    "heard": """
        channel text primary key,
        known timestamptz not null default now(),
        heard_at timestamptz not null default now(),
        gaps integer not null default 0,
        leased_until timestamptz not null default '-infinity'""",
    "refusals": """
        channel text primary key,
        error text not null,
        since timestamptz not null default now()""",
}
"""`known`: what people did before is kept, or Slack still brings it. `gaps`: how often nobody listened since then."""


def upgrade() -> None:
    """What was said before is old news."""
    for name, columns in TABLES.items():
        op.execute(f"create table owona_bot.{name} ({columns})")
    op.execute("revoke all on all tables in schema owona_bot from public")


def downgrade() -> None:
    """Nothing that could not be read again."""
    for name in TABLES:
        op.execute(f"drop table owona_bot.{name}")

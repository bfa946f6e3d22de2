"""${message}."""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """One statement per `op.execute`: asyncpg takes no more."""
    ${upgrades if upgrades else "op.execute()"}


def downgrade() -> None:
    """There is no way back; see docs/decisions/0003-migrations.md."""
    raise NotImplementedError

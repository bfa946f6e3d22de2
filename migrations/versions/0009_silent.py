"""Triggers that notify nobody in a transaction which says that it will do so itself, once it is committed."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LOUD = "notify owona_bot;"

SILENT = """if current_setting(''owona_bot.silent'', true) is distinct from ''on'' then notify owona_bot; end if;"""

# The functions as they are, whatever their bodies: one word of them changes.
REWRITE = """
    do $do$ declare written text; begin
        for written in
            select replace(pg_get_functiondef(p.oid), '{old}', '{new}')
            from pg_proc p where p.pronamespace = 'owona_bot'::regnamespace and strpos(p.prosrc, '{old}') > 0
        loop execute written; end loop;
    end $do$"""


def upgrade() -> None:
    """Whoever writes meanwhile is served by the old or by the new one."""
    op.execute(REWRITE.format(old=LOUD, new=SILENT))


def downgrade() -> None:
    """They notify always."""
    op.execute(REWRITE.format(old=SILENT, new=LOUD))

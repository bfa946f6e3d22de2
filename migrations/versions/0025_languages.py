"""Which language tickets came in that were there before anybody kept it. Few at once: what we hold is not planned."""

from alembic import op
from sqlalchemy import text

revision = "0025"
down_revision = "0026"
branch_labels = None
depends_on = None

TAG = "'^([a-zA-Z][a-zA-Z])(?:[-_][a-zA-Z0-9]+)*$'"

KNOWN = text(f"""
    with few as materialized (
        select ticket_id from owona_bot.ticket_state
        where ticket_id > cast(:after as uuid) order by ticket_id limit 1000),
    told as materialized (
        select f.ticket_id, coalesce(
            case when length(t.source_metadata ->> 'locale') <= 35
                 then lower(substring(t.source_metadata ->> 'locale' from {TAG})) end,
            case when length(p.language) <= 35 then lower(substring(p.language from {TAG})) end) as language
        from few f
        join public.support_tickets t on t.id = f.ticket_id
        left join public.profiles p on p.id = t.user_id),
    known as (
        update owona_bot.ticket_state s set language = told.language
        from told where s.ticket_id = told.ticket_id and s.language is null and told.language is not null)
    select ticket_id::text as last, coalesce((select max(id) from owona_bot.unindexed where not old), 0) as waited
    from few order by few.ticket_id desc limit 1""")
"""`waited` was the newest that waited to be indexed."""

CAN_WAIT = text("""
    update owona_bot.unindexed u set old = true
    from (select id from owona_bot.unindexed
          where not old and id > :waited and ticket_id > cast(:after as uuid) and ticket_id <= cast(:last as uuid)
          for update skip locked) few
    where not u.old and u.id = few.id""")
"""No list waits for them: they are indexed after what is new."""

FIRST = "00000000-0000-0000-0000-000000000000"


def upgrade() -> None:
    """A broken attempt is begun anew: what is known stays."""
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = '500ms'")
        after: str | None = FIRST
        while after is not None:
            after = know_languages(after)
        op.execute("set lock_timeout = '5s'")  # as migrate() has it


def know_languages(after: str) -> str | None:
    """Of few tickets; answers the last of them."""
    known = op.get_bind().execute(KNOWN, {"after": after}).one_or_none()
    if known is None:
        return None
    last: str = known.last
    op.get_bind().execute(CAN_WAIT, {"after": after, "last": last, "waited": known.waited})
    return last


def downgrade() -> None:
    """What is known stays."""

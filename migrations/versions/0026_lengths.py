"""Customers may write any text into `assigned_agent` of their tickets; an entry of an index has at most 2,704 bytes.

Longer than an address may be (RFC 3696) it names nobody, whatever follows.
"""

from alembic import op

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None

LONGEST = 320

PRESENT = """
    create or replace view owona_bot.present_state as
    select t.id as ticket_id, t.created_at, t.updated_at,
           coalesce(nullif(p.full_name, ''), nullif(p.company_name, '')) as requester_name,
           u.email::text as requester_address,
           t.status as seen_status, t.priority as seen_priority, {agent} as seen_agent,
           hashtextextended(t.title, hashtextextended(t.description,
                                                      hashtextextended(coalesce(t.category, ''), 0))) as seen_text
    from public.support_tickets t
    left join auth.users u on u.id = t.user_id
    left join public.profiles p on p.id = t.user_id"""

WHOLE = "t.assigned_agent"

CUT = f"left({WHOLE}, {LONGEST})"

REWRITE = """
    do $do$ begin
        execute replace(pg_get_functiondef('owona_bot.tickets_created()'::regprocedure),
                        $old$t.priority, {old},$old$, $new$t.priority, {new},$new$);
    end $do$"""


SHORTEN = f"""
    update owona_bot.ticket_state set seen_agent = left(seen_agent, {LONGEST}) where length(seen_agent) > {LONGEST}"""


def upgrade() -> None:
    """A name that compressed well could be longer until now."""
    op.execute(PRESENT.format(agent=CUT))
    op.execute(REWRITE.format(old=WHOLE, new=CUT))
    op.execute(SHORTEN)


def downgrade() -> None:
    """As it is written."""
    op.execute(PRESENT.format(agent=WHOLE))
    op.execute(REWRITE.format(old=CUT, new=WHOLE))

"""Salts of new tickets come of one random seed a statement: a random value for each row was a tenth of the trigger.

The seed is kept nowhere; without it no salt tells anything of another.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SALT = "substring(sha256(seed || uuid_send(t.id)) for 16)"

DEFAULT = "uuid_send(gen_random_uuid())"

TICKETS_CREATED = """
    create or replace function owona_bot.tickets_created() returns trigger language plpgsql security definer
    set search_path = pg_catalog, pg_temp set lock_timeout = '1s' as $$
    declare
        who text;
        xact bigint;
        seed bytea;
    begin
        who := owona_bot.actor();
        xact := pg_current_xact_id()::text::bigint;
        seed := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
        insert into owona_bot.ticket_state (ticket_id, requester_name, requester_address,
                                            seen_status, seen_priority, seen_agent, seen_text, salt)
        select t.id, coalesce(nullif(p.full_name, ''), nullif(p.company_name, '')), u.email::text,
               t.status, t.priority, t.assigned_agent,
               hashtextextended(t.title, hashtextextended(t.description,
                                                          hashtextextended(coalesce(t.category, ''), 0))),
               {salt}
        from fresh t
        left join auth.users u on u.id = t.user_id
        left join public.profiles p on p.id = t.user_id
        on conflict (ticket_id) do nothing;
        insert into owona_bot.events (ticket_id, kind, actor, transaction_id)
        select id, 'ticket.created', who, xact from fresh;
        if current_setting('owona_bot.silent', true) is distinct from 'on' then notify owona_bot; end if;
        return null;
    exception when others then
        raise warning 'owona_bot.tickets_created: % (the reconciler will catch up)', sqlerrm;
        return null;
    end $$"""


def upgrade() -> None:
    """Salts that are there stay."""
    op.execute(TICKETS_CREATED.format(salt=SALT))


def downgrade() -> None:
    """Each row has its own again."""
    op.execute(TICKETS_CREATED.format(salt=DEFAULT))

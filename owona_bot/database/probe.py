"""What the live database is like where the site's migrations don't say (or say otherwise)."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from owona_bot.domain.errors import OperatorError

OLD_AUTOMATION = "support-mcp"
"""Name under which the old automation, and its sales copy, writes its heartbeat."""

ALIVE = timedelta(minutes=2)
"""A heartbeat younger than this (database's clock): the old automation overwrites tickets every 30 s."""


@dataclass(frozen=True, slots=True)
class Found:
    """The database as this role sees it."""

    role: str
    missing_tables: tuple[str, ...]
    """Tables of `public` and `auth` without which nothing works, with their schema."""
    missing_rights: tuple[str, ...]
    """As in a grant: "insert on public.support_tickets"."""
    bypasses_rls: bool
    """By BYPASSRLS, as a superuser, as the owner, or because row security is off."""
    author_name: bool
    """Whether `support_ticket_messages.author_name` exists; if not, leave it out."""
    ticket_id_type: str | None
    """Of `support_automation_events.ticket_id`: "uuid", "text"; None without the table."""
    service_status: bool
    """Whether `support_service_status` has the columns that a heartbeat needs."""
    heartbeat_age: timedelta | None
    """Of the old automation; None when it never beat, or said good-bye."""

    @property
    def old_automation_alive(self) -> bool:
        """Then nothing may be assigned by itself: it would be overwritten within 30 s."""
        return self.heartbeat_age is not None and self.heartbeat_age < ALIVE


# The catalogue, not to_regclass: that fails in a schema one may not use.
TABLES = """
with needed (name, rights) as (values
  ('public.support_tickets', '{select,insert,update}'::text[]),
  ('public.support_ticket_messages', '{select,insert}'),
  ('public.profiles', '{select}'),
  ('auth.users', '{select}')
), tables as (
  select needed.*, found.id
  from needed left join (
    select n.nspname || '.' || c.relname as name, c.oid as id
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v')
  ) found using (name)
)
select
  current_user::text as role,
  array(select name from tables where id is null) as missing_tables,
  array(
    select format('%s on %s', verb, name) from tables, unnest(rights) verb
    where not has_table_privilege(id, verb)
  ) || array(
    select 'usage on schema ' || nspname from pg_namespace
    where nspname in ('public', 'auth') and not has_schema_privilege(oid, 'usage')
  ) as missing_rights,
  not exists (select from tables where id is not null and row_security_active(id)) as bypasses_rls
"""

COLUMNS = """
select c.relname || '.' || a.attname as name, format_type(a.atttypid, null) as type
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
  and c.relname in ('support_ticket_messages', 'support_automation_events', 'support_service_status')
"""

BEAT = {
    "support_service_status.service_name",
    "support_service_status.status",
    "support_service_status.last_heartbeat",
    "support_service_status.meta",
}

HEARTBEAT = """
select now() - last_heartbeat from public.support_service_status
where service_name = :service and status <> 'down'
"""

READABLE = "select has_table_privilege('public.support_service_status', 'select')"


async def probe(connection: AsyncConnection) -> Found:
    """Asks the catalogue and one heartbeat; writes nothing."""
    tables = (await connection.execute(text(TABLES))).mappings().one()
    columns = await read_columns(connection)
    service_status = columns.keys() >= BEAT
    return Found(
        role=tables["role"],
        missing_tables=tuple(tables["missing_tables"]),
        missing_rights=tuple(tables["missing_rights"]),
        bypasses_rls=tables["bypasses_rls"],
        author_name="support_ticket_messages.author_name" in columns,
        ticket_id_type=columns.get("support_automation_events.ticket_id"),
        service_status=service_status,
        heartbeat_age=await heartbeat_age(connection) if service_status else None,
    )


async def read_columns(connection: AsyncConnection) -> dict[str, str]:
    """`table.column` to its type, for the tables that are known to differ."""
    return {row.name: row.type for row in await connection.execute(text(COLUMNS))}


async def heartbeat_age(connection: AsyncConnection) -> timedelta | None:
    """Of the old automation; None as well where this role may not look."""
    if not (await connection.execute(text(READABLE))).scalar_one():
        return None
    age: timedelta | None = (await connection.execute(text(HEARTBEAT), {"service": OLD_AUTOMATION})).scalar()
    return age


def check(found: Found) -> None:
    """Raises OperatorError where the bot can't work at all."""
    if found.missing_tables:
        raise OperatorError(
            f"The database has no {' and no '.join(found.missing_tables)}: it is not the site's. "
            "Nothing was changed. Check OWONA_DATABASE_URL."
        )
    if found.missing_rights:
        raise OperatorError(
            f"The database role {found.role!r} lacks: {', '.join(found.missing_rights)}. "
            "Nothing was changed. Grant it these rights as the owner, or name another role in OWONA_DATABASE_URL."
        )
    if not found.bypasses_rls:
        raise OperatorError(
            f"Row security hides the tickets from the database role {found.role!r}: it would see none of them. "
            f"Nothing was changed. As a superuser run `alter role {found.role} bypassrls`, "
            "or name the tables' owner in OWONA_DATABASE_URL."
        )

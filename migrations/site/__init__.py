"""What the web site's migrations and Supabase leave behind, for databases that have neither.

Frozen: version 0001 runs it. A later change of the site's tables is a version of its own.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from migrations.site import accounts, grants, roles, tickets
from owona_bot.domain.errors import OperatorError

ROLES = ("anon", "authenticated", "service_role", "authenticator")

COUNT_TABLES = """
select count(*)
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('public', 'auth') and c.relkind in ('r', 'p')
"""


def has_site(connection: Connection) -> bool:
    """Whether the site's migrations were here."""
    return connection.exec_driver_sql("select to_regclass('public.support_tickets')").scalar() is not None


def refuse_strangers(connection: Connection) -> None:
    """Raises OperatorError for a database that is neither the site's nor empty: a wrong URL, most likely."""
    if has_site(connection) or connection.exec_driver_sql(COUNT_TABLES).scalar() == 0:
        return
    name = connection.exec_driver_sql("select current_database()").scalar()
    raise OperatorError(
        f"The database {name!r} has tables, but no public.support_tickets: it is not the site's. "
        "Nothing was changed. Name the site's database or an empty one in OWONA_MIGRATE_URL."
    )


def create_site(connection: Connection) -> None:
    """Roles, `auth`, tables, policies and functions as the site has them on Supabase."""
    run(connection, roles.CREATE)
    run(connection, accounts.CREATE)
    run(connection, tickets.CREATE)
    run(connection, grants.to(existing_roles(connection)))


def run(connection: Connection, statements: Iterable[str]) -> None:
    """One statement at a time: asyncpg takes no more."""
    for statement in statements:
        connection.exec_driver_sql(statement)


def existing_roles(connection: Connection) -> list[str]:
    """The API's roles that the server has; a role without the right to make them leaves them out."""
    names = connection.exec_driver_sql("select rolname from pg_roles").scalars().all()
    return [role for role in ROLES if role in names]
